package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One round of handing out messages: filters and consumers take turns. For each filter the highest priority goes first, and of a
 * priority what was stored first, over all queues; within a queue it is the offset that counts. What was given back, or waited for
 * its lane, goes at its own place again, as it lies below the cursor. Engine thread; one object per round.
 */
final class DispatchRound {

    /** Messages that one filter takes before the turn passes on. */
    private static final int QUANTUM = 64;
    /** Jobs of one cursor, as a multiple of those at work: one that takes long must not have too many behind it. */
    private static final int MAX_UNTAKEN_JOBS = 2;
    private static final Comparator<Cursor> OLDEST_FIRST = Comparator.comparingLong(Cursor::headPosition);

    private final LeasedGroup group;
    private final GroupProgress progress;
    private final QueueEntries entries;
    private final long nowMs;
    private final boolean isSubscription;
    private final ScanLimits limits;
    private final List<LeasedConsumer> served = new ArrayList<>();
    private final int queueCount;
    /** Those of messages in live queues, one bit each. */
    private int priorities = 1 << EntryMarks.DEFAULT_PRIORITY;
    private int budget;

    private FilterScan scan;
    private int priority;
    /** Of queues that have something of the priority in turn; null before two queues were live, as most destinations have one. */
    private PriorityQueue<Cursor> heads;
    private long foundPosition;
    private int queueId;
    private QueueHolds holds;
    private QueueProgress queue;
    private EntryMarks marks;
    private Cursor cursor;
    private int quantum;
    /** What lies behind this position is for another queue to go on with. */
    private long limitPosition;
    private boolean isPastLimit;
    /** The priority in turn cannot be looked through before a job is done. */
    private boolean isBeingScanned;
    private boolean isKnownToMatch;

    DispatchRound(LeasedGroup group, QueueEntries entries, int queueCount, long nowMs, int scanBudget) {
        this.group = group;
        this.progress = group.progress();
        this.entries = entries;
        this.nowMs = nowMs;
        this.isSubscription = progress.kind() == ViewKind.SUBSCRIPTION;
        this.limits = group.scanLimits();
        this.queueCount = queueCount;
        this.budget = scanBudget;
    }

    /** How many more entries might have been looked at. */
    int budget() {
        return budget;
    }

