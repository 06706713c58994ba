package io.ternmq.broker.request;

import io.ternmq.broker.store.index.QueueIndex;

/** Binary search of a queue by store time, which never falls along a queue. Reader thread. */
final class TimeSearch {
    private final MessageReads reads;
    private final QueueIndex queue;

    TimeSearch(MessageReads reads, QueueIndex queue) {
        this.reads = reads;
        this.queue = queue;
    }

    /**
     * Offset of the first message stored at {@code timestampMs} or later, the queue's end when there is none.
     *
     * @param isUpper of several messages stored at exactly that time, the last one instead
     */
    long offsetAt(long timestampMs, boolean isUpper) {
        long first = firstNotBefore(timestampMs);
        if (isUpper && first < queue.maxOffset() && reads.storeTimestamp(queue, first) == timestampMs) {
            return firstNotBefore(timestampMs + 1) - 1;
        }
        return first;
    }

    private long firstNotBefore(long timestampMs) {
        long low = queue.minOffset();
        long high = queue.maxOffset();
        while (low < high) {
            long middle = (low + high) >>> 1;
            // A message that was deleted in the meantime (-1) counts as old.
            if (reads.storeTimestamp(queue, middle) < timestampMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
