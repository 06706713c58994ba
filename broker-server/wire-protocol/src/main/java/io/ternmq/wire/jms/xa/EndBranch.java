package io.ternmq.wire.jms.xa;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.JmsCodes;

/**
 * The session's part of the work is done. May travel with what follows it: {@link PrepareBranch}, {@link CommitBranch}.
 *
 * @param branch   the branch
 * @param work     the session's part
 * @param isFailed the branch can only be rolled back
 */
public record EndBranch(BranchId branch, BranchWork work, boolean isFailed) implements Command {
    public EndBranch {
        requireNonNull(branch, "branch");
        requireNonNull(work, "work");
    }

    /** Whatever the broker holds of it. */
    public EndBranch(long epoch, BranchId branch, long transactionId, boolean isFailed) {
        this(branch, new BranchWork(epoch, transactionId, BranchWork.UNCHECKED, 0), isFailed);
    }

    /** Reads it from a request. */
    public static EndBranch from(HeaderFields f) {
        BranchWork work = BranchWork.from(f);
        if (work == null) {
            throw new BadBlockException("the end of no transaction id (expected: field tx)");
        }
        return new EndBranch(BranchId.from(f), work, f.getBoolean("fa", false));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_END;
    }

    @Override
    public void writeTo(HeaderFields f) {
        work.writeTo(f);
        f.put("fa", isFailed);
        branch.writeTo(f);
    }
}
