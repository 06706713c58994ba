package io.ternmq.wire.jms.xa;

import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.RedeliveryTerms;

/**
 * A session's part of a branch as it ends. The body of the request lists what is still to be acknowledged in it
 * ({@link io.ternmq.wire.jms.Settlement}).
 *
 * @param epoch             session epoch
 * @param transactionId     of {@link StartBranch}: it has no more meaning afterwards
 * @param sends             how many messages the session has sent in the branch: when the broker does not hold them, the branch can only
 *                          be rolled back; {@link #UNCHECKED} for any number
 * @param redeliveryDelayMs how long the acknowledged messages wait when the branch is rolled back; 0 = as the redelivery policy says;
 *                          at most {@link RedeliveryTerms#MAX_DELAY_MS}, for which longer ones are taken
 * @param begins            whether the branch begins with this request as well: there was no {@link StartBranch}
 */
public record BranchWork(long epoch, long transactionId, int sends, long redeliveryDelayMs, boolean begins) {
    /** A number of sends that says nothing. */
    public static final int UNCHECKED = -1;

    public BranchWork {
        redeliveryDelayMs = Math.min(redeliveryDelayMs, RedeliveryTerms.MAX_DELAY_MS);
        if (sends < UNCHECKED) {
            throw new BadBlockException("sends in a branch: " + sends + " (expected: 0 or more, or " + UNCHECKED + ")");
        }
    }

    /** Of a branch that was started. */
    public BranchWork(long epoch, long transactionId, int sends, long redeliveryDelayMs) {
        this(epoch, transactionId, sends, redeliveryDelayMs, false);
    }

    /** Reads it from a request; null when there is none. */
    public static BranchWork from(HeaderFields f) {
        return f.get("tx") == null ? null
            : new BranchWork(f.requireLong("e"), f.requireLong("tx"), f.getInt("ns", UNCHECKED), f.getLong("dl", 0),
                f.getBoolean("bg", false));
    }

    void writeTo(HeaderFields f) {
        f.put("e", epoch).put("tx", transactionId);
        if (sends != UNCHECKED) {
            f.put("ns", sends);
        }
        if (redeliveryDelayMs > 0) {
            f.put("dl", redeliveryDelayMs);
        }
        if (begins) {
            f.put("bg", true);
        }
    }
}
