package io.ternmq.jms.session;

import io.ternmq.wire.jms.xa.BranchId;
import java.util.Arrays;
import javax.transaction.xa.Xid;

/** The name of a branch that the broker holds, in the form of the API. */
record RecoveredXid(BranchId branch) implements Xid {
    @Override
    public int getFormatId() {
        return branch.formatId();
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return branch.globalTransactionIdBytes();
    }

    @Override
    public byte[] getBranchQualifier() {
        return branch.branchQualifierBytes();
    }

    /** Also to other implementations' equal names. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Xid that && getFormatId() == that.getFormatId()
            && Arrays.equals(getGlobalTransactionId(), that.getGlobalTransactionId())
            && Arrays.equals(getBranchQualifier(), that.getBranchQualifier());
    }

    @Override
    public int hashCode() {
        return branch.hashCode();
    }
}
