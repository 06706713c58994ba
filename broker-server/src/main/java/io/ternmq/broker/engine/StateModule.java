package io.ternmq.broker.engine;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A part of the broker's state that lives in the log: topics, groups, offsets, subscriptions … All methods run on the
 * engine thread, or on the starting thread during recovery. A module decides nothing in {@link #apply}: the change
 * carries every timestamp and offset.
 */
public interface StateModule {
    /** First number of the module's hundred in {@link StateTypes}. */
    int typeBase();

    /**
     * Applies a logged change.
     *
     * @param payload position to limit is what the module wrote
     */
    void apply(int type, ByteBuffer payload);

    /** Applies a logged, indexed message; called for every message, so it must be cheap. */
    default void onMessage(AppliedMessage message) {
    }

    /** Applies a logged message of a hidden topic, which may be another module's; state records are not among them. */
    default void onHidden(HiddenMessage message) {
    }

    /** Applies a logged message, indexed or hidden, that names its producer; called for most messages of JMS clients. */
    default void onProduced(long producerId, long sequence, long storeTimestamp) {
    }

    /** Hands out the whole state in pieces of at most about 256 KiB. */
    void snapshot(Consumer<byte[]> chunks);

    /** Takes one piece back, into an empty module. */
    void restore(ByteBuffer chunk);
}
