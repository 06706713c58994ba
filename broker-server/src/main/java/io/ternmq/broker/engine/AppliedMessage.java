package io.ternmq.broker.engine;

/**
 * A message as state modules see it. One instance per engine, re-aimed for each message.
 */
public final class AppliedMessage {
    String topic;
    int queueId;
    long queueOffset;
    long position;
    int size;
    long tagsCode;
    long storeTimestamp;
    long preparedTransactionOffset;
    int marks;

    public String topic() {
        return topic;
    }

    public int queueId() {
        return queueId;
    }

    public long queueOffset() {
        return queueOffset;
    }

    public long position() {
        return position;
    }

    public int size() {
        return size;
    }

    public long tagsCode() {
        return tagsCode;
    }

    public long storeTimestamp() {
        return storeTimestamp;
    }

    /** {@link io.ternmq.wire.jms.MessageMarks} of its properties; a message that waits in a delay level has none. */
    public int marks() {
        return marks;
    }

    /** For a due delayed message the position of the delayed one; see {@code NewMessage}. */
    public long preparedTransactionOffset() {
        return preparedTransactionOffset;
    }
}
