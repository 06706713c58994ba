package io.ternmq.broker.store.index;

/** Receives queue index entries in order of their queue offset. */
@FunctionalInterface
public interface EntryVisitor {
    /**
     * One entry.
     *
     * @param position log position of the message
     * @param size     its bytes
     * @param tagsCode hash of its tag, or for a delayed message the time it is due (ms since the epoch)
     * @return false to end the visit
     */
    boolean onEntry(long queueOffset, long position, int size, long tagsCode);
}
