package io.ternmq.wire.jms.xa;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;

/**
 * An administrator ends a prepared branch without its transaction manager (a heuristic decision). Remembered until {@link ForgetBranch}.
 *
 * @param branch  a prepared branch
 * @param commits whether its work takes effect or is undone
 */
public record DecideBranch(BranchId branch, boolean commits) implements Command {
    public DecideBranch {
        requireNonNull(branch, "branch");
    }

    /** Reads it from a request. */
    public static DecideBranch from(HeaderFields f) {
        return new DecideBranch(BranchId.from(f), f.getBoolean("co", false));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_DECIDE;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("co", commits);
        branch.writeTo(f);
    }
}
