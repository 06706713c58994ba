package io.ternmq.jms.endtoend.xa;

import io.ternmq.wire.jms.xa.BranchId;
import java.nio.charset.StandardCharsets;
import javax.transaction.xa.Xid;

/** An XID of a made-up transaction manager. */
record TestXid(int number) implements Xid {
    @Override
    public int getFormatId() {
        return 77;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return ("global-" + number).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] getBranchQualifier() {
        return new byte[0];
    }

    BranchId branch() {
        return BranchId.of(getFormatId(), getGlobalTransactionId(), getBranchQualifier());
    }
}
