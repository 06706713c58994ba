package io.ternmq.broker.delivery.lease;

/** Receives queue index entries in the order of their offsets. */
@FunctionalInterface
public interface EntryVisitor {

    /**
     * One entry.
     *
     * @param queueOffset index of the message in its queue
     * @param position byte in the log at which the message starts
     * @param sizeBytes length of the stored message
     * @param tagsCode hash of the message's tag, 0 without one
     * @return false to stop after this entry
     */
    boolean onEntry(long queueOffset, long position, int sizeBytes, long tagsCode);
}
