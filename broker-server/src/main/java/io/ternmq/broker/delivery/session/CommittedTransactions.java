package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.function.Consumer;

/**
 * The newest committed transactions, so that a client that lost the answer to its commit learns the truth, after a restart as
 * well. Engine thread.
 */
public final class CommittedTransactions implements StateModule {

    /** How many are remembered. */
    static final int CAPACITY = 20_000;

    private static final int COMMITTED = StateTypes.TRANSACTIONS + 1;
    private static final int LAYOUT_VERSION = 1;
    private static final int CHUNK_BYTES = 128 << 10;

    private record Id(long epoch, long transactionId) {
    }

    private final LinkedHashSet<Id> newest = new LinkedHashSet<>();

    /** The change that notes a commit; part of the transaction's commit group. */
    static StateChange committed(long epoch, long transactionId) {
        return new StateChange(COMMITTED,
            new StateWriter().putByte(LAYOUT_VERSION).putLong(epoch).putLong(transactionId).toBytes());
    }

    boolean contains(long epoch, long transactionId) {
        return newest.contains(new Id(epoch, transactionId));
    }

    @Override
    public int typeBase() {
        return StateTypes.TRANSACTIONS;
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        if (type != COMMITTED) {
            throw new IllegalStateException("unknown transaction change " + type);
        }
        restore(payload);
    }

    private void add(Id id) {
        newest.add(id);
        if (newest.size() > CAPACITY) {
            newest.remove(newest.iterator().next());
        }
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION);
        for (Id id : newest) {
            out.putLong(id.epoch()).putLong(id.transactionId());
            if (out.length() > CHUNK_BYTES) {
                chunks.accept(out.toBytes());
                out.clear().putByte(LAYOUT_VERSION);
            }
        }
        chunks.accept(out.toBytes());
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader in = new StateReader(chunk);
        int version = in.getByte();
        if (version != LAYOUT_VERSION) {
            throw new IllegalStateException("transaction state of layout version " + version + " (expected: " + LAYOUT_VERSION
                + "); was this store used by a newer broker?");
        }
        while (in.hasRemaining()) {
            add(new Id(in.getLong(), in.getLong()));
        }
    }
}