    /** Returns true when the budget ended the round. */
    boolean run(List<FilterScan> scans, DispatchSink sink) {
        scans.forEach(this::learnPriorities);
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

    private void learnPriorities(FilterScan next) {
        next.takeNews();
        next.forEachLive(queueCount, id -> priorities |= entries.marks(id).priorities());
    }

    /** Serves the highest priority of the filter of which there is anything to look at. */
    private boolean step(FilterScan next) {
        scan = next;
        isBeingScanned = false;
        for (priority = EntryMarks.PRIORITY_COUNT - 1; priority >= 0 && scan.hasCredit() && !isBeingScanned; priority--) {
            if ((priorities & 1 << priority) != 0 && stepPriority()) {
                return true;
            }
        }
        if (scan.takeNews()) {
            learnPriorities(scan);
            return true;
        }
        if (scan.hasCredit() && budget > 0 && !isBeingScanned) {
            // Nothing is left of any priority in any queue.
            scan.lookedThrough(queueCount);
        }
        return false;
    }

    private boolean stepPriority() {
        int before = budget;
        quantum = QUANTUM;
        if (scan.liveCount() == 1) {
            scan.forEachLive(queueCount, id -> serve(scan.queue(id).cursor(priority), Long.MAX_VALUE));
        } else {
            serveOldest();
        }
        return budget < before;
    }

    private void serveOldest() {
        heads = new PriorityQueue<>(OLDEST_FIRST);
        scan.forEachLive(queueCount, id -> addHead(scan.queue(id).cursor(priority)));
        isPastLimit = false;
        while (!heads.isEmpty() && canGoOn() && !isBeingScanned) {
            Cursor oldest = heads.poll();
            int before = budget;
            serve(oldest, heads.isEmpty() ? Long.MAX_VALUE : heads.peek().headPosition());
            if (isPastLimit || budget < before) {
                addHead(oldest);
            }
            isPastLimit = false;
        }
    }

    private void addHead(Cursor at) {
        long next = nextOffset(at);
        if (next < 0) {
            return;
        }
        if (heads.size() == 1) {
            // Alone it needed no position.
            locate(heads.peek(), nextOffset(heads.peek()));
        }
        if (!heads.isEmpty()) {
            locate(at, next);
        }
        heads.add(at);
    }

    /** What is the next to be looked at; -1 when there is nothing. */
    private long nextOffset(Cursor at) {
        if (at.hasWaiting()) {
            return at.firstWaiting();
        }
        int id = at.queueId();
        long next = Math.max(at.offset(), passTaken(at));
        if (priority != EntryMarks.DEFAULT_PRIORITY) {
            OffsetSet marked = entries.marks(id).ofPriority(priority);
            next = marked == null ? Long.MAX_VALUE : marked.nextPresent(next);
        }
        return next < entries.maxOffset(id) ? next : -1;
    }

    /** Passes over what is finished or not stored any more, and returns where the rest begins. */
    private long passTaken(Cursor at) {
        long start = Math.max(entries.minOffset(at.queueId()), progress.lowWaterMark(at.queueId()));
        if (!at.isBeingScanned() && at.offset() < start) {
            at.offset(start);
        }
        return start;
    }

    /** What retention has taken counts as the oldest: it is to be taken out. */
    private void locate(Cursor at, long offset) {
        if (!at.knowsPosition(offset)) {
            foundPosition = -1;
            entries.read(at.queueId(), offset, 1, this::found);
            at.head(offset, foundPosition);
        }
    }

    private boolean found(long queueOffset, long position, int sizeBytes, long tagsCode) {
        foundPosition = position;
        return false;
    }

    private void serve(Cursor next, long untilPosition) {
        cursor = next;
        limitPosition = untilPosition;
        isPastLimit = false;
        queueId = next.queueId();
        holds = group.holds(queueId);
        queue = progress.queue(queueId);
        marks = entries.marks(queueId);
        takeWaiting();
        if (canGoOn()) {
            takeNew();
        }
    }

    private void takeWaiting() {
        while (cursor.hasWaiting() && canGoOn() && isInTurn(cursor.firstWaiting())) {
            long offset = cursor.takeWaiting();
            isKnownToMatch = cursor.isTakenMatched();
            if (entries.read(queueId, offset, 1, this::visit) == 0) {
                // Retention has taken it meanwhile.
                budget--;
            }
        }
    }

    private boolean isInTurn(long waitingOffset) {
        if (limitPosition != Long.MAX_VALUE) {
            locate(cursor, waitingOffset);
            isPastLimit = cursor.headPosition() > limitPosition;
        }
        return !isPastLimit;
    }

    private void takeNew() {
        isKnownToMatch = false;
        OffsetSet marked = priority == EntryMarks.DEFAULT_PRIORITY ? null : marks.ofPriority(priority);
        boolean hasAny = priority == EntryMarks.DEFAULT_PRIORITY || marked != null;
        long start = passTaken(cursor);
        long end = entries.maxOffset(queueId);
        if (hasAny && isLeftToJobs(marked, start, end) || cursor.isBeingScanned()) {
            isBeingScanned = true;
        } else if (marked != null) {
            takeMarked(marked, end);
        } else if (hasAny) {
            takeAll(end);
        }
    }

    /** A costly filter that has much to look at leaves that to jobs, which are asked for here. */
    private boolean isLeftToJobs(OffsetSet marked, long start, long end) {
        long from = Math.max(cursor.untaken(), start);
        while (isDeep(marked, from, end) && canGoOn()) {
            if (!scan.canStartJob(limits) || cursor.jobCount() >= MAX_UNTAKEN_JOBS * limits.jobs()) {
                return true;
            }
            int count = scan.chunkEntries(limits);
            long[] offsets = marked == null ? null : marked.between(from, end, count);
            long to = offsets == null ? Math.min(end, from + count) : offsets[offsets.length - 1] + 1;
            group.want(new ScanJob(group, scan, cursor, entries, queueId, priority, from, to, offsets));
            from = to;
        }
        return false;
    }

    private boolean isDeep(OffsetSet marked, long from, long end) {
        int inline = limits.inlineEntries();
        return scan.filter().isCostly() && end - from > inline && !cursor.mustScanInline()
            && (marked == null || marked.between(from, end, inline + 1).length > inline);
    }

    private void takeAll(long end) {
        while (cursor.offset() < end && canGoOn()) {
            int wanted = (int) Math.min(Math.min(budget, QUANTUM), end - cursor.offset());
            if (entries.read(queueId, cursor.offset(), wanted, this::visitNew) == 0) {
                return;
            }
        }
    }

    // The set may know of messages that are not visible yet, and the cursor must not pass them.
    private void takeMarked(OffsetSet wanted, long end) {
        long from = wanted.nextPresent(cursor.offset());
        while (from < end && canGoOn()) {
            long to = Math.min(end, wanted.nextAbsent(from));
            int count = (int) Math.min(Math.min(budget, QUANTUM), to - from);
            if (entries.read(queueId, from, count, this::visitNew) == 0) {
                return;
            }
            from = wanted.nextPresent(cursor.offset());
        }
    }

    private boolean visitNew(long queueOffset, long position, int sizeBytes, long tagsCode) {
        isPastLimit = position > limitPosition;
        if (isPastLimit) {
            cursor.head(queueOffset, position);
        }
        if (!canGoOn()) {
            return false;
        }
        cursor.offset(queueOffset + 1);
        if (priority == EntryMarks.DEFAULT_PRIORITY && marks.priorities() != 0 && marks.priority(queueOffset) != priority) {
            budget--;
            return canGoOn();
        }
        return visit(queueOffset, position, sizeBytes, tagsCode);
    }

    private boolean visit(long queueOffset, long position, int sizeBytes, long tagsCode) {
        budget--;
        if (!queue.isFinished(queueOffset) && !holds.held().contains(queueOffset)) {
            Lease lease = new Lease(queueId, queueOffset, position, sizeBytes, queue.deliveries(queueOffset));
            EntryDetails details = marks.isDetailed(queueOffset) ? entries.details(position, sizeBytes) : EntryDetails.NONE;
            offer(lease, details, tagsCode);
        }
        return canGoOn();
    }

    private void offer(Lease lease, EntryDetails details, long tagsCode) {
        boolean isExpired = details.expirationMs() != 0 && details.expirationMs() <= nowMs;
        if (isExpired && !isSubscription) {
            group.expire(lease);
            return;
        }
        if (!isWanted(lease, details, tagsCode)) {
            return;
        }
        if (isExpired) {
            group.expire(lease);
            return;
        }
        if (isSubscription) {
            holds.owed().add(lease.queueOffset());
        }
        if (queue.notBeforeMs(lease.queueOffset()) > nowMs) {
            return;
        }
        if (details.messageGroup() == null) {
            give(lease, scan.next());
        } else {
            give(lease, group.lanes().of(details.messageGroup()));
        }
    }

    private void give(Lease lease, Lane lane) {
        if (!lane.isOpenFor(scan) || cursor.isBehindParked(lane, lease.queueOffset())) {
            cursor.park(lane, lease.queueOffset());
            return;
        }
        LeasedConsumer consumer = lane.owner() != null ? lane.owner() : scan.next();
        group.lanes().given(lane, queueId, lease.queueOffset(), consumer);
        give(lease, consumer);
    }

    private boolean isWanted(Lease lease, EntryDetails details, long tagsCode) {
        if (isSubscription && details.sendingPosition() != 0 && details.sendingPosition() < progress.createdPosition()) {
            // A job may have taken it for owed.
            holds.owed().remove(lease.queueOffset());
            return false;
        }
        // What a subscription has given back has passed its filter already.
        return isKnownToMatch || isSubscription && lease.earlierDeliveries() > 0
            || scan.filter().matches(tagsCode, lease.position(), lease.sizeBytes());
    }

    private void give(Lease lease, LeasedConsumer consumer) {
        holds.held().add(lease.queueOffset());
        quantum--;
        if (scan.give(lease, consumer)) {
            served.add(consumer);
        }
    }

    private boolean canGoOn() {
        return quantum > 0 && budget > 0 && scan.hasCredit() && !isPastLimit;
    }
}
