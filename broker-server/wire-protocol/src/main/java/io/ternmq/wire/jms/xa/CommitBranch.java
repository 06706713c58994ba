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
 * @param work       the part that ends with it, for one phase; null for none
 */
public record CommitBranch(BranchId branch, boolean isOnePhase, BranchWork work) implements Command {
    public CommitBranch {
        requireNonNull(branch, "branch");
    }

    /** All parts have ended before. */
    public CommitBranch(BranchId branch, boolean isOnePhase) {
        this(branch, isOnePhase, null);
    }

    /** Reads it from a request. */
    public static CommitBranch from(HeaderFields f) {
        return new CommitBranch(BranchId.from(f), f.getBoolean("op", false), BranchWork.from(f));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_COMMIT;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("op", isOnePhase);
        branch.writeTo(f);
        if (work != null) {
            work.writeTo(f);
        }
    }
}
