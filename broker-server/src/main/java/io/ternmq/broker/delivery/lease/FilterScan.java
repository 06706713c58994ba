package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The progress of one filter through the queues, and the consumers that share it. Engine thread. */
final class FilterScan {

    private final EntryFilter filter;
    private final List<QueueScan> queues = new ArrayList<>();
    /** Consumers with credit, the next to be served first. */
    private final LinkedHashSet<LeasedConsumer> ready = new LinkedHashSet<>();
    private int consumerCount;
    private int lastQueueId = -1;
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
            queues.add(new QueueScan());
        }
        return queues.get(queueId);
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
            ready.add(consumer);
        }
    }

    void leave(LeasedConsumer consumer) {
        consumerCount--;
        ready.remove(consumer);
    }

    void creditChanged(LeasedConsumer consumer, long newCredit) {
        consumer.credit(newCredit);
        if (newCredit > 0) {
            ready.add(consumer);
        } else {
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
        ready.remove(consumer);
        boolean isFirst = consumer.give(lease);
        if (consumer.credit() > 0) {
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
    void abandon(Lanes lanes) {
        queues.forEach(queue -> queue.abandon(lanes));
    }
}
