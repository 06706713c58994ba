package io.ternmq.wire.jms.xa;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;

/**
 * Asks for the branches that wait for their transaction manager: prepared, or decided by an administrator and not forgotten; of all
 * connections. The answer's body is a list as {@link BranchId#encode} writes it, in order, at most {@link BranchId#MAX_COUNT};
 * empty at the end.
 *
 * @param after the last one of the answer before; null for the first
 */
public record RecoverBranches(BranchId after) implements Command {
    /** Reads it from a request. */
    public static RecoverBranches from(HeaderFields f) {
        return new RecoverBranches(f.get(BranchId.FIELD) == null ? null : BranchId.from(f));
    }

    @Override
    public int code() {
        return JmsCodes.BRANCH_RECOVER;
    }

    @Override
    public void writeTo(HeaderFields f) {
        if (after != null) {
            after.writeTo(f);
        }
    }
}
