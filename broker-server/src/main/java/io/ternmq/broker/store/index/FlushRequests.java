package io.ternmq.broker.store.index;

import java.util.concurrent.ConcurrentLinkedQueue;

/** Indexes that have got something to do for the index writer. Added to by any thread, taken by the index writer. */
final class FlushRequests {
    private final ConcurrentLinkedQueue<QueueIndex> added = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<QueueIndex> urgent = new ConcurrentLinkedQueue<>();

    /** The index wants to be visited in its turn. */
    void add(QueueIndex index) {
        added.add(index);
    }

    /** The index has enough to write for a visit in the next round. */
    void addUrgent(QueueIndex index) {
        urgent.add(index);
    }

    /** The next that waits for its turn from now on, null for none. */
    QueueIndex poll() {
        return added.poll();
    }

    /** The next that does not wait, null for none. */
    QueueIndex pollUrgent() {
        return urgent.poll();
    }
}
