package io.ternmq.broker.delivery.branch;

import io.ternmq.broker.delivery.branch.PreparedBranch.HeldAck;
import io.ternmq.broker.delivery.branch.PreparedBranch.HeldView;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.ViewEvents;
import io.ternmq.broker.delivery.view.ViewKey;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.wire.jms.xa.BranchId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The branches in the log. Engine thread.
 *
 * <pre>
 *   901 PREPARED     version | branch | what {@link PreparedBranch} writes
 *   902 COMMITTED    version | branch      that was prepared
 *   903 ROLLED_BACK  version | branch
 *   904 DECIDED      version | branch | commits | at (ms)      by an administrator
 *   905 FORGOTTEN    version | branch
 *   906 STORE_ID     version | text
 *   907 ONE_PHASE    version | branch | epoch of the session that asked      committed without having been prepared
 *   908 PREPARED_TOO version | branch | more spilled messages and acknowledgements of a prepared branch, in the group of PREPARED
 * </pre>
 */
public final class BranchTable implements StateModule, ViewEvents {

    /** How many branches that were prepared and committed are remembered, for those who lost the answer. */
    static final int REMEMBERED = 5_000;

    /** Epoch of no session. */
    public static final long NO_SESSION = 0;

    private static final int PREPARED = StateTypes.BRANCHES + 1;
    private static final int COMMITTED = StateTypes.BRANCHES + 2;
    private static final int ROLLED_BACK = StateTypes.BRANCHES + 3;
    private static final int DECIDED = StateTypes.BRANCHES + 4;
    private static final int FORGOTTEN = StateTypes.BRANCHES + 5;
    private static final int STORE_ID = StateTypes.BRANCHES + 6;
    private static final int ONE_PHASE = StateTypes.BRANCHES + 7;
    private static final int PREPARED_TOO = StateTypes.BRANCHES + 8;
    private static final int LAYOUT_VERSION = 4;
    /** Acknowledgements, or pieces of spilled messages, in one change: many fit into a record. */
    private static final int MAX_CHANGE_ENTRIES = 20_000;
    /** Kinds of chunks in a snapshot: a piece of the tables, the last one of them, commits in one phase. */
    private static final int TABLES = 0;
    private static final int TABLES_END = 1;
    private static final int ONE_PHASE_COMMITS = 2;
    private static final int CHUNK_BYTES = 128 << 10;

    /**
     * What an administrator decided.
     *
     * @param commits whether the work took effect
     * @param atMs    when, ms since the epoch
     */
    public record Decision(boolean commits, long atMs) {
    }

    private final LeasedViews views;
    private final TreeMap<BranchId, PreparedBranch> prepared = new TreeMap<>();
    private final TreeMap<BranchId, Decision> decided = new TreeMap<>();
    private final LinkedHashSet<BranchId> committed = new LinkedHashSet<>();
    private final OnePhaseCommits onePhase = new OnePhaseCommits();
    private final ByteArrayOutputStream restoring = new ByteArrayOutputStream();
    private String storeId;
    /** The branches that have locked messages of a consumer group. */
    private final Map<String, TreeSet<BranchId>> lockers = new HashMap<>();
    /** One of them for each group; read by event loops. */
    private final ConcurrentHashMap<String, BranchId> lockedGroups = new ConcurrentHashMap<>();

    /** @param views where consumed messages are locked; restored before this */
    public BranchTable(LeasedViews views) {
        this.views = views;
        views.tell(this);
    }

    /** Names the store for ever; null before {@link #named} was applied. */
    public String storeId() {
        return storeId;
    }

    /** The branches in doubt, by id. */
    public NavigableMap<BranchId, PreparedBranch> prepared() {
        return prepared;
    }

    /** What administrators decided and nobody has forgotten yet, by id. */
    public NavigableMap<BranchId, Decision> decided() {
        return decided;
    }

    /** Whether the branch was committed, in two phases or in one, as far as is remembered. */
    public boolean isCommitted(BranchId id) {
        return committed.contains(id) || onePhase.contains(id);
    }

    /** A prepared branch that has locked messages of the consumer group; null for none. Any thread. */
    public BranchId lockerOf(String group) {
        return lockedGroups.get(group);
    }

    /** The lowest log position at which a message waits; {@link Long#MAX_VALUE} for none. */
    public long pinnedPosition() {
        return prepared.values().stream().mapToLong(PreparedBranch::pinnedPosition).min().orElse(Long.MAX_VALUE);
    }

    /** What is to be copied when branches that have sent much are committed. */
    public long spilledBytes() {
        return prepared.values().stream().mapToLong(branch -> SpilledSends.bytes(branch.spilled())).sum();
    }

    /** The change that names the store. */
    public static StateChange named(String storeId) {
        return new StateChange(STORE_ID, new StateWriter().putByte(LAYOUT_VERSION).putString(storeId).toBytes());
    }

