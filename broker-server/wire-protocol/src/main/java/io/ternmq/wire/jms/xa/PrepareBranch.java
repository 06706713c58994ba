package io.ternmq.wire.jms.xa;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;

/**
 * Makes all of a branch's work durable and invisible, to be committed or rolled back later, come what may. Answered when durable.
 *
 * @param branch the branch, whose sessions have ended their parts
 * @param work   the part that ends with it; null for none
 */
public record PrepareBranch(BranchId branch, BranchWork work) implements Command {
    public PrepareBranch {
        requireNonNull(branch, "branch");
    }

    /** All parts have ended before. */
    public PrepareBranch(BranchId branch) {
        this(branch, null);
    }

    /** Reads it from a request. */
    public static PrepareBranch from(HeaderFields f) {
        return new PrepareBranch(BranchId.from(f), BranchWork.from(f));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_PREPARE;
    }

    @Override
    public void writeTo(HeaderFields f) {
        branch.writeTo(f);
        if (work != null) {
            work.writeTo(f);
        }
    }

    /**
     * The answer.
     *
     * @param isReadOnly nothing was done in the branch, or another open branch of its global transaction carries its messages: it is
     *                   over, and must not be committed
     */
    public record Reply(boolean isReadOnly) {
        /** Reads it from a response. */
        public static Reply from(HeaderFields f) {
            return new Reply(f.getBoolean("ro", false));
        }

        /** Writes it into a response. */
        public void writeTo(HeaderFields f) {
            f.put("ro", isReadOnly);
        }
    }
}
