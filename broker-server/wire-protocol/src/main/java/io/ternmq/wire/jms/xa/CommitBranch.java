package io.ternmq.wire.jms.xa;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;

/**
 * Makes the work of a branch take effect. Answered when durable; idempotent as long as the broker remembers the branch.
 *
 * @param branch     a prepared branch, or, for one phase, one that is not
 * @param isOnePhase commits without having prepared
 */
public record CommitBranch(BranchId branch, boolean isOnePhase) implements Command {
    public CommitBranch {
        requireNonNull(branch, "branch");
    }

    /** Reads it from a request. */
    public static CommitBranch from(HeaderFields f) {
        return new CommitBranch(BranchId.from(f), f.getBoolean("op", false));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_COMMIT;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("op", isOnePhase);
        branch.writeTo(f);
    }
}
