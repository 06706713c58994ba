package io.ternmq.broker.delivery.lease;

/**
 * Evaluates a filter over a part of a queue, off the engine: made by the engine, {@link #run} by any thread, once, then {@link
 * #finish} by the engine. While it is under way its cursor stays where it is. Several may look at neighbouring parts at a time.
 */
public final class ScanJob {

    private final LeasedGroup group;
    private final FilterScan scan;
    private final Cursor cursor;
    private final QueueEntries entries;
    private final EntryFilter filter;
    private final int queueId;
    private final int priority;
    private final long from;
    private final long to;
    private final long[] offsets;
    private final OffsetSet matches = new OffsetSet();
    private final EntryBatch batch = new EntryBatch();
    private volatile boolean isAbandoned;
    private boolean isFinished;
    private RuntimeException failure;

    /**
     * A job for the messages from {@code from} to {@code to} (exclusive), or for {@code offsets} among them.
     *
     * @param offsets ascending; null for all
     */
    ScanJob(LeasedGroup group, FilterScan scan, Cursor cursor, QueueEntries entries, int queueId, int priority, long from, long to,
            long[] offsets) {
        this.group = group;
        this.scan = scan;
        this.cursor = cursor;
        this.entries = entries;
        this.filter = scan.filter().forOtherThread();
        this.queueId = queueId;
        this.priority = priority;
        this.from = from;
        this.to = to;
        this.offsets = offsets;
    }

    /** The group that has asked for it. */
    public LeasedGroup group() {
        return group;
    }

    /** From now on its cursor waits for it. */
    void start() {
        scan.jobStarted();
        cursor.add(this);
    }

    /** The offset behind its part. */
    long to() {
        return to;
    }

    /** Evaluates. Any thread; may wait for the disk. What goes wrong is kept for {@link #failure}. */
    public void run() {
        try {
            if (offsets == null) {
                readAll();
            } else {
                for (int i = 0; i < offsets.length && !isAbandoned; i++) {
                    entries.read(queueId, offsets[i], 1, this::visit);
                }
            }
            evaluate();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    // Retention may take the beginning meanwhile.
    private void readAll() {
        long start = Math.max(from, entries.minOffset(queueId));
        while (start < to && entries.read(queueId, start, (int) (to - start), this::visit) == 0) {
            long kept = entries.minOffset(queueId);
            if (kept <= start) {
                return;
            }
            start = kept;
        }
    }

    private boolean visit(long queueOffset, long position, int sizeBytes, long tagsCode) {
        if (!batch.add(queueOffset, position, sizeBytes, tagsCode)) {
            evaluate();
        }
        return !isAbandoned;
    }

    private void evaluate() {
        for (long left = filter.matches(batch); left != 0; left &= left - 1) {
            matches.add(batch.queueOffset(Long.numberOfTrailingZeros(left)));
        }
        batch.clear();
    }

    /** Why it could not evaluate, null when it could. The engine then tries itself, after {@link #finish}. */
    public RuntimeException failure() {
        return failure;
    }

    /** It was run: hands over what was found, in its turn; the group is to be dispatched then. Engine thread. */
    public void finish() {
        isFinished = true;
        scan.jobFinished();
        if (!isAbandoned) {
            cursor.jobFinished();
        }
    }

    /** Whether it has been run, and the engine knows it. */
    boolean isFinished() {
        return isFinished;
    }

    /** Moves its cursor; its turn has come. */
    void handOver() {
        if (failure != null) {
            cursor.scanInlineUntil(to);
        } else {
            group.onScanned(queueId, priority, matches);
            cursor.scanned(to, matches);
        }
    }

    /** Nobody needs the outcome. Engine thread. */
    void abandon() {
        isAbandoned = true;
    }
}
