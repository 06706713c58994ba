package io.ternmq.broker.delivery.lease;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The filters of a group, each with its progress through the queues; consumers with equal filters share one. Engine thread. */
final class FilterScans {

    /** Filters without consumers that are kept, so that a consumer that comes back does not scan a deep queue again. */
    private static final int MAX_IDLE = 16;

    /** By the filter's key, the oldest first. */
    private final Map<String, FilterScan> byKey = new LinkedHashMap<>();
    /** The same in this order; replaced, never changed. */
    private FilterScan[] all = {};
    private int first;

    boolean isEmpty() {
        return all.length == 0;
    }

    /** Whether there may be anything to give to a consumer with credit. */
    boolean hasWork(int queueCount) {
        boolean hasWork = false;
        for (FilterScan scan : all) {
            scan.learnQueues(queueCount);
            hasWork |= scan.hasWork();
        }
        return hasWork;
    }

    /** New messages of the queue are visible. */
    void onArrival(int queueId) {
        for (FilterScan scan : all) {
            scan.onLive(queueId);
        }
    }

    /** The scan of an equal filter, or a new one. */
    FilterScan of(EntryFilter filter) {
        FilterScan scan = byKey.get(filter.key());
        if (scan == null) {
            dropIdle();
            scan = new FilterScan(filter);
            byKey.put(filter.key(), scan);
            all = byKey.values().toArray(FilterScan[]::new);
        }
        return scan;
    }

    /** All, in the order of a round: each begins one in turn. There must be one. */
    List<FilterScan> inTurn() {
        if (all.length == 1) {
            return List.of(all[0]);
        }
        List<FilterScan> order = Arrays.asList(all.clone());
        first = (first + 1) % order.size();
        Collections.rotate(order, -first);
        return order;
    }

    /** A message can be given to anybody again. */
    void giveBack(int queueId, int priority, long queueOffset) {
        for (FilterScan scan : all) {
            scan.queue(queueId).cursor(priority).giveBack(queueOffset);
        }
    }

    /**
     * The first offset that some filter has not looked at; -1 when one has not looked at all, 0 when there is none.
     *
     * @param marks marks of the queue
     */
    long passed(int queueId, EntryMarks marks) {
        return byKey.values().stream().mapToLong(scan -> scan.queue(queueId).passed(marks)).min().orElse(0);
    }

    private void dropIdle() {
        Iterator<FilterScan> oldest = byKey.values().iterator();
        while (oldest.hasNext() && idleCount() >= MAX_IDLE) {
            FilterScan scan = oldest.next();
            if (scan.consumerCount() == 0) {
                scan.abandon();
                oldest.remove();
            }
        }
    }

    private long idleCount() {
        return byKey.values().stream().filter(scan -> scan.consumerCount() == 0).count();
    }
}
