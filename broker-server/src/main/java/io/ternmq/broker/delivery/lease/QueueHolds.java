package io.ternmq.broker.delivery.lease;

/** What is on its way in one queue: speculative, empty after a start. Engine thread. */
final class QueueHolds {

    /** Leased, held by a transaction, or settled by a record that is not applied yet. */
    private final OffsetSet held = new OffsetSet();
    /** Subscriptions only: matched below the cursor and not finished. */
    private final OffsetSet owed = new OffsetSet();

    OffsetSet held() {
        return held;
    }

    OffsetSet owed() {
        return owed;
    }
}