    /** The changes that prepare, for one group: several when it has done much. The messages have been laid before. */
    public static List<StateChange> prepared(PreparedBranch branch) {
        if (branch.ackCount() + branch.spilled().size() <= MAX_CHANGE_ENTRIES) {
            return List.of(change(branch));
        }
        List<StateChange> changes = new ArrayList<>();
        changes.add(change(new PreparedBranch(branch.id(), branch.origin(), branch.preparedMs(), branch.undoing(), branch.sends(),
            List.of(), List.of())));
        for (int from = 0; from < branch.spilled().size(); from += MAX_CHANGE_ENTRIES) {
            changes.add(more(branch.id(), part(branch.spilled(), from), List.of()));
        }
        for (HeldView held : branch.acks()) {
            for (int from = 0; from < held.messages().size(); from += MAX_CHANGE_ENTRIES) {
                changes.add(more(branch.id(), List.of(), List.of(new HeldView(held.view(), part(held.messages(), from)))));
            }
        }
        return changes;
    }

    private static <T> List<T> part(List<T> all, int from) {
        return all.subList(from, Math.min(all.size(), from + MAX_CHANGE_ENTRIES));
    }

    private static StateChange change(PreparedBranch branch) {
        StateWriter out = begin(branch.id());
        branch.write(out);
        return new StateChange(PREPARED, out.toBytes());
    }

    private static StateChange more(BranchId id, List<SpilledSends> spilled, List<HeldView> acks) {
        StateWriter out = begin(id);
        PreparedBranch.writeMore(spilled, acks, out);
        return new StateChange(PREPARED_TOO, out.toBytes());
    }

    /** The change that notes the commit of a prepared branch, in the commit group. */
    public static StateChange committed(BranchId id) {
        return new StateChange(COMMITTED, begin(id).toBytes());
    }

    /**
     * The change that notes a commit in one phase, in the commit group.
     *
     * @param epoch of the session that asked for it; {@link #NO_SESSION} for a connection without one
     */
    public static StateChange committedInOnePhase(BranchId id, long epoch) {
        return new StateChange(ONE_PHASE, begin(id).putLong(epoch).toBytes());
    }

    /** The change that notes the rollback of a prepared branch. */
    public static StateChange rolledBack(BranchId id) {
        return new StateChange(ROLLED_BACK, begin(id).toBytes());
    }

    /** The change that notes an administrator's decision, beside the work itself. */
    public static StateChange decided(BranchId id, Decision decision) {
        return new StateChange(DECIDED, begin(id).putBoolean(decision.commits()).putLong(decision.atMs()).toBytes());
    }

    /** The change that drops a decision. */
    public static StateChange forgotten(BranchId id) {
        return new StateChange(FORGOTTEN, begin(id).toBytes());
    }

    private static StateWriter begin(BranchId id) {
        return write(id, new StateWriter().putByte(LAYOUT_VERSION));
    }

    static StateWriter write(BranchId id, StateWriter out) {
        return out.putInt(id.formatId()).putBytes(id.globalTransactionIdBytes()).putBytes(id.branchQualifierBytes());
    }

    static BranchId readId(StateReader in) {
        return BranchId.of(in.getInt(), in.getBytes(), in.getBytes());
    }

    @Override
    public int typeBase() {
        return StateTypes.BRANCHES;
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        StateReader in = reader(payload);
        if (type == STORE_ID) {
            storeId = in.getString();
            return;
        }
        BranchId id = readId(in);
        switch (type) {
            case PREPARED -> prepare(PreparedBranch.read(id, in));
            case COMMITTED -> {
                end(id);
                remember(id);
            }
            case ROLLED_BACK -> end(id);
            case DECIDED -> {
                end(id);
                decided.put(id, new Decision(in.getBoolean(), in.getLong()));
            }
            case FORGOTTEN -> decided.remove(id);
            case PREPARED_TOO -> prepareToo(id, SpilledSends.read(in), PreparedBranch.readAcks(in));
            case ONE_PHASE -> onePhase.add(in.getLong(), id);
            default -> throw new IllegalStateException("unknown branch change " + type);
        }
    }

    private void prepare(PreparedBranch branch) {
        end(branch.id());
        prepared.put(branch.id(), branch);
        lock(branch.id(), branch.acks());
    }

    private void prepareToo(BranchId id, List<SpilledSends> spilled, List<HeldView> acks) {
        prepared.computeIfPresent(id, (key, branch) -> branch.plus(spilled, acks));
        lock(id, acks);
    }

    private void lock(BranchId id, List<HeldView> acks) {
        for (HeldView held : acks) {
            LeasedView view = views.get(held.view());
            if (view != null) {
                lock(view, held);
            }
        }
        noteLocks(id, acks);
    }

    private static void lock(LeasedView view, HeldView held) {
        for (HeldAck ack : held.messages()) {
            view.group().lock(ack.queueId(), ack.queueOffset());
        }
    }

    private void end(BranchId id) {
        PreparedBranch ended = prepared.remove(id);
        if (ended != null) {
            forgetLocks(ended);
        }
    }

