package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.branch.BranchTable;
import io.ternmq.broker.delivery.branch.BranchTable.Decision;
import io.ternmq.broker.delivery.branch.CommitsUnderWay;
import io.ternmq.broker.delivery.branch.CommitsUnderWay.Owner;
import io.ternmq.broker.delivery.branch.HiddenMessages;
import io.ternmq.broker.delivery.branch.PreparedBranch;
import io.ternmq.broker.delivery.branch.PreparedBranch.HeldAck;
import io.ternmq.broker.delivery.branch.PreparedBranch.HeldSend;
import io.ternmq.broker.delivery.branch.PreparedBranch.HeldView;
import io.ternmq.broker.delivery.lease.HeldAcks;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.ViewKey;
import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.BranchInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prepares branches and ends prepared ones, by whom ever and whenever. Engine thread. */
final class PreparedBranches {

    private static final Logger LOG = LoggerFactory.getLogger(PreparedBranches.class);
    /** So many messages are listed in the record of a branch; more have tables of their own. */
    private static final int MAX_LISTED = 10_000;

    private final BranchTable table;
    private final LeasedViews views;
    private final CommitsUnderWay commits;
    private final HiddenMessages hidden;
    private final Settlements settlements;
    private final Transactions transactions;
    /** What prepared branches have consumed of views that are not in the log: it lives as long as this process. */
    private final Map<BranchId, HeldAcks> unstored = new HashMap<>();

    PreparedBranches(BranchTable table, LeasedViews views, CommitsUnderWay commits, HiddenMessages hidden, Settlements settlements,
            Transactions transactions) {
        this.table = table;
        this.views = views;
        this.commits = commits;
        this.hidden = hidden;
        this.settlements = settlements;
        this.transactions = transactions;
    }

    /**
     * Lays the messages, hidden, then the record that makes the branch a prepared one: without it they mean nothing.
     *
     * @throws AppendRefusedException when it cannot be logged: the branch is as before
     */
    void prepare(EngineContext engine, OpenBranch branch) {
        OpenTransaction work = branch.work();
        settlements.log(engine);
        transactions.spillIfLarge(engine, work);
        if (work.sends().size() > MAX_LISTED) {
            transactions.spill(engine, work);
        }
        List<HeldSend> sends = HiddenMessages.lay(engine, work.sends());
        List<HeldView> acks = storedAcks(work.acks());
        engine.appendGroup(List.of(), BranchTable.prepared(new PreparedBranch(branch.id(), branch.origin(), engine.nowMs(), work.undoing(),
            sends, work.spilled(), acks)), Durability.APPENDED);
        transactions.release(work);
        acks.forEach(held -> work.acks().leave(views.get(held.view()).group()));
        if (work.acks().count() > 0) {
            unstored.put(branch.id(), work.acks());
        }
    }

    private List<HeldView> storedAcks(HeldAcks acks) {
        List<HeldView> stored = new ArrayList<>();
        for (LeasedGroup group : acks.groups()) {
            ViewKey key = new ViewKey(group.progress().group(), group.progress().topic());
            LeasedView view = views.get(key);
            if (view != null && view.group() == group) {
                stored.add(new HeldView(key, acks.of(group).stream().map(PreparedBranches::held).toList()));
            }
        }
        return stored;
    }

    private static HeldAck held(Lease lease) {
        return new HeldAck(lease.queueId(), lease.queueOffset(), lease.earlierDeliveries());
    }

    /** Makes a prepared branch take effect; nothing happens when it was committed before. */
    void commit(EngineContext engine, BranchId id) {
        if (table.prepared().containsKey(id) || !table.isCommitted(id)) {
            commit(engine, require(id), BranchTable.committed(id));
        }
    }

