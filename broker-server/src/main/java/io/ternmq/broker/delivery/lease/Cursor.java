package io.ternmq.broker.delivery.lease;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a filter stands among the messages of one priority in one queue. Engine thread.
 *
 * <p>Invariant: an available message below the cursor that passes the filter is in {@code returned}, in {@code matched} when a
 * {@link ScanJob} has found it, or parked because its lane is not open. So a message is evaluated once when the cursor passes it
 * and once more each time it is given back or its lane opens, and never in a loop. While jobs look at what comes next the cursor
 * moves only when they hand over what they have found, in the order of their ranges.
 */
final class Cursor {

    private final FilterScan scan;
    private final int queueId;
    private long offset = -1;
    private final OffsetSet returned = new OffsetSet();
    private final OffsetSet matched = new OffsetSet();
    /** Of neighbouring ranges, the first from the cursor on. */
    private final Deque<ScanJob> jobs = new ArrayDeque<>(2);
    private long inlineUntil;
    private boolean isTakenMatched;
    private long headOffset = -1;
    private long headPosition;
    private final Map<Lane, Parked> parked = new HashMap<>();
    /** Those whose lane is open, by their first message. */
    private final TreeMap<Long, Parked> open = new TreeMap<>();

    /**
     * Has looked at nothing yet.
     *
     * @param scan whose cursor it is; told when there is something to do that was not there before
     */
    Cursor(FilterScan scan, int queueId) {
        this.scan = scan;
        this.queueId = queueId;
    }

    int queueId() {
        return queueId;
    }

    /** The next offset to look at; -1 before the first look. Messages of other priorities are passed over. */
    long offset() {
        return offset;
    }

    void offset(long next) {
        offset = next;
    }

    /** The message became available: remember it unless the cursor still comes by; not all of them need pass the filter. */
    void giveBack(long queueOffset) {
        scan.onLive(queueId);
        if (queueOffset < offset) {
            returned.add(queueOffset);
        }
    }

    /** Whether below the cursor there is something that may be given now. */
    boolean hasWaiting() {
        return !returned.isEmpty() || !matched.isEmpty() || !open.isEmpty();
    }

    /** The lowest message below the cursor that may be given now; {@link #hasWaiting} must be true. */
    long firstWaiting() {
        return Math.min(firstInLane(), Math.min(first(returned), first(matched)));
    }

    /** Takes {@link #firstWaiting} out; {@link #hasWaiting} must be true. */
    long takeWaiting() {
        long first = firstWaiting();
        boolean isReturned = first == first(returned);
        isTakenMatched = !isReturned;
        if (first == firstInLane()) {
            open.firstEntry().getValue().takeFirst();
        } else {
            (isReturned ? returned : matched).remove(first);
        }
        return first;
    }

    private long firstInLane() {
        return open.isEmpty() ? Long.MAX_VALUE : open.firstKey();
    }

    private static long first(OffsetSet offsets) {
        return offsets.isEmpty() ? Long.MAX_VALUE : offsets.first();
    }

    /** Whether it is known where a message lies in the log, which is the next to be looked at. */
    boolean knowsPosition(long queueOffset) {
        return headOffset == queueOffset;
    }

    /** Where the message lies in the log that is the next to be looked at, as told last. */
    long headPosition() {
        return headPosition;
    }

    /** Tells where the message lies in the log that is the next to be looked at. */
    void head(long queueOffset, long position) {
        headOffset = queueOffset;
        headPosition = position;
    }

    /** Whether what was taken last is known to pass the filter. */
    boolean isTakenMatched() {
        return isTakenMatched;
    }

    /** Whether jobs look at what comes next. */
    boolean isBeingScanned() {
        return !jobs.isEmpty();
    }

    /** How many jobs have not handed over yet what they have found. */
    int jobCount() {
        return jobs.size();
    }

    /** The first offset that neither the cursor nor a job has taken; -1 before the first look. */
    long untaken() {
        return jobs.isEmpty() ? offset : jobs.getLast().to();
    }

    /** A job looks from {@link #untaken} on. */
    void add(ScanJob job) {
        jobs.add(job);
    }

    /** A job is finished: what was found counts as soon as everything before it has been looked at, so that order holds. */
    void jobFinished() {
        while (!jobs.isEmpty() && jobs.getFirst().isFinished()) {
            jobs.removeFirst().handOver();
        }
    }

    /** A job has looked at everything below an offset, and found these. */
    void scanned(long to, OffsetSet found) {
        matched.addAll(found);
        offset = Math.max(offset, to);
    }

    /** A job could not look at what is below an offset: what others have found behind it does not count. */
    void scanInlineUntil(long to) {
        inlineUntil = to;
        abandonJobs();
    }

    private void abandonJobs() {
        jobs.forEach(ScanJob::abandon);
        jobs.clear();
    }

    /** Whether what comes next is to be evaluated by the engine itself, however much it is. */
    boolean mustScanInline() {
        return offset < inlineUntil;
    }

    /** Whether the message must wait for one of its lane that comes before it. */
    boolean isBehindParked(Lane lane, long queueOffset) {
        Parked waiting = parked.isEmpty() ? null : parked.get(lane);
        return waiting != null && waiting.first() < queueOffset;
    }

    /** Keeps a message until its lane is open. */
    void park(Lane lane, long queueOffset) {
        Parked waiting = parked.get(lane);
        if (waiting == null) {
            waiting = new Parked(lane, scan, this);
            parked.put(lane, waiting);
            lane.add(waiting);
            waiting.add(queueOffset);
            waiting.open(lane.isOpenFor(scan));
        } else {
            waiting.add(queueOffset);
        }
    }

    void opened(Parked waiting) {
        scan.onLive(queueId);
        open.put(waiting.first(), waiting);
    }

    void closed(Parked waiting) {
        open.remove(waiting.first());
    }

    void forget(Parked waiting) {
        parked.remove(waiting.lane());
    }

    /** The cursor is of no use any more: its lanes must not know of it. */
    void abandon() {
        abandonJobs();
        for (Parked waiting : List.copyOf(parked.values())) {
            waiting.lane().remove(waiting);
        }
        parked.clear();
        open.clear();
    }
}