    private void remember(BranchId id) {
        committed.remove(id);
        committed.add(id);
        if (committed.size() > REMEMBERED) {
            committed.remove(committed.iterator().next());
        }
    }

    private void noteLocks(BranchId id, List<HeldView> acks) {
        for (HeldView held : acks) {
            String group = held.view().group();
            lockers.computeIfAbsent(group, key -> new TreeSet<>()).add(id);
            lockedGroups.put(group, id);
        }
    }

    private void forgetLocks(PreparedBranch branch) {
        branch.acks().forEach(held -> forgetLock(branch.id(), held.view().group()));
    }

    private void forgetLock(BranchId id, String group) {
        TreeSet<BranchId> ids = lockers.getOrDefault(group, new TreeSet<>());
        ids.remove(id);
        if (ids.isEmpty()) {
            lockers.remove(group);
            lockedGroups.remove(group);
        } else {
            lockedGroups.put(group, ids.first());
        }
    }

    /** The new incarnation keeps from its consumers what the old one had locked. */
    @Override
    public void onBegun(LeasedView view) {
        for (PreparedBranch branch : prepared.values()) {
            branch.acks().stream().filter(held -> held.view().equals(view.definition().key()))
                .forEach(held -> lock(view, held));
        }
    }

    @Override
    public void onDeleted(ViewKey key) {
        prepared.replaceAll((id, branch) -> {
            PreparedBranch rest = branch.without(key);
            if (rest != branch) {
                // Messages in another topic may keep the group locked: event loops must not find it free, not even for a moment.
                if (rest.acks().stream().noneMatch(held -> held.view().group().equals(key.group()))) {
                    forgetLock(id, key.group());
                }
            }
            return rest;
        });
    }

    /**
     * Chunks: version, kind. First pieces of the tables, bytes each: all together are the store's id and the three tables. Then what is
     * remembered of commits in one phase, as sessions: epoch, count, branches.
     */
    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        byte[] state = encode();
        int from = 0;
        do {
            int to = Math.min(state.length, from + CHUNK_BYTES);
            chunks.accept(new StateWriter().putByte(LAYOUT_VERSION).putByte(to == state.length ? TABLES_END : TABLES)
                .putBytes(Arrays.copyOfRange(state, from, to)).toBytes());
            from = to;
        } while (from < state.length);
        snapshotOnePhase(chunks);
    }

    private void snapshotOnePhase(Consumer<byte[]> chunks) {
        StateWriter out = new StateWriter();
        onePhase.forEach((epoch, branches) -> {
            if (out.length() == 0) {
                out.putByte(LAYOUT_VERSION).putByte(ONE_PHASE_COMMITS);
            }
            out.putLong(epoch).putVarLong(branches.length);
            for (BranchId branch : branches) {
                write(branch, out);
            }
            if (out.length() > CHUNK_BYTES) {
                chunks.accept(out.toBytes());
                out.clear();
            }
        });
        if (out.length() > 0) {
            chunks.accept(out.toBytes());
        }
    }

    private byte[] encode() {
        StateWriter out = new StateWriter().putString(storeId).putVarLong(prepared.size());
        prepared.forEach((id, branch) -> branch.write(write(id, out)));
        out.putVarLong(decided.size());
        decided.forEach((id, decision) -> write(id, out).putBoolean(decision.commits()).putLong(decision.atMs()));
        out.putVarLong(committed.size());
        committed.forEach(id -> write(id, out));
        return out.toBytes();
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader in = reader(chunk);
        int kind = in.getByte();
        if (kind == ONE_PHASE_COMMITS) {
            restoreOnePhase(in);
            return;
        }
        restoring.writeBytes(in.getBytes());
        if (kind == TABLES_END) {
            StateReader state = new StateReader(ByteBuffer.wrap(restoring.toByteArray()));
            restoring.reset();
            decode(state);
        }
    }

    private void restoreOnePhase(StateReader in) {
        while (in.hasRemaining()) {
            long epoch = in.getLong();
            for (long left = in.getVarLong(); left > 0; left--) {
                onePhase.add(epoch, readId(in));
            }
        }
    }

    private void decode(StateReader in) {
        storeId = in.getString();
        for (long i = in.getVarLong(); i > 0; i--) {
            BranchId id = readId(in);
            prepare(PreparedBranch.read(id, in));
        }
        for (long i = in.getVarLong(); i > 0; i--) {
            decided.put(readId(in), new Decision(in.getBoolean(), in.getLong()));
        }
        for (long i = in.getVarLong(); i > 0; i--) {
            committed.add(readId(in));
        }
    }

    private static StateReader reader(ByteBuffer bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.getByte();
        if (version != LAYOUT_VERSION) {
            throw new IllegalStateException("branch state of layout version " + version + " (expected: " + LAYOUT_VERSION
                + "); was this store used by a newer broker?");
        }
        return in;
    }
}