    private void commit(EngineContext engine, PreparedBranch branch, StateChange outcome) {
        OpenTransaction work = reopen(branch);
        try {
            transactions.append(engine, work, Owner.of(branch.id()), outcome);
        } catch (AppendRefusedException e) {
            // It stays prepared: whoever drives it comes again.
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "branch " + branch.id() + " cannot be committed now: " + e.getMessage());
        }
        unstored.remove(branch.id());
    }

    void rollback(EngineContext engine, BranchId id, FailureCause cause) {
        rollback(engine, require(id), cause, BranchTable.rolledBack(id));
    }

    private void rollback(EngineContext engine, PreparedBranch branch, FailureCause cause, StateChange outcome) {
        OpenTransaction work = OpenTransaction.reopened(acksOf(branch), List.of(), List.of(), branch.undoing());
        transactions.undo(engine, work, cause, outcome);
        unstored.remove(branch.id());
    }

    private OpenTransaction reopen(PreparedBranch branch) {
        List<NewMessage> sends = hidden.reveal(branch.sends());
        if (sends == null) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "branch " + branch.id() + " is just being prepared");
        }
        return OpenTransaction.reopened(acksOf(branch), sends, branch.spilled(), branch.undoing());
    }

    // What is finished already is in the dead letter queue: a crash has stopped a rollback between two groups of those.
    private HeldAcks acksOf(PreparedBranch branch) {
        HeldAcks acks = new HeldAcks();
        for (HeldView held : branch.acks()) {
            LeasedView view = views.get(held.view());
            if (view != null) {
                held.messages().stream().filter(ack -> !view.group().progress().isFinished(ack.queueId(), ack.queueOffset()))
                    .forEach(ack -> acks.take(view.group(), ack.queueId(), ack.queueOffset(), ack.earlierDeliveries()));
            }
        }
        HeldAcks more = unstored.get(branch.id());
        if (more != null) {
            acks.takeAll(more);
        }
        return acks;
    }

    /** An administrator ends a prepared branch. */
    void decide(EngineContext engine, BranchId id, boolean commits) {
        PreparedBranch branch = require(id);
        StateChange outcome = BranchTable.decided(id, new Decision(commits, engine.nowMs()));
        if (commits) {
            commit(engine, branch, outcome);
        } else {
            rollback(engine, branch, FailureCause.of("an administrator rolled the transaction back"), outcome);
        }
        LOG.warn("Branch {} was {} by an administrator; its transaction manager is told when it comes", id,
            commits ? "committed" : "rolled back");
    }

    /** A decision is not needed any more. */
    void forget(EngineContext engine, BranchId id) {
        if (!table.decided().containsKey(id)) {
            throw refusal(id);
        }
        engine.change(BranchTable.forgotten(id));
    }

    private PreparedBranch require(BranchId id) {
        PreparedBranch branch = table.prepared().get(id);
        if (branch == null) {
            throw refusal(id);
        }
        return branch;
    }

    /** Why a branch that is not prepared cannot be ended. */
    RefusedException refusal(BranchId id) {
        Decision decision = table.decided().get(id);
        if (decision == null && commits.contains(Owner.of(id))) {
            return new RefusedException(JmsCodes.BRANCH_WRONG_STATE, "branch " + id + " is committed, and its messages are on their way");
        }
        if (decision == null) {
            return new RefusedException(JmsCodes.BRANCH_UNKNOWN, "no branch " + id + " is known");
        }
        return decision.commits()
            ? new RefusedException(JmsCodes.BRANCH_HEURISTIC_COMMIT, "branch " + id + " was committed by an administrator")
            : new RefusedException(JmsCodes.BRANCH_HEURISTIC_ROLLBACK, "branch " + id + " was rolled back by an administrator");
    }

    /** The branches that wait for their transaction manager, in order, from behind {@code after}; null for from the first. */
    List<BranchId> waiting(BranchId after) {
        TreeMap<BranchId, Boolean> waiting = new TreeMap<>();
        firstBehind(after, BranchId.MAX_COUNT, waiting);
        return waiting.keySet().stream().limit(BranchId.MAX_COUNT).toList();
    }

    private void firstBehind(BranchId after, int count, Map<BranchId, Boolean> target) {
        (after == null ? table.prepared() : table.prepared().tailMap(after, false)).keySet().stream().limit(count)
            .forEach(id -> target.put(id, true));
        (after == null ? table.decided() : table.decided().tailMap(after, false)).keySet().stream().limit(count)
            .forEach(id -> target.put(id, false));
    }

    /** The same with details. */
    List<BranchInfo> infos(BranchId after) {
        TreeMap<BranchId, Boolean> waiting = new TreeMap<>();
        firstBehind(after, BranchInfo.Page.MAX_COUNT, waiting);
        return waiting.entrySet().stream().limit(BranchInfo.Page.MAX_COUNT)
            .map(entry -> entry.getValue() ? info(table.prepared().get(entry.getKey())) : info(entry.getKey())).toList();
    }

    private static BranchInfo info(PreparedBranch branch) {
        return new BranchInfo(branch.id().toString(), "PREPARED", branch.preparedMs(), branch.origin(),
            Math.toIntExact(branch.sendCount()), branch.sendBytes(), branch.ackCount(),
            branch.acks().stream().map(held -> held.view().group() + "@" + held.view().topic()).distinct().toList());
    }

    private BranchInfo info(BranchId decided) {
        Decision decision = table.decided().get(decided);
        return new BranchInfo(decided.toString(), decision.commits() ? "HEURISTIC_COMMIT" : "HEURISTIC_ROLLBACK", decision.atMs(),
            null, 0, 0, 0, List.of());
    }
}
