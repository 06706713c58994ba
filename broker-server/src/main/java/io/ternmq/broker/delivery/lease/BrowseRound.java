package io.ternmq.broker.delivery.lease;

import io.ternmq.broker.delivery.lease.SettleRecord.Release;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks at what waits in a group, a bounded number of messages at a time: what is available, and what was pushed to a consumer whose
 * application has not seen it. Left out is what is finished, seen, held by a transaction, or waits for its redelivery. By sets
 * alone, so that thousands of messages take it some microseconds. Engine thread; one object per engine task.
 */
public final class BrowseRound {

    /** Messages of a priority of their own that are taken out of their set one by one. */
    private static final int MAX_MARKED_LOOKS = 2_048;

    private final GroupProgress progress;
    private final LeasedGroup group;
    private final QueueEntries entries;
    private final long nowMs;
    private final Map<Integer, OffsetSet> undelivered;

    /** Some messages of one priority in one queue that wait. Immutable; one thread at a time. */
    public static final class Window {
        private final int queueId;
        private final long nextOffset;
        private final OffsetSet waiting;
        private final OffsetSet detailed;
        private final Map<Long, Integer> deliveries;

        private Window(int queueId, long nextOffset, OffsetSet waiting, OffsetSet detailed, Map<Long, Integer> deliveries) {
            this.queueId = queueId;
            this.nextOffset = nextOffset;
            this.waiting = waiting;
            this.detailed = detailed;
            this.deliveries = deliveries;
        }

        /** The queue. */
        public int queueId() {
            return queueId;
        }

        /** Where to go on; the end when there is nothing more. */
        public long nextOffset() {
            return nextOffset;
        }

        /** Whether none of those that were looked at waits. */
        public boolean isEmpty() {
            return waiting.isEmpty();
        }

        /** The messages' places in their queue, ascending; a new array. */
        public long[] queueOffsets() {
            return waiting.toArray();
        }

        /** How often an application has seen the message. */
        public int deliveries(long queueOffset) {
            return deliveries.isEmpty() ? 0 : deliveries.getOrDefault(queueOffset, 0);
        }

        /** Whether the message must be read to know whether it has expired. */
        public boolean isDetailed(long queueOffset) {
            return detailed.contains(queueOffset);
        }
    }

    BrowseRound(LeasedGroup group, QueueEntries entries, long nowMs, Map<Integer, OffsetSet> undelivered) {
        this.group = group;
        this.progress = group.progress();
        this.entries = entries;
        this.nowMs = nowMs;
        this.undelivered = undelivered;
    }

    /** How many queues there are to look at. */
    public int queueCount() {
        return entries.queueCount();
    }

    /** One more than the last visible offset of a queue. */
    public long maxOffset(int queueId) {
        return entries.maxOffset(queueId);
    }

    /**
     * What waits at a priority.
     *
     * @param priority 0 to 9
     * @param fromOffset first offset to look at
     * @param endOffset one more than the last
     * @param maxLooks how many offsets may be looked at, at least 1
     */
    public Window window(int queueId, int priority, long fromOffset, long endOffset, int maxLooks) {
        EntryMarks marks = entries.marks(queueId);
        QueueProgress queue = progress.queue(queueId);
        long start = queue.nextUnfinished(Math.max(fromOffset, entries.minOffset(queueId)));
        OffsetSet waiting = new OffsetSet();
        long next;
        if (priority == EntryMarks.DEFAULT_PRIORITY) {
            next = Math.max(start, Math.min(endOffset, start + maxLooks));
            waiting.addRange(start, next);
            marks.removeMarked(waiting);
        } else {
            next = addMarked(waiting, marks.ofPriority(priority), start, endOffset, Math.min(maxLooks, MAX_MARKED_LOOKS));
        }
        queue.removeFinished(waiting);
        removeHeld(queueId, waiting);
        Map<Long, Integer> deliveries = removeNotDue(waiting, queue.released(start, Math.max(start, next)));
        return new Window(queueId, Math.min(next, endOffset), waiting, marks.detailed(waiting), deliveries);
    }

    private static long addMarked(OffsetSet waiting, OffsetSet marked, long start, long endOffset, int maxLooks) {
        if (marked == null) {
            return Long.MAX_VALUE;
        }
        long next = marked.nextPresent(start);
        for (int looks = 0; looks < maxLooks && next < endOffset; looks++) {
            waiting.add(next);
            next = marked.nextPresent(next + 1);
        }
        return next;
    }

    private void removeHeld(int queueId, OffsetSet waiting) {
        OffsetSet seen = waiting.intersection(group.holds(queueId).held());
        OffsetSet unseen = undelivered.get(queueId);
        if (unseen != null) {
            seen.removeAll(unseen);
        }
        waiting.removeAll(seen);
    }

    /** Returns how often the others were seen, as far as they were. */
    private Map<Long, Integer> removeNotDue(OffsetSet waiting, Iterable<Release> released) {
        Map<Long, Integer> deliveries = new HashMap<>();
        for (Release release : released) {
            if (release.notBeforeMs() > nowMs) {
                waiting.remove(release.queueOffset());
            } else if (waiting.contains(release.queueOffset())) {
                deliveries.put(release.queueOffset(), release.count());
            }
        }
        return deliveries;
    }
}
