package io.ternmq.broker.delivery.branch;

import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.wire.jms.xa.BranchId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Transactions that are committed while their messages are still on their way out of the log into their queues, since they are too much
 * for one commit group: nothing can undo them any more, and after a crash the rest follows. Engine thread.
 *
 * <pre>
 *   1101 BEGUN  version | owner | what {@link SpilledSends} writes     with what else the transaction has done, in one group
 *   1102 MORE   version | owner | more of that, in the same group
 *   1103 MOVED  version | owner        the next piece is in its queues, in one group with its messages
 *
 *   owner: kind (byte) | 0: session's epoch, transaction id | 1: branch
 * </pre>
 */
public final class CommitsUnderWay implements StateModule {

    private static final int BEGUN = StateTypes.COMMITS + 1;
    private static final int MORE = StateTypes.COMMITS + 2;
    private static final int MOVED = StateTypes.COMMITS + 3;
    private static final int LAYOUT_VERSION = 1;
    private static final int LOCAL = 0;
    private static final int BRANCH = 1;
    /** Pieces in one change: many fit into a record. */
    private static final int MAX_CHANGE_PIECES = 10_000;

    /**
     * Whose messages they are.
     *
     * @param epoch         of the session of a local transaction
     * @param transactionId the same
     * @param branchOrNull  null for a local transaction
     */
    public record Owner(long epoch, long transactionId, BranchId branchOrNull) {

        /** A local transaction of a session. */
        public static Owner local(long epoch, long transactionId) {
            return new Owner(epoch, transactionId, null);
        }

        /** A branch. */
        public static Owner of(BranchId branch) {
            return new Owner(0, 0, branch);
        }

        private void write(StateWriter out) {
            if (branchOrNull == null) {
                out.putByte(LOCAL).putLong(epoch).putLong(transactionId);
            } else {
                BranchTable.write(branchOrNull, out.putByte(BRANCH));
            }
        }

        private static Owner read(StateReader in) {
            return in.getByte() == LOCAL ? local(in.getLong(), in.getLong()) : of(BranchTable.readId(in));
        }
    }

    /** The pieces that are still to be moved, by whose they are; the longest under way first. */
    private final LinkedHashMap<Owner, ArrayDeque<SpilledSends>> pieces = new LinkedHashMap<>();

    /** The changes that begin one, for the group that commits it. */
    public static List<StateChange> begun(Owner owner, List<SpilledSends> spilled) {
        List<StateChange> changes = new ArrayList<>();
        for (int from = 0; from < spilled.size(); from += MAX_CHANGE_PIECES) {
            StateWriter out = begin(owner);
            SpilledSends.write(spilled.subList(from, Math.min(spilled.size(), from + MAX_CHANGE_PIECES)), out);
            changes.add(new StateChange(from == 0 ? BEGUN : MORE, out.toBytes()));
        }
        return changes;
    }

    /** The change that notes that {@link #next} is in its queues. */
    public static StateChange moved(Owner owner) {
        return new StateChange(MOVED, begin(owner).toBytes());
    }

    private static StateWriter begin(Owner owner) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION);
        owner.write(out);
        return out;
    }

    /** Those that are under way; a view. */
    public Set<Owner> owners() {
        return pieces.keySet();
    }

    /** Whether messages of it are still to come. */
    public boolean contains(Owner owner) {
        return pieces.containsKey(owner);
    }

    /** What is to be moved next; null when it is not under way. */
    public SpilledSends next(Owner owner) {
        ArrayDeque<SpilledSends> left = pieces.get(owner);
        return left == null ? null : left.getFirst();
    }

    /** Whether {@link #next} is the last. */
    public boolean isLast(Owner owner) {
        return pieces.get(owner).size() == 1;
    }

    /** The lowest log position at which one of their messages lies; {@link Long#MAX_VALUE} for none. */
    public long pinnedPosition() {
        return pieces.values().stream().mapToLong(SpilledSends::firstPosition).min().orElse(Long.MAX_VALUE);
    }

    /** What is still to be copied. */
    public long bytes() {
        return pieces.values().stream().mapToLong(SpilledSends::bytes).sum();
    }

    @Override
    public int typeBase() {
        return StateTypes.COMMITS;
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        StateReader in = reader(payload);
        Owner owner = Owner.read(in);
        switch (type) {
            case BEGUN -> pieces.put(owner, new ArrayDeque<>(SpilledSends.read(in)));
            case MORE -> pieces.get(owner).addAll(SpilledSends.read(in));
            case MOVED -> moveOn(owner);
            default -> throw new IllegalStateException("unknown change of a commit " + type);
        }
    }

    private void moveOn(Owner owner) {
        ArrayDeque<SpilledSends> left = pieces.get(owner);
        left.removeFirst();
        if (left.isEmpty()) {
            pieces.remove(owner);
        }
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        for (Map.Entry<Owner, ArrayDeque<SpilledSends>> entry : pieces.entrySet()) {
            for (StateChange change : begun(entry.getKey(), List.copyOf(entry.getValue()))) {
                chunks.accept(new StateWriter().putInt(change.type()).putBytes(change.payload()).toBytes());
            }
        }
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader in = new StateReader(chunk);
        apply(in.getInt(), ByteBuffer.wrap(in.getBytes()));
    }

    private static StateReader reader(ByteBuffer bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.getByte();
        if (version != LAYOUT_VERSION) {
            throw new IllegalStateException("commit state of layout version " + version + " (expected: " + LAYOUT_VERSION
                + "); was this store used by a newer broker?");
        }
        return in;
    }
}
