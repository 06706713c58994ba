package io.ternmq.broker.delivery.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The progress of one filter through the queues, and the consumers that share it. Engine thread.
 *
 * <p>Invariant: an available message below the cursor that passes the filter is in {@code returned}. So a message is evaluated
 * once when the cursor passes it and once more each time it is given back, and never in a loop.
 */
final class FilterScan {

    /** Where the filter stands in one queue. */
    static final class Cursor {
        private long offset = -1;
        private final OffsetSet returned = new OffsetSet();

        /** The next offset to look at; -1 before the first look. */
        long offset() {
            return offset;
        }

        void offset(long next) {
            offset = next;
        }

        /** Given back below the cursor; not all of them need pass the filter. */
        OffsetSet returned() {
            return returned;
        }
    }

    private final EntryFilter filter;
    private final List<Cursor> cursors = new ArrayList<>();
    /** Consumers with credit, the next to be served first. */
    private final ArrayDeque<LeasedConsumer> ready = new ArrayDeque<>();
    private int consumerCount;
    private int lastQueueId = -1;

    FilterScan(EntryFilter filter) {
        this.filter = filter;
    }

    EntryFilter filter() {
        return filter;
    }

    Cursor cursor(int queueId) {
        while (cursors.size() <= queueId) {
            cursors.add(new Cursor());
        }
        return cursors.get(queueId);
    }

    int nextQueueId(int queueCount) {
        lastQueueId = lastQueueId + 1 < queueCount ? lastQueueId + 1 : 0;
        return lastQueueId;
    }

    int consumerCount() {
        return consumerCount;
    }

    void join(LeasedConsumer consumer) {
        consumerCount++;
        if (consumer.credit() > 0) {
            ready.addLast(consumer);
        }
    }

    void leave(LeasedConsumer consumer) {
        consumerCount--;
        ready.remove(consumer);
    }

    void creditChanged(LeasedConsumer consumer, long newCredit) {
        boolean wasReady = consumer.credit() > 0;
        consumer.credit(newCredit);
        if (!wasReady && newCredit > 0) {
            ready.addLast(consumer);
        } else if (wasReady && newCredit == 0) {
            ready.remove(consumer);
        }
    }

    boolean hasCredit() {
        return !ready.isEmpty();
    }

    /**
     * Gives the message to the consumer whose turn it is. Returns that consumer when it is its first of this round, else null.
     */
    LeasedConsumer giveNext(Lease lease) {
        LeasedConsumer consumer = ready.pollFirst();
        boolean isFirst = consumer.give(lease);
        if (consumer.credit() > 0) {
            ready.addLast(consumer);
        }
        return isFirst ? consumer : null;
    }

    /** The message became available: remember it unless the cursor still comes by. */
    void giveBack(int queueId, long queueOffset) {
        Cursor cursor = cursor(queueId);
        if (queueOffset < cursor.offset()) {
            cursor.returned().add(queueOffset);
        }
    }
}
