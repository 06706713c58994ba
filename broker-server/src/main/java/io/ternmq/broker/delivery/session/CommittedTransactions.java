package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

/**
 * The newest committed transactions of each session, so that a client that lost the answer to its commit learns the truth, after a restart
 * as well, and however much others commit meanwhile. Engine thread.
 */
public final class CommittedTransactions implements StateModule {

    /** How many are remembered of a session: as many of its transactions may be without an answer. */
    static final int PER_SESSION = 256;
    /** Of how many sessions: those that have committed last. */
    static final int MAX_SESSIONS = 20_000;

    private static final int COMMITTED = StateTypes.TRANSACTIONS + 1;
    private static final int LAYOUT_VERSION = 2;
    private static final int CHUNK_BYTES = 128 << 10;

    /** In the order of their last commits. */
    private final LinkedHashMap<Long, NewestIds> sessions = new LinkedHashMap<>();

    /** A ring of transaction ids. */
    private static final class NewestIds {
        private static final int FIRST_CAPACITY = 8;

        private long[] ids = new long[FIRST_CAPACITY];
        private int count;
        private int oldest;

        void add(long id) {
            if (count == ids.length && count < PER_SESSION) {
                ids = Arrays.copyOf(ids, Math.min(2 * count, PER_SESSION));
            }
            if (count < ids.length) {
                ids[count++] = id;
            } else {
                ids[oldest] = id;
                oldest = (oldest + 1) % PER_SESSION;
            }
        }

        boolean contains(long id) {
            for (int i = 0; i < count; i++) {
                if (ids[i] == id) {
                    return true;
                }
            }
            return false;
        }

        void writeTo(StateWriter out) {
            out.putInt(count);
            for (int i = 0; i < count; i++) {
                out.putLong(ids[(oldest + i) % count]);
            }
        }
    }

    /** The change that notes a commit; part of the transaction's commit group. */
    static StateChange committed(long epoch, long transactionId) {
        return new StateChange(COMMITTED,
            new StateWriter().putByte(LAYOUT_VERSION).putLong(epoch).putLong(transactionId).toBytes());
    }

    boolean contains(long epoch, long transactionId) {
        NewestIds newest = sessions.get(epoch);
        return newest != null && newest.contains(transactionId);
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
        StateReader in = reader(payload);
        add(in.getLong(), in.getLong());
    }

    private void add(long epoch, long transactionId) {
        NewestIds present = sessions.remove(epoch);
        NewestIds newest = present == null ? new NewestIds() : present;
        newest.add(transactionId);
        sessions.put(epoch, newest);
        if (sessions.size() > MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION);
        sessions.forEach((epoch, newest) -> {
            newest.writeTo(out.putLong(epoch));
            if (out.length() > CHUNK_BYTES) {
                chunks.accept(out.toBytes());
                out.clear().putByte(LAYOUT_VERSION);
            }
        });
        chunks.accept(out.toBytes());
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader in = reader(chunk);
        while (in.hasRemaining()) {
            long epoch = in.getLong();
            for (int left = in.getInt(); left > 0; left--) {
                add(epoch, in.getLong());
            }
        }
    }

    private static StateReader reader(ByteBuffer bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.getByte();
        if (version != LAYOUT_VERSION) {
            throw new IllegalStateException("transaction state of layout version " + version + " (expected: " + LAYOUT_VERSION
                + "); was this store used by a newer broker?");
        }
        return in;
    }
}
