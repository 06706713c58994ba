package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.wire.jms.Outcome;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Acknowledgements of messages that the application is done with, on their way to the broker: one request at a time, and what comes
 * meanwhile goes with the next, so that under load an acknowledgement costs a fraction of a round trip, and without load none is kept
 * back for longer than about a millisecond. State guarded by the session's lock.
 *
 * <p>A connection that breaks and is taken up again loses none of them. Those that are on their way when the broker or this process is
 * killed may be lost, and their messages come again: at most the window.
 */
final class AckPipeline {
    private static final long RETRY_MS = 100;

    private final SessionCore session;
    private List<Delivery> waiting = new ArrayList<>();
    private int sentCount;
    private JMSException refusal;

    AckPipeline(SessionCore session) {
        this.session = session;
    }

    /**
     * Sends an acknowledgement. Without the lock.
     *
     * @param window how many may be without an answer when this returns; 0 waits for the broker's word
     * @throws JMSException when the window stays full: the message is acknowledged later or comes again
     */
    void accept(Delivery delivery, int window) throws JMSException {
        session.lock();
        try {
            waiting.add(delivery);
            if (sentCount == 0 && refusal == null) {
                // A receiver that has to wait for its next message but one reads and writes itself then; one that drains a queue does not.
                send(delivery.consumer().buffered() <= 1);
            }
            await(window);
        } finally {
            session.unlock();
        }
    }

    /** Waits until every acknowledgement is answered. Without the lock. */
    void confirm() throws JMSException {
        session.lock();
        try {
            await(0);
        } finally {
            session.unlock();
        }
    }

    private void await(int window) throws JMSException {
        if (waiting.size() + sentCount <= window) {
            return;
        }
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(session.settings().requestTimeoutMs());
        while (waiting.size() + sentCount > window && session.connection().isAlive()) {
            if (session.connection().isInterrupted()) {
                if (session.isEnding()) {
                    // Nobody waits for the end of an outage to close: what is left is asked when there is a connection again.
                    return;
                }
                deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(session.settings().requestTimeoutMs());
            }
            long remainingNs = deadlineNs - System.nanoTime();
            if (remainingNs <= 0) {
                throw refusal != null ? refusal : JmsErrors.of(JmsErrors.TIMED_OUT, "Acknowledging: no answer from the broker within "
                    + session.settings().requestTimeoutMs() + " ms", null);
            }
            session.awaitChange(remainingNs);
        }
    }

    /** With the lock held: the session at the broker has ended, and what it delivered comes again. */
    void onRenewed() {
        waiting.clear();
    }

    private void send(boolean isLazy) {
        List<Delivery> batch = waiting;
        waiting = new ArrayList<>();
        batch.removeIf(Delivery::isStale);
        if (batch.isEmpty()) {
            session.signalChange();
            return;
        }
        sentCount = batch.size();
        SettleRequest request = SettleRequest.of(Settlements.of(batch, Outcome.ACCEPT));
        (isLazy ? session.provider().settleLazily(request) : session.provider().settle(request)).whenComplete((none, failure) ->
            session.locked(() -> {
                sentCount = 0;
                onAnswer(batch, failure);
                session.signalChange();
                return null;
            }));
    }

    private void onAnswer(List<Delivery> batch, Throwable failure) {
        refusal = null;
        if (failure != null) {
            onFailed(batch, Await.toJms(failure, "Acknowledging"));
        }
        if (refusal == null && !waiting.isEmpty()) {
            send(false);
        }
    }

    private void onFailed(List<Delivery> batch, JMSException failure) {
        if (JmsErrors.isLeaseLost(failure)) {
            SessionAcks.logComingAgain(failure);
        } else if (JmsErrors.isRefusal(failure) && session.connection().isAlive()) {
            // Still this session's messages: nobody else gets them, so the broker is asked until it takes it.
            refusal = failure;
            waiting.addAll(0, batch);
            session.connection().reportFailure(failure);
            ClientThreads.schedule(this::retry, RETRY_MS);
        } else {
            session.connection().reportFailure(failure);
        }
    }

    private void retry() {
        session.locked(() -> {
            refusal = null;
            if (sentCount == 0 && !waiting.isEmpty() && session.connection().isAlive()) {
                send(false);
            }
            return null;
        });
    }
}
