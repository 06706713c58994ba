package io.ternmq.jca.inbound;

import io.ternmq.jca.inbound.FlowGate.Mode;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Grows the number of sessions while all of them are busy and messages wait, and shrinks it when one has been idle for long. Looks at
 * the sessions a few times a second, so that deliveries themselves do nothing for it. {@link #tick} on the timer; the rest as Work.
 */
final class Scaling {

    /** Between two looks. */
    static final long TICK_MS = 200;

    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final System.Logger LOG = System.getLogger(Scaling.class.getName());

    /** Runs what may block. */
    @FunctionalInterface
    interface Workers {
        /** @return whether it will be run */
        boolean run(Runnable task);
    }

    private final String name;
    private final FlowGate gate;
    private final Workers workers;
    private final AtomicBoolean isChanging = new AtomicBoolean();

    Scaling(String name, FlowGate gate, Workers workers) {
        this.name = name;
        this.gate = gate;
        this.workers = workers;
    }

    /** Looks at the sessions of a connection. */
    void tick(EndpointConnection connection, long nowNs) {
        if (gate.mode() != Mode.OPEN || isChanging.get()) {
            return;
        }
        List<DeliverySession> sessions = connection.sessions();
        int count = sessions.size();
        int room = connection.opening().maxCount() - count;
        // One that is between two of many short deliveries is as good as busy.
        boolean isAllBusy = sessions.stream().allMatch(session -> session.isBusy() || session.waiting() > 0);
        if (room > 0 && isAllBusy && sessions.stream().anyMatch(session -> session.waiting() > 0)) {
            change(() -> grow(connection, Math.min(room, Math.max(1, count))));
        } else if (count > connection.opening().minCount()) {
            sessions.stream().filter(session -> session.idleNs(nowNs) > IDLE_NS && session.waiting() == 0).findFirst()
                    .ifPresent(idle -> change(() -> connection.shrink(idle)));
        }
    }

    private void change(Runnable task) {
        isChanging.set(true);
        boolean isAccepted = false;
        try {
            isAccepted = workers.run(() -> {
                try {
                    task.run();
                } finally {
                    isChanging.set(false);
                }
            });
        } finally {
            if (!isAccepted) {
                isChanging.set(false);
            }
        }
    }

    private void grow(EndpointConnection connection, int count) {
        try {
            List<DeliverySession> busy = List.copyOf(connection.sessions());
            connection.grow(count);
            for (DeliverySession session : busy) {
                // What waits behind a busy delivery is for the new ones.
                session.giveBackWaiting();
            }
            LOG.log(System.Logger.Level.DEBUG, "{0} delivers with {1} sessions", name, connection.sessions().size());
        } catch (JMSException | RuntimeException e) {
            // A lost connection is the activation's business; otherwise it is tried again at the next look.
            LOG.log(System.Logger.Level.DEBUG, "{0}: no further session: {1}", name, e.getMessage());
        }
    }
}
