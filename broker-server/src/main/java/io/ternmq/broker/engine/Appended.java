package io.ternmq.broker.engine;

/** Where a message was laid: log position, size in bytes, offset in its queue (0 when not indexed), store time in ms. */
public record Appended(long position, int size, long queueOffset, long storeTimestamp) {
}
