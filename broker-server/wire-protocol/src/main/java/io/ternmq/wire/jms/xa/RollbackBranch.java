package io.ternmq.wire.jms.xa;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.JmsCodes;

/**
 * Undoes the work of a branch, prepared or not. Answered when durable.
 *
 * @param branch the branch
 * @param cause  why its messages are given back
 */
public record RollbackBranch(BranchId branch, FailureCause cause) implements Command {
    public RollbackBranch {
        requireNonNull(branch, "branch");
        requireNonNull(cause, "cause");
    }

    /** Without a cause. */
    public RollbackBranch(BranchId branch) {
        this(branch, FailureCause.NONE);
    }

    /** Reads it from a request. */
    public static RollbackBranch from(HeaderFields f) {
        return new RollbackBranch(BranchId.from(f), FailureCause.from(f));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_ROLLBACK;
    }

    @Override
    public void writeTo(HeaderFields f) {
        branch.writeTo(f);
        cause.writeTo(f);
    }
}
