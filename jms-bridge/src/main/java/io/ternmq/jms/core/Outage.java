package io.ternmq.jms.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A time without connection: not yet, now, or over. Any thread. */
final class Outage {
    private final CompletableFuture<Void> beginning = new CompletableFuture<>();
    private volatile long beganNs;

    /** Completes when it begins. */
    CompletableFuture<Void> beginning() {
        return beginning;
    }

    boolean hasBegun() {
        return beginning.isDone();
    }

    void begin() {
        beganNs = System.nanoTime();
        beginning.complete(null);
    }

    /** Since it began. */
    long elapsedMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
    }
}
