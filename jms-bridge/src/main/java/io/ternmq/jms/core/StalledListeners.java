package io.ternmq.jms.core;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gives back what waits behind a listener that does not return, so that others get it. State guarded by the session's lock.
 */
final class StalledListeners {
    private static final long PATIENCE_MS = 1000;

    private final SessionCore session;
    private boolean isWatched;
    private boolean isStalled;
    private long progress;
    private long watchedProgress;

    StalledListeners(SessionCore session) {
        this.session = session;
    }

    /** With the lock held: a listener has returned, or there was none; and the next one starts, if {@code isStarting}. */
    void onProgress(boolean isStarting) {
        progress++;
        if (isStalled) {
            isStalled = false;
            session.consumers().forEach(consumer -> consumer.listening().topUp());
        }
        if (isStarting && !isWatched) {
            watch();
        }
    }

    /** With the lock held: whether a listener does not return, so that nothing is to be asked for. */
    boolean isStalled() {
        return isStalled;
    }

    private void watch() {
        isWatched = true;
        watchedProgress = progress;
        ClientThreads.schedule(this::look, PATIENCE_MS);
    }

    /** On the timer thread: must not wait. */
    private void look() {
        List<ConsumerCore> stalled = session.locked(() -> {
            isWatched = false;
            boolean isRunning = session.dispatch().isRunning();
            if (isRunning && progress != watchedProgress) {
                watch();
            }
            isStalled = isRunning && progress == watchedProgress;
            return isStalled ? session.consumers().stream().filter(consumer -> consumer.listening().holdsAhead()).toList()
                : List.<ConsumerCore>of();
        });
        stalled.forEach(this::giveBack);
    }

    private void giveBack(ConsumerCore consumer) {
        CompletableFuture<Void> drained = consumer.credit().drain(0);
        drained.whenComplete((none, failure) -> session.locked(() -> {
            if (isStalled && failure == null) {
                consumer.giveBackUnseen();
            } else {
                consumer.listening().topUp();
            }
            return null;
        }));
    }
}
