package io.ternmq.jms.core;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Consumer;

/**
 * A listener, and how much it takes at a time.
 *
 * @param maxMessages messages in one call, 1 or more
 * @param timeoutMs   how long a batch that is not full waits for more, from its first message on; 0 or more
 * @param listener    called on the session's executor; what it throws is taken as a failed delivery of all of the batch
 * @param name        class of the application's listener, for people who look for a failure; nullable
 */
public record ListenerBatches(int maxMessages, long timeoutMs, Consumer<List<Delivery>> listener, String name) {
    public ListenerBatches {
        requireNonNull(listener, "listener");
        if (maxMessages < 1) {
            throw new IllegalArgumentException("maxMessages: " + maxMessages + " (expected: 1 or more)");
        }
        if (timeoutMs < 0) {
            throw new IllegalArgumentException("timeoutMs: " + timeoutMs + " (expected: 0 or more)");
        }
    }

    /** One message at a time. */
    static ListenerBatches single(Consumer<Delivery> listener, String name) {
        return new ListenerBatches(1, 0, batch -> listener.accept(batch.get(0)), name);
    }
}
