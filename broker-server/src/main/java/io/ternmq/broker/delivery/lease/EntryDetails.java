package io.ternmq.broker.delivery.lease;

/**
 * What a {@linkplain EntryMarks#isDetailed detailed} message says of itself.
 *
 * @param expirationMs wall-clock time from which it must not be delivered any more, 0 for never
 * @param messageGroup group whose messages go to one consumer at a time, in their order; null for none
 * @param sendingPosition log position of its sending when it was copied here later: the subscriptions that existed then are owed it;
 *     0 when it was sent here directly
 */
public record EntryDetails(long expirationMs, String messageGroup, long sendingPosition) {

    /** Of a message that says nothing, or that retention has removed. */
    public static final EntryDetails NONE = new EntryDetails(0, null, 0);
}
