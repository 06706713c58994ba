package io.ternmq.broker.store.index;

/**
 * A run of index entries in memory, beginning at a multiple of {@link #LENGTH}; linked to the next one. Filled by the
 * engine thread; readers look only at entries below a maximum that they read as a volatile first.
 */
final class EntryChunk {
    static final int LENGTH = 128;

    final long firstOffset;
    final long[] positions = new long[LENGTH];
    final long[] tagsCodes = new long[LENGTH];
    final int[] sizes = new int[LENGTH];
    volatile EntryChunk next;

    EntryChunk(long offset) {
        this.firstOffset = offset - offset % LENGTH;
    }

    boolean contains(long offset) {
        return offset >= firstOffset && offset < firstOffset + LENGTH;
    }

    void set(long offset, long position, int size, long tagsCode) {
        int i = (int) (offset - firstOffset);
        positions[i] = position;
        sizes[i] = size;
        tagsCodes[i] = tagsCode;
    }
}
