package io.ternmq.broker.delivery.browse;

import io.ternmq.broker.delivery.lease.BrowseRound.Window;
import io.ternmq.broker.delivery.lease.EntryBatch;
import io.ternmq.broker.delivery.lease.EntryFilter;
import io.ternmq.broker.store.index.QueueIndex;

/**
 * The messages of one queue's window that the selector wants and that are still stored, one after the other, while they are merged
 * with those of the other queues. Evaluated a batch at a time; may wait for the disk. One reader thread.
 */
final class BrowseRun {

    private final Window window;
    private final QueueIndex index;
    private final EntryFilter filter;
    private final long[] offsets;
    /** In {@code offsets}: the first that is in no batch yet. */
    private int next;
    private final EntryBatch batch = new EntryBatch();
    /** A bit for each entry of the batch that is wanted, from the current one on. */
    private long wanted;

    /**
     * In front of the first message.
     *
     * @param indexOrNull null when the queue is gone, and all its messages with it
     */
    BrowseRun(Window window, QueueIndex indexOrNull, EntryFilter filter) {
        this.window = window;
        this.index = indexOrNull;
        this.filter = filter;
        this.offsets = indexOrNull == null ? new long[0] : window.queueOffsets();
    }

    Window window() {
        return window;
    }

    /** Goes to the next message, at first to the first one; false when there is none left in this window. */
    boolean next() {
        wanted &= wanted - 1;
        while (wanted == 0 && next < offsets.length) {
            load();
            wanted = filter.matches(batch);
        }
        return wanted != 0;
    }

    private void load() {
        batch.clear();
        int end = Math.min(offsets.length, next + EntryBatch.CAPACITY);
        while (next < end) {
            int runEnd = next + 1;
            while (runEnd < end && offsets[runEnd] == offsets[runEnd - 1] + 1) {
                runEnd++;
            }
            load(offsets[next], offsets[runEnd - 1]);
            next = runEnd;
        }
    }

    // What retention has taken meanwhile the index leaves out, and goes on behind it.
    private void load(long first, long last) {
        index.read(first, (int) (last - first) + 1, (queueOffset, position, sizeBytes, tagsCode) -> {
            if (queueOffset <= last) {
                batch.add(queueOffset, position, sizeBytes, tagsCode);
            }
            return queueOffset < last;
        });
    }

    private int current() {
        return Long.numberOfTrailingZeros(wanted);
    }

    long queueOffset() {
        return batch.queueOffset(current());
    }

    /** Byte in the log at which the message starts. */
    long position() {
        return batch.position(current());
    }

    int sizeBytes() {
        return batch.sizeBytes(current());
    }
}
