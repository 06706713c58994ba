package io.ternmq.jca.fake;

import java.nio.ByteBuffer;
import javax.transaction.xa.Xid;

/** The branch of a transaction; equal when the number is. */
public record FakeXid(int number) implements Xid {

    @Override
    public int getFormatId() {
        return 0x54;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    @Override
    public byte[] getBranchQualifier() {
        return new byte[] {1};
    }
}
