package io.ternmq.broker.engine;

import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.broker.store.log.StoreException;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * State changes as log records: messages of a hidden system topic, marked as prepared so that stock RocketMQ builds no
 * queue entry for them (DESIGN §5).
 *
 * <pre>
 * body: version u8, then repeated { type i32, length i32, payload }
 * </pre>
 */
final class StateRecords {
    static final String TOPIC = "rmq_sys_TERNMQ_STATE";
    /** 2: every record of the log has a checksum, so that a broker that would write none must not go on with it. */
    static final int VERSION = 2;

    private static final byte[] TOPIC_BYTES = NewMessage.bytesOf(TOPIC);
    private static final byte[] NO_PROPERTIES = {};

    private final byte[] host;
    private final int sysFlag;

    /** Receives the changes of one record. */
    @FunctionalInterface
    interface ChangeVisitor {
        void onChange(int type, ByteBuffer payload);
    }

    StateRecords(byte[] host) {
        this.host = host.clone();
        this.sysFlag = NewMessage.withHosts(SysFlags.TRANSACTION_PREPARED, host, host);
    }

    /** Bytes of a change in a record. */
    static int lengthOf(StateChange change) {
        return 8 + change.payload().length;
    }

    /** Bytes of a record beside its changes. */
    int overheadBytes() {
        return encode(List.of(), 0).encodedLength();
    }

    NewMessage encode(List<StateChange> changes, long nowMs) {
        int length = 1;
        for (StateChange change : changes) {
            length += lengthOf(change);
        }
        ByteBuffer body = ByteBuffer.allocate(length).put((byte) VERSION);
        for (StateChange change : changes) {
            body.putInt(change.type()).putInt(change.payload().length).put(change.payload());
        }
        body.flip();
        return new NewMessage(TOPIC, TOPIC_BYTES, 0, 0, sysFlag, nowMs, host, host, 0, 0, body, NewMessage.crcOf(body),
                NO_PROPERTIES, 0, 0);
    }

    static boolean isState(MessageView record) {
        return SysFlags.transactionType(record.sysFlag()) == SysFlags.TRANSACTION_PREPARED && TOPIC.equals(record.topic());
    }

    /** @throws StoreException when a newer version wrote the record: its meaning is not known here */
    static void decode(MessageView record, ChangeVisitor visitor) {
        ByteBuffer body = record.body();
        int version = body.get();
        if (version != VERSION) {
            throw new StoreException("state record of version " + version + " at position " + record.position()
                    + ", this broker reads version " + VERSION + ": it was written by another version of TernMQ");
        }
        while (body.hasRemaining()) {
            int type = body.getInt();
            int length = body.getInt();
            visitor.onChange(type, body.slice(body.position(), length));
            body.position(body.position() + length);
        }
    }
}
