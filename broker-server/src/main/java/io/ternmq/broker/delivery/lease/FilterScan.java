package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.IntConsumer;

/** The progress of one filter through the queues, and the consumers that share it. Engine thread. */
final class FilterScan {

    private final EntryFilter filter;
    private final List<QueueScan> queues = new ArrayList<>();
    /** Consumers with credit, the next to be served first. */
    private final LinkedHashSet<LeasedConsumer> ready = new LinkedHashSet<>();
    /** Queues in which there may be something to look at: all that are not known to have been looked through. */
    private final BitSet live = new BitSet();
    private boolean hasNews;
    private int knownQueueCount;
    private int consumerCount;
    private int startedJobs;
    private int unfinishedJobs;

    FilterScan(EntryFilter filter) {
        this.filter = filter;
    }

    EntryFilter filter() {
        return filter;
    }

    QueueScan queue(int queueId) {
        while (queues.size() <= queueId) {
            queues.add(new QueueScan(this, queues.size()));
        }
        return queues.get(queueId);
    }

    /** A queue has got something to look at: it has come, or was given back, or its lane has opened. */
    void onLive(int queueId) {
        live.set(queueId);
        hasNews = true;
    }

    /** Whether a queue may have become live since the last call. */
    boolean takeNews() {
        boolean hadNews = hasNews;
        hasNews = false;
        return hadNews;
    }

    /** Counts queues that it has not heard of as live. */
    void learnQueues(int queueCount) {
        if (queueCount > knownQueueCount) {
            live.set(knownQueueCount, queueCount);
            knownQueueCount = queueCount;
        }
    }

    /** It has looked through all queues: there is nothing to do before {@link #onLive}. */
    void lookedThrough(int queueCount) {
        live.clear(0, queueCount);
    }

    /** Whether there may be anything to give to somebody. */
    boolean hasWork() {
        return hasCredit() && !live.isEmpty();
    }

    /** How many queues are live. */
    int liveCount() {
        return live.cardinality();
    }

    /** Visits those of the first so many queues that are live. */
    void forEachLive(int queueCount, IntConsumer visitor) {
        for (int queueId = live.nextSetBit(0); queueId >= 0 && queueId < queueCount; queueId = live.nextSetBit(queueId + 1)) {
            visitor.accept(queueId);
        }
    }

    int consumerCount() {
        return consumerCount;
    }

    void join(LeasedConsumer consumer) {
        if (consumerCount++ == 0) {
            // Nobody tells of what comes while the group has no consumers.
            knownQueueCount = 0;
        }
        if (consumer.credit() > 0) {
            ready.add(consumer);
        }
    }

    void leave(LeasedConsumer consumer) {
        consumerCount--;
        ready.remove(consumer);
    }

    void creditChanged(LeasedConsumer consumer, long newCredit) {
        boolean wasReady = consumer.credit() > 0;
        consumer.credit(newCredit);
        if (newCredit > 0 && !wasReady) {
            ready.add(consumer);
        } else if (newCredit == 0) {
            ready.remove(consumer);
        }
    }

    boolean hasCredit() {
        return !ready.isEmpty();
    }

    /** The consumer whose turn it is; there must be one with credit. */
    LeasedConsumer next() {
        return ready.iterator().next();
    }

    /** Gives the message to a consumer of this scan that has credit. True when it is its first of this round. */
    boolean give(Lease lease, LeasedConsumer consumer) {
        boolean isTurnOver = ready.size() > 1 || consumer.credit() == 1;
        if (isTurnOver) {
            ready.remove(consumer);
        }
        boolean isFirst = consumer.give(lease);
        if (isTurnOver && consumer.credit() > 0) {
            ready.add(consumer);
        }
        return isFirst;
    }

    /** Whether another job may evaluate its filter: few at a time, so that filters take turns; one at first, which may be enough. */
    boolean canStartJob(ScanLimits limits) {
        boolean isFirstDone = startedJobs > unfinishedJobs;
        return unfinishedJobs < (isFirstDone ? limits.jobs() : 1);
    }

    /** How many messages its next job evaluates. */
    int chunkEntries(ScanLimits limits) {
        long grown = (long) limits.firstChunkEntries() << Math.min(startedJobs, Integer.SIZE - 1);
        return (int) Math.min(limits.chunkEntries(), grown);
    }

    void jobStarted() {
        startedJobs++;
        unfinishedJobs++;
    }

    void jobFinished() {
        unfinishedJobs--;
    }

    /** Nobody will use this scan any more. */
    void abandon() {
        queues.forEach(queue -> queue.abandon());
    }
}
