package io.ternmq.jms.core;

import static java.util.Objects.requireNonNull;

/**
 * How the client behaves.
 *
 * @param prefetch         messages that a quick listener's consumer holds at most, at least 1; a slow one holds fewer
 * @param prefetchBytes    bytes of bodies that wait for the application in a consumer, going by the sizes that came last, at least 1
 * @param receivePrefetch  messages that a consumer without listener asks for at a time, at least 1
 * @param ackWindow        automatic acknowledgements that may be on their way when the next message is handed out; 0 waits for each
 * @param requestTimeoutMs how long a call waits for the broker's answer
 * @param redelivery       what happens to messages that the application failed to process
 */
public record ClientSettings(int prefetch, long prefetchBytes, int receivePrefetch, int ackWindow, long requestTimeoutMs,
        RedeliveryPolicy redelivery) {
    /** Prefetch 256 for listeners, 1 for receivers, 8 MiB; 128 acknowledgements; 30 s; the broker decides what becomes of failed messages. */
    public static final ClientSettings DEFAULTS = new ClientSettings(256, 8 << 20, 1, 128, 30_000, RedeliveryPolicy.BROKERS);

    public ClientSettings {
        requireNonNull(redelivery, "redelivery");
        if (prefetch < 1 || prefetchBytes < 1 || receivePrefetch < 1 || requestTimeoutMs < 1) {
            throw new IllegalArgumentException("prefetch: " + prefetch + ", prefetchBytes: " + prefetchBytes + ", receivePrefetch: " + receivePrefetch
                + ", requestTimeoutMs: " + requestTimeoutMs + " (expected: >= 1)");
        }
        if (ackWindow < 0) {
            throw new IllegalArgumentException("ackWindow: " + ackWindow + " (expected: >= 0)");
        }
    }
}
