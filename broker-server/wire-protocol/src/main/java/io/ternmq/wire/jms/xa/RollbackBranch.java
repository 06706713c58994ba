package io.ternmq.wire.jms.xa;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;

/**
 * Undoes the work of a branch, prepared or not. Answered when durable.
 *
 * @param branch the branch
 */
public record RollbackBranch(BranchId branch) implements Command {
    public RollbackBranch {
        requireNonNull(branch, "branch");
    }

    /** Reads it from a request. */
    public static RollbackBranch from(HeaderFields f) {
        return new RollbackBranch(BranchId.from(f));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_ROLLBACK;
    }

    @Override
    public void writeTo(HeaderFields f) {
        branch.writeTo(f);
    }
}
