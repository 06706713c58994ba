package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Sends messages in a transaction, local or a branch: the broker holds them until it commits, and answers at once. {@link HeldSends} says
 * where they are.
 *
 * @param epoch         session epoch
 * @param transactionId of {@link Commit} or {@link io.ternmq.wire.jms.xa.StartBranch}
 */
public record Hold(long epoch, long transactionId) implements Command {
    /** Reads it from a request. */
    public static Hold from(HeaderFields f) {
        return new Hold(f.requireLong("e"), f.requireLong("tx"));
    }

    @Override
    public int code() {
        return JmsCodes.HOLD;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("tx", transactionId);
    }
}
