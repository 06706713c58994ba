package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.wire.jms.Outcome;
import jakarta.jms.JMSException;
import java.util.List;

/**
 * Gives back what a fast receiver has asked for ahead and does not come for any more, so that others get it. State guarded by the
 * session's lock.
 */
final class IdleReceiver {
    private static final long PATIENCE_MS = 100;

    private final ConsumerCore consumer;
    private final Receiving receiving;
    private boolean isWatched;
    private long calls;
    private long watchedCalls;

    IdleReceiver(ConsumerCore consumer, Receiving receiving) {
        this.consumer = consumer;
        this.receiving = receiving;
    }

    /** With the lock held: receive() is called. */
    void onCalled() {
        calls++;
    }

    /** With the lock held: receive() has returned, and something is or may be in the buffer. */
    void watch() {
        if (!isWatched) {
            isWatched = true;
            watchedCalls = calls;
            ClientThreads.schedule(this::look, PATIENCE_MS);
        }
    }

    /** On the timer thread: must not wait. */
    private void look() {
        SessionCore session = consumer.session();
        boolean isIdle = session.locked(() -> {
            isWatched = false;
            if (calls != watchedCalls && receiving.holdsAhead()) {
                watch();
                return false;
            }
            return calls == watchedCalls && receiving.holdsAhead();
        });
        if (isIdle) {
            consumer.credit().drain(0).whenComplete((none, failure) -> session.locked(() -> {
                if (failure == null && calls == watchedCalls) {
                    consumer.giveBackUnseen();
                }
                session.signalChange();
                return null;
            }));
        }
    }
}
