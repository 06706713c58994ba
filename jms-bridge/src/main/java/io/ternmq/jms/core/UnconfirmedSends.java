package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.JMSException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * NON_PERSISTENT sends outside a transaction, which may be lost (Messaging 3.1 §7.7) and so need not be waited for: only the first to a
 * destination is, so that a wrong destination is known at once, and those to temporary destinations, which come and go; and all of them
 * where they would not keep their order otherwise. What fails later reaches the connection's exception listener. The rest of the state is
 * guarded by the session's lock.
 */
final class UnconfirmedSends {
    private static final int MAX_UNDER_WAY = 1024;

    private final SessionCore session;
    // Used by the one thread that uses the session.
    private final Set<TernDestination> knownDestinations = new HashSet<>();
    private int underWay;

    UnconfirmedSends(SessionCore session) {
        this.session = session;
    }

    /** Sends. Waits for room when much is under way. Without the lock. */
    void send(OutboundMessage message) throws JMSException {
        String what = "Sending to " + message.destination();
        if (isToBeAwaited(message.destination())) {
            session.await(session.provider().send(message), what);
            knownDestinations.add(message.destination());
            return;
        }
        awaitAtMost(MAX_UNDER_WAY - 1);
        session.locked(() -> ++underWay);
        CompletableFuture<Void> sent = session.provider().send(message);
        if (sent.isCompletedExceptionally()) {
            // What is known by now, above all that it cannot be sent at all, is for the caller to hear, and for nobody else.
            answered();
            session.await(sent, what);
        }
        sent.whenComplete((none, failure) -> {
            answered();
            if (failure != null) {
                session.connection().reportFailure(Await.toJms(failure, what));
            }
        });
    }

    private void answered() {
        session.locked(() -> {
            underWay--;
            session.signalChange();
            return null;
        });
    }

    private boolean isToBeAwaited(TernDestination destination) {
        return !session.provider().keepsOrderOfSends() || !knownDestinations.contains(destination) || DestinationNames.isTemporary(destination.getName());
    }

    /** Waits until all are answered; not through an outage, after which they are sent again or lost. Without the lock. */
    void awaitAll() throws JMSException {
        awaitAtMost(0);
    }

    private void awaitAtMost(int most) throws JMSException {
        session.lock();
        try {
            long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(session.settings().requestTimeoutMs());
            while (underWay > most && session.connection().isAlive() && !(session.isClosing() && session.connection().isInterrupted())) {
                long remainingNs = deadlineNs - System.nanoTime();
                if (remainingNs <= 0 && session.isClosing()) {
                    return;
                }
                session.awaitChange(session.isClosing() ? remainingNs : Long.MAX_VALUE);
            }
        } finally {
            session.unlock();
        }
    }
}
