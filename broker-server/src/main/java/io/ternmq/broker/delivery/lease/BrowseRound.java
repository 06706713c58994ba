package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks at what waits in a group, a bounded number of messages at a time: what is available, and what was pushed to a consumer whose
 * application has not seen it. Left out is what is finished, seen, held by a transaction, or waits for its redelivery. Engine thread;
 * one object per engine task.
 */
public final class BrowseRound {

    private final GroupProgress progress;
    private final LeasedGroup group;
    private final QueueEntries entries;
    private final long nowMs;
    private final Map<Integer, OffsetSet> undelivered;
    private EntryMarks marks;
    private QueueProgress queue;
    private OffsetSet held;
    private OffsetSet unseen;

    /**
     * A message that waits.
     *
     * @param queueOffset its place in its queue
     * @param deliveries how often an application has seen it
     * @param isDetailed whether it must be read to know whether it has expired
     */
    public record Waiting(long queueOffset, int deliveries, boolean isDetailed) {
    }

    /**
     * Some messages of one priority in one queue.
     *
     * @param queueId the queue
     * @param waiting in the order of their offsets
     * @param nextOffset where to go on; the end when there is nothing more
     */
    public record Window(int queueId, List<Waiting> waiting, long nextOffset) {
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
        marks = entries.marks(queueId);
        queue = progress.queue(queueId);
        held = group.holds(queueId).held();
        unseen = undelivered.getOrDefault(queueId, new OffsetSet());
        List<Waiting> waiting = new ArrayList<>();
        long offset = next(priority, Math.max(fromOffset, entries.minOffset(queueId)));
        for (int looks = 0; looks < maxLooks && offset < endOffset; looks++) {
            look(priority, offset, waiting);
            offset = next(priority, offset + 1);
        }
        return new Window(queueId, waiting, Math.min(offset, endOffset));
    }

    private long next(int priority, long fromOffset) {
        if (priority == EntryMarks.DEFAULT_PRIORITY) {
            return queue.nextUnfinished(fromOffset);
        }
        OffsetSet set = marks.ofPriority(priority);
        return set == null ? Long.MAX_VALUE : set.nextPresent(Math.max(fromOffset, queue.lowWaterMark()));
    }

    private void look(int priority, long offset, List<Waiting> waiting) {
        boolean isOfPriority = priority != EntryMarks.DEFAULT_PRIORITY || marks.priority(offset) == priority;
        boolean isThere = !queue.isFinished(offset) && (!held.contains(offset) || unseen.contains(offset));
        if (isOfPriority && isThere && queue.notBeforeMs(offset) <= nowMs) {
            waiting.add(new Waiting(offset, queue.deliveries(offset), marks.isDetailed(offset)));
        }
    }
}
