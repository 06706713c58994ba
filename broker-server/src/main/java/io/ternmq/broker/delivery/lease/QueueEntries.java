package io.ternmq.broker.delivery.lease;

/** The queue index of one topic as the dispatcher sees it: only messages that may be leased. Engine thread. */
public interface QueueEntries {

    /** How many queues the topic has; queue ids go from 0 to one less. May grow. */
    int queueCount();

    /** The first offset that is still stored. */
    long minOffset(int queueId);

    /** One more than the last offset that may be leased. */
    long maxOffset(int queueId);

    /**
     * Visits the entries that may be leased from {@code fromOffset} on.
     *
     * @param maxEntries how many at most, at least 1
     * @return how many were visited; 0 when there is none at that offset
     */
    int read(int queueId, long fromOffset, int maxEntries, EntryVisitor visitor);

    /** Which messages are to be treated in a special way; may know of messages that may not be leased yet. */
    EntryMarks marks(int queueId);

    /** Reads what a {@linkplain EntryMarks#isDetailed detailed} message says of itself. */
    EntryDetails details(long position, int sizeBytes);
}
