package io.ternmq.wire.jms.xa;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;

/**
 * Ties a transaction id of a session to a branch: sends and settlements with that id are the branch's work from now on.
 * {@link JmsCodes#BRANCH_DUPLICATE} when a new one is wanted and it is known, {@link JmsCodes#BRANCH_UNKNOWN} when one to join is not.
 *
 * @param epoch         session epoch
 * @param branch        the branch
 * @param transactionId made by the client, unique in the connection, above 0
 * @param timeoutMs     an unprepared branch is rolled back after this time; 0 = only when a session that worked in it is lost
 * @param joins         whether other work of the same branch went before
 */
public record StartBranch(long epoch, BranchId branch, long transactionId, long timeoutMs, boolean joins) implements Command {
    public StartBranch {
        requireNonNull(branch, "branch");
    }

    /** Reads it from a request. */
    public static StartBranch from(HeaderFields f) {
        return new StartBranch(f.requireLong("e"), BranchId.from(f), f.requireLong("tx"), f.getLong("to", 0), f.getBoolean("jo", false));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_START;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("tx", transactionId).put("to", timeoutMs).put("jo", joins);
        branch.writeTo(f);
    }
}
