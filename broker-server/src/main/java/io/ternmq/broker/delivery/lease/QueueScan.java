package io.ternmq.broker.delivery.lease;

/** The cursors of one filter in one queue, one for each priority in use. Engine thread. */
final class QueueScan {

    private final FilterScan scan;
    private final int queueId;
    private final Cursor[] cursors = new Cursor[EntryMarks.PRIORITY_COUNT];

    QueueScan(FilterScan scan, int queueId) {
        this.scan = scan;
        this.queueId = queueId;
    }

    Cursor cursor(int priority) {
        if (cursors[priority] == null) {
            cursors[priority] = new Cursor(scan, queueId);
        }
        return cursors[priority];
    }

    /**
     * The first offset that the filter has not looked at, whatever its priority; -1 when it has not looked at all.
     *
     * @param marks marks of the queue
     */
    long passed(EntryMarks marks) {
        long passed = cursor(EntryMarks.DEFAULT_PRIORITY).offset();
        for (int priority = 0; priority < EntryMarks.PRIORITY_COUNT; priority++) {
            OffsetSet set = marks.ofPriority(priority);
            if (set != null) {
                passed = Math.min(passed, set.nextPresent(Math.max(0, cursor(priority).offset())));
            }
        }
        return passed;
    }

    void abandon() {
        for (Cursor cursor : cursors) {
            if (cursor != null) {
                cursor.abandon();
            }
        }
    }

    /** Whether nothing below the cursors may be given. */
    boolean hasNothingWaiting() {
        for (Cursor cursor : cursors) {
            if (cursor != null && cursor.hasWaiting()) {
                return false;
            }
        }
        return true;
    }
}
