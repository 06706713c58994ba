package io.ternmq.wire.jms.xa;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;

/**
 * For administrators: what is in doubt, and what was decided by hand. The answer's body is {@link BranchInfo.Page}.
 *
 * @param after the last branch of the answer before; null for the first
 */
public record ListBranches(BranchId after) implements Command {
    /** Reads it from a request. */
    public static ListBranches from(HeaderFields f) {
        return new ListBranches(f.get(BranchId.FIELD) == null ? null : BranchId.from(f));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_LIST;
    }

    @Override
    public void writeTo(HeaderFields f) {
        if (after != null) {
            after.writeTo(f);
        }
    }
}
