package io.ternmq.wire.jms.xa;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;

/**
 * The session's part of the work is done: the transaction id has no more meaning.
 *
 * @param epoch         session epoch
 * @param branch        the branch
 * @param transactionId of {@link StartBranch}
 * @param isFailed      the branch can only be rolled back
 */
public record EndBranch(long epoch, BranchId branch, long transactionId, boolean isFailed) implements Command {
    public EndBranch {
        requireNonNull(branch, "branch");
    }

    /** Reads it from a request. */
    public static EndBranch from(HeaderFields f) {
        return new EndBranch(f.requireLong("e"), BranchId.from(f), f.requireLong("tx"), f.getBoolean("fa", false));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_END;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("tx", transactionId).put("fa", isFailed);
        branch.writeTo(f);
    }
}
