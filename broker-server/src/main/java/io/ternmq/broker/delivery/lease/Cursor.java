package io.ternmq.broker.delivery.lease;

/**
 * Where a filter stands among the messages of one priority in one queue. Engine thread.
 *
 * <p>Invariant: an available message below the cursor that passes the filter is in {@code returned}. So a message is evaluated
 * once when the cursor passes it and once more each time it is given back, and never in a loop.
 */
final class Cursor {

    private long offset = -1;
    private final OffsetSet returned = new OffsetSet();

    /** The next offset to look at; -1 before the first look. Messages of other priorities are passed over. */
    long offset() {
        return offset;
    }

    void offset(long next) {
        offset = next;
    }

    /** Given back below the cursor; not all of them need pass the filter. */
    OffsetSet returned() {
        return returned;
    }

    /** The message became available: remember it unless the cursor still comes by. */
    void giveBack(long queueOffset) {
        if (queueOffset < offset) {
            returned.add(queueOffset);
        }
    }
}
