package io.ternmq.wire.jms.xa;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;

/**
 * The transaction manager has taken notice of what an administrator decided.
 *
 * @param branch a branch that {@link DecideBranch} has ended
 */
public record ForgetBranch(BranchId branch) implements Command {
    public ForgetBranch {
        requireNonNull(branch, "branch");
    }

    /** Reads it from a request. */
    public static ForgetBranch from(HeaderFields f) {
        return new ForgetBranch(BranchId.from(f));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_FORGET;
    }

    @Override
    public void writeTo(HeaderFields f) {
        branch.writeTo(f);
    }
}
