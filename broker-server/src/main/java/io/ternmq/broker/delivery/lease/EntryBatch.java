package io.ternmq.broker.delivery.lease;

/** Some queue index entries in the order of their offsets, so that a filter can be asked of all of them at once. One thread. */
public final class EntryBatch {

    /** Entries that one can hold: a bit of a long for each. */
    public static final int CAPACITY = Long.SIZE;

    private final long[] queueOffsets = new long[CAPACITY];
    private final long[] positions = new long[CAPACITY];
    private final int[] sizesBytes = new int[CAPACITY];
    private final long[] tagsCodes = new long[CAPACITY];
    private int count;

    /**
     * Adds an entry behind the others; there must be room.
     *
     * @return whether there is room for another one
     */
    public boolean add(long queueOffset, long position, int sizeBytes, long tagsCode) {
        queueOffsets[count] = queueOffset;
        positions[count] = position;
        sizesBytes[count] = sizeBytes;
        tagsCodes[count] = tagsCode;
        count++;
        return count < CAPACITY;
    }

    /** Takes all entries out. */
    public void clear() {
        count = 0;
    }

    /** How many entries there are. */
    public int count() {
        return count;
    }

    /** Index of an entry's message in its queue. */
    public long queueOffset(int index) {
        return queueOffsets[index];
    }

    /** Byte in the log at which an entry's message starts. */
    public long position(int index) {
        return positions[index];
    }

    /** Length of an entry's stored message. */
    public int sizeBytes(int index) {
        return sizesBytes[index];
    }

    /** Hash of an entry's tag, 0 without one. */
    public long tagsCode(int index) {
        return tagsCodes[index];
    }
}
