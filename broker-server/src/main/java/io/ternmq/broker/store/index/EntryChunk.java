package io.ternmq.broker.store.index;

/**
 * A run of index entries in memory, linked to the next one. Small at first and longer the more follow: most queues hold
 * few messages, and there are many queues. Filled by the engine thread; readers look only at entries below a maximum that
 * they read as a volatile first.
 */
final class EntryChunk {
    static final int MAX_LENGTH = 128;
    private static final int MIN_LENGTH = 4;

    final long firstOffset;
    final long[] positions;
    final long[] tagsCodes;
    final int[] sizes;
    volatile EntryChunk next;

    private EntryChunk(long firstOffset, int length) {
        this.firstOffset = firstOffset;
        this.positions = new long[length];
        this.tagsCodes = new long[length];
        this.sizes = new int[length];
    }

    /** The chunk that begins with {@code offset}, behind {@code previous}, or the first one when that is null. */
    static EntryChunk after(EntryChunk previous, long offset) {
        return new EntryChunk(offset, previous == null ? MIN_LENGTH : Math.min(MAX_LENGTH, 2 * previous.sizes.length));
    }

    /** Offset behind the last entry that it has room for. */
    long endOffset() {
        return firstOffset + sizes.length;
    }

    boolean contains(long offset) {
        return offset >= firstOffset && offset < endOffset();
    }

    void set(long offset, long position, int size, long tagsCode) {
        int i = (int) (offset - firstOffset);
        positions[i] = position;
        sizes[i] = size;
        tagsCodes[i] = tagsCode;
    }
}
