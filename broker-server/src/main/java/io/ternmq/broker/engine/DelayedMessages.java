package io.ternmq.broker.engine;

import io.ternmq.wire.message.MessageView;

/** Knows delayed messages by their topic, for replay: their index entry holds a time in place of a tag. */
@FunctionalInterface
public interface DelayedMessages {
    /** None are delayed. */
    DelayedMessages NONE = (topic, record) -> -1;

    /** The due time (ms since the epoch) when {@code record} of {@code topic} is a delayed message, else -1. */
    long dueMs(String topic, MessageView record);
}
