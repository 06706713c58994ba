package io.ternmq.wire.jms;

import io.ternmq.wire.frame.HeaderFields;

/**
 * The answer to {@link Commit} and {@link io.ternmq.wire.jms.xa.CommitBranch}.
 *
 * @param isUnderWay the transaction is committed, and nothing can undo it, but not all of its messages are in their queues, since they
 *                   are many: what its session sends next might overtake them, so the client asks again before it goes on
 */
public record CommitReply(boolean isUnderWay) {
    /** Reads it from a response. */
    public static CommitReply from(HeaderFields f) {
        return new CommitReply(f.getBoolean("uw", false));
    }

    /** Writes it into a response. */
    public void writeTo(HeaderFields f) {
        if (isUnderWay) {
            f.put("uw", true);
        }
    }
}
