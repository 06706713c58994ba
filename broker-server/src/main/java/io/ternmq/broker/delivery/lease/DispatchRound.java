package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.List;

/**
 * One round of handing out messages: filters, queues and consumers take turns; within a queue what was given back goes first,
 * at its own place, since it lies below the cursor. Engine thread; one object per round.
 */
final class DispatchRound {

    /** Messages that one filter takes from one queue before the turn passes on. */
    private static final int QUANTUM = 64;

    private final LeasedGroup group;
    private final GroupProgress progress;
    private final QueueEntries entries;
    private final long nowMs;
    private final boolean isSubscription;
    private final List<LeasedConsumer> served = new ArrayList<>();
    private int budget;

    private FilterScan scan;
    private int queueId;
    private QueueHolds holds;
    private QueueProgress queue;
    private FilterScan.Cursor cursor;
    private int quantum;

    DispatchRound(LeasedGroup group, QueueEntries entries, long nowMs, int scanBudget) {
        this.group = group;
        this.progress = group.progress();
        this.entries = entries;
        this.nowMs = nowMs;
        this.isSubscription = progress.kind() == ViewKind.SUBSCRIPTION;
        this.budget = scanBudget;
    }

    /** Returns true when the budget ended the round. */
    boolean run(List<FilterScan> scans, DispatchSink sink) {
        boolean hasMoved = true;
        while (hasMoved && budget > 0) {
            hasMoved = false;
            for (FilterScan next : scans) {
                hasMoved |= step(next);
            }
        }
        served.forEach(consumer -> consumer.flush(sink));
        return hasMoved;
    }

    /** Serves one queue of the filter: the next one that has anything to look at. */
    private boolean step(FilterScan next) {
        scan = next;
        int queueCount = entries.queueCount();
        for (int i = 0; i < queueCount && scan.hasCredit() && budget > 0; i++) {
            if (serve(scan.nextQueueId(queueCount))) {
                return true;
            }
        }
        return false;
    }

    private boolean serve(int id) {
        queueId = id;
        holds = group.holds(id);
        queue = progress.queue(id);
        cursor = scan.cursor(id);
        quantum = QUANTUM;
        int before = budget;
        takeReturned();
        takeNew();
        return budget < before;
    }

    private void takeReturned() {
        while (!cursor.returned().isEmpty() && canGoOn()) {
            long offset = cursor.returned().first();
            cursor.returned().remove(offset);
            if (entries.read(queueId, offset, 1, this::visit) == 0) {
                // Retention has taken it meanwhile.
                budget--;
            }
        }
    }

    private void takeNew() {
        long start = Math.max(entries.minOffset(queueId), queue.lowWaterMark());
        if (cursor.offset() < start) {
            cursor.offset(start);
        }
        long end = entries.maxOffset(queueId);
        while (cursor.offset() < end && canGoOn()) {
            int wanted = (int) Math.min(Math.min(budget, QUANTUM), end - cursor.offset());
            if (entries.read(queueId, cursor.offset(), wanted, this::visitNew) == 0) {
                return;
            }
        }
    }

    private boolean visitNew(long queueOffset, long position, int sizeBytes, long tagsCode) {
        if (!canGoOn()) {
            return false;
        }
        cursor.offset(queueOffset + 1);
        return visit(queueOffset, position, sizeBytes, tagsCode);
    }

    private boolean visit(long queueOffset, long position, int sizeBytes, long tagsCode) {
        budget--;
        if (queue.isFinished(queueOffset) || holds.held().contains(queueOffset)) {
            return canGoOn();
        }
        int deliveries = queue.deliveries(queueOffset);
        // What a subscription has given back has passed its filter already.
        boolean isWanted = isSubscription && deliveries > 0 || scan.filter().matches(tagsCode, position, sizeBytes);
        if (isWanted && isSubscription) {
            holds.owed().add(queueOffset);
        }
        if (isWanted && queue.notBeforeMs(queueOffset) <= nowMs) {
            give(new Lease(queueId, queueOffset, position, sizeBytes, deliveries));
        }
        return canGoOn();
    }

    private void give(Lease lease) {
        holds.held().add(lease.queueOffset());
        quantum--;
        LeasedConsumer first = scan.giveNext(lease);
        if (first != null) {
            served.add(first);
        }
    }

    private boolean canGoOn() {
        return quantum > 0 && budget > 0 && scan.hasCredit();
    }
}
