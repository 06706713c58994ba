package io.ternmq.broker.delivery.lease;

/**
 * Evaluates a filter over a part of a queue, off the engine: made by the engine, {@link #run} by any thread, once, then {@link
 * #finish} by the engine. While it is under way its cursor stays where it is.
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
    private volatile boolean isAbandoned;
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
        scan.job(this);
    }

    /** Evaluates. Any thread; may wait for the disk. What goes wrong is kept for {@link #failure}. */
    public void run() {
        try {
            if (offsets == null) {
                entries.read(queueId, from, (int) (to - from), this::visit);
            } else {
                for (int i = 0; i < offsets.length && !isAbandoned; i++) {
                    entries.read(queueId, offsets[i], 1, this::visit);
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private boolean visit(long queueOffset, long position, int sizeBytes, long tagsCode) {
        if (filter.matches(tagsCode, position, sizeBytes)) {
            matches.add(queueOffset);
        }
        return !isAbandoned;
    }

    /** Why it could not evaluate, null when it could. The engine then tries itself, after {@link #finish}. */
    public RuntimeException failure() {
        return failure;
    }

    /** Hands over what was found; the group is to be dispatched then. Engine thread. */
    public void finish() {
        scan.job(null);
        if (isAbandoned) {
            return;
        }
        if (failure != null) {
            cursor.scanInlineUntil(to);
        } else {
            group.onScanned(queueId, priority, matches);
            cursor.scanned(to, matches);
        }
    }

    /** Whether it looks on behalf of this cursor. */
    boolean isFor(Cursor other) {
        return cursor == other;
    }

    /** Nobody needs the outcome. Engine thread. */
    void abandon() {
        isAbandoned = true;
    }
}
