package io.ternmq.broker.delivery.lease;

/**
 * Messages of one lane that a cursor has passed while the lane was not open: below the cursor, never empty. They are not looked at
 * again before the lane is open. Engine thread.
 */
final class Parked {

    private final Lane lane;
    private final FilterScan scan;
    private final Cursor cursor;
    private final OffsetSet offsets = new OffsetSet();
    private boolean isOpen;

    Parked(Lane lane, FilterScan scan, Cursor cursor) {
        this.lane = lane;
        this.scan = scan;
        this.cursor = cursor;
    }

    Lane lane() {
        return lane;
    }

    FilterScan scan() {
        return scan;
    }

    long first() {
        return offsets.first();
    }

    /** Adds a message; the lane's openness stays as it is. */
    void add(long queueOffset) {
        boolean wasOpen = isOpen;
        open(false);
        offsets.add(queueOffset);
        open(wasOpen);
    }

    /** Takes the first message out, and this object out of use when it was the last. */
    long takeFirst() {
        boolean wasOpen = isOpen;
        open(false);
        long first = offsets.first();
        offsets.remove(first);
        if (offsets.isEmpty()) {
            cursor.forget(this);
            lane.remove(this);
        } else {
            open(wasOpen);
        }
        return first;
    }

    /** Says whether the messages may be given now. */
    void open(boolean shallBeOpen) {
        if (shallBeOpen != isOpen) {
            isOpen = shallBeOpen;
            if (isOpen) {
                cursor.opened(this);
            } else {
                cursor.closed(this);
            }
        }
    }
}
