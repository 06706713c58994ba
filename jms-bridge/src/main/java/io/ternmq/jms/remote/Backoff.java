package io.ternmq.jms.remote;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, up to a limit, and never two clients alike. One thread at a time.
 */
final class Backoff {
    private final long firstMs;
    private final long maxMs;
    private final RandomGenerator random;
    private long nextMs;

    /**
     * A wait that begins with {@code firstMs}.
     *
     * @param firstMs at least 1
     * @param maxMs   at least {@code firstMs}
     */
    Backoff(long firstMs, long maxMs, RandomGenerator random) {
        this.firstMs = firstMs;
        this.maxMs = maxMs;
        this.random = random;
        this.nextMs = firstMs;
    }

    /** The next wait: between half of the step and all of it. */
    long nextMs() {
        long step = nextMs;
        nextMs = Math.min(maxMs, step * 2);
        return step - random.nextLong(step / 2 + 1);
    }

    /** Begins anew. */
    void reset() {
        nextMs = firstMs;
    }
}
