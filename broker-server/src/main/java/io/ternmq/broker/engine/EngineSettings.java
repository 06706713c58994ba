package io.ternmq.broker.engine;

/**
 * The engine's numbers.
 *
 * @param queueCapacity         tasks that may wait, rounded up to a power of two; more are refused
 * @param maxBatchBytes         bytes that one batch may log
 * @param flushIntervalMs       how often the log is forced when nobody waits for it
 * @param leasesWhenDurable     whether a message that is to be durable is leased only when it is, and not when it is in the file
 * @param snapshotIntervalBytes log bytes after which a snapshot is taken within a segment
 * @param storeHost             host field of stored messages, 8 or 20 bytes
 */
public record EngineSettings(int queueCapacity, int maxBatchBytes, long flushIntervalMs, boolean leasesWhenDurable,
        long snapshotIntervalBytes, byte[] storeHost) {
    private static final byte[] LOOPBACK = {127, 0, 0, 1, 0, 0, 0, 0};

    public static EngineSettings defaults() {
        return new EngineSettings(1 << 16, 4 << 20, 500, false, 256L << 20, LOOPBACK);
    }

    public EngineSettings withStoreHost(byte[] host) {
        return new EngineSettings(queueCapacity, maxBatchBytes, flushIntervalMs, leasesWhenDurable, snapshotIntervalBytes, host);
    }

    public EngineSettings withLeasesWhenDurable(boolean isLate) {
        return new EngineSettings(queueCapacity, maxBatchBytes, flushIntervalMs, isLate, snapshotIntervalBytes, storeHost);
    }
}
