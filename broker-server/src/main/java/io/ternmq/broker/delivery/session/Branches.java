package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.branch.BranchTable;
import io.ternmq.broker.delivery.branch.CommitsUnderWay.Owner;
import io.ternmq.broker.delivery.session.JmsTask.Answer;
import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.BranchWork;
import io.ternmq.wire.jms.xa.CommitBranch;
import io.ternmq.wire.jms.xa.EndBranch;
import io.ternmq.wire.jms.xa.PrepareBranch;
import io.ternmq.wire.jms.xa.StartBranch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Branches of distributed transactions, from their start on. Engine thread.
 *
 * <pre>
 *                 time over, session lost, failed
 *   OPEN --------------------------------------&gt; ROLLED BACK (told to whoever asks)
 *    | \--commit, one phase--&gt; COMMITTED
 *    | prepare \                  ^
 *    |          ----- another open branch of the same transaction carries its messages: gone (read only)
 *    v          commit            |
 *   PREPARED ---------------------+     --rollback--&gt; gone
 *    \--decide, by an administrator--&gt; DECIDED --forget--&gt; gone
 * </pre>
 *
 * What is open lives in memory; the rest is in the {@link BranchTable}, and {@link PreparedBranches} ends it.
 */
final class Branches {

    private static final Logger LOG = LoggerFactory.getLogger(Branches.class);
    private static final int MAX_OPEN = 100_000;
    private static final int MAX_NOTED = 5_000;

    private record Outcome(int code, String reason) {
    }

    private final BranchTable table;
    private final SessionTable sessions;
    private final PreparedBranches prepared;
    private final Transactions transactions;
    private final CommitMover mover;
    private final Acknowledging acknowledging;
    private final OpenBranches open = new OpenBranches();
    /** Rolled back by the broker, which those who drive them may not know yet; the newest. */
    private final LinkedHashMap<BranchId, Outcome> rolledBack = new LinkedHashMap<>();
    /** Carried by another branch, which is all that their transaction managers have to end; the newest. */
    private final LinkedHashMap<BranchId, BranchId> carried = new LinkedHashMap<>();
    /** That had nothing to commit, so that nothing of them is in the log, and whose end may be asked for again; the newest. */
    private final LinkedHashMap<BranchId, Boolean> endedEmpty = new LinkedHashMap<>();
    /** Whose end was asked for though they are not known, by the connection that did; the newest. */
    private final LinkedHashMap<BranchId, String> askedInVain = new LinkedHashMap<>();
    private long nextDeadlineMs = Long.MAX_VALUE;

    Branches(BranchTable table, SessionTable sessions, PreparedBranches prepared, Transactions transactions, CommitMover mover,
            Acknowledging acknowledging) {
        this.table = table;
        this.sessions = sessions;
        this.prepared = prepared;
        this.transactions = transactions;
        this.mover = mover;
        this.acknowledging = acknowledging;
    }

    /** The store's name, made when it is first asked for. */
    String storeId(EngineContext engine) {
        if (table.storeId() == null) {
            engine.change(BranchTable.named(UUID.randomUUID().toString()));
        }
        return table.storeId();
    }

    void start(EngineContext engine, JmsSession session, StartBranch start) {
        if (session.isComplete(start.transactionId())) {
            return; // asked again behind its end, of which the answer was lost as well
        }
        OpenTransaction present = session.transactions().get(start.transactionId());
        OpenBranch same = open.get(start.branch());
        if (present != null && same != null && present == same.work()) {
            return; // asked again, since the answer was lost
        }
        if (present != null) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, "transaction id " + start.transactionId() + " is in use");
        }
        try {
            OpenBranch branch = start.joins() ? requireOpen(start.branch()) : begin(engine, session, start);
            branch.begin(session, start.transactionId());
        } catch (RefusedException e) {
            // What its client has asked behind that means nothing, and least of all a branch of the same id.
            session.noteRollback(start.transactionId());
            throw e;
        }
    }

    private OpenBranch begin(EngineContext engine, JmsSession session, StartBranch start) {
        BranchId id = start.branch();
        if (open.contains(id) || table.prepared().containsKey(id) || table.decided().containsKey(id) || mover.isUnderWay(Owner.of(id))) {
            throw new RefusedException(JmsCodes.BRANCH_DUPLICATE, "branch " + id + " is there already");
        }
        if (open.size() >= MAX_OPEN) {
            throw new RefusedException(ResponseCode.SERVICE_NOT_AVAILABLE, open.size() + " branches are open (expected: at most " + MAX_OPEN + ")");
        }
        rolledBack.remove(id);
        carried.remove(id);
        endedEmpty.remove(id);
        askedInVain.remove(id);
        long deadlineMs = start.timeoutMs() > 0 ? engine.nowMs() + start.timeoutMs() : Long.MAX_VALUE;
        OpenBranch branch = new OpenBranch(id, session.origin(), deadlineMs);
        nextDeadlineMs = Math.min(nextDeadlineMs, deadlineMs);
        open.add(branch);
        return branch;
    }

    private OpenBranch requireOpen(BranchId id) {
        OpenBranch branch = open.get(id);
        if (branch == null) {
            throw notOpen(id);
        }
        return branch;
    }

    private RefusedException notOpen(BranchId id) {
        Outcome outcome = rolledBack.get(id);
        if (outcome != null) {
            return new RefusedException(outcome.code(), outcome.reason());
        }
        if (table.prepared().containsKey(id)) {
            return new RefusedException(JmsCodes.BRANCH_WRONG_STATE, "branch " + id + " is prepared");
        }
        BranchId carrier = carried.get(id);
        return carrier == null ? prepared.refusal(id)
            : new RefusedException(JmsCodes.BRANCH_UNKNOWN, "branch " + id + " has ended as read only: branch " + carrier + " carries its messages");
    }

    /**
     * A session's part ends.
     *
     * @param rest what is done in it with that
     */
    void end(EngineContext engine, JmsSession session, EndBranch end, PartWork rest) {
        endPart(engine, session, end, rest, false);
        OpenBranch branch = open.get(end.branch());
        if (!end.isFailed() && branch != null && branch.failure() != null) {
            throw new RefusedException(JmsCodes.BRANCH_ROLLED_BACK, canOnlyBeRolledBack(branch));
        }
    }

    private static String canOnlyBeRolledBack(OpenBranch branch) {
        return "branch " + branch.id() + " can only be rolled back: " + branch.failure();
    }

    /** Once, however often it is asked. When something of the part is missing, the branch is marked as failed. */
    private void endPart(EngineContext engine, JmsSession session, EndBranch end, PartWork rest, boolean isBranchEnding) {
        long transactionId = end.work().transactionId();
        if (session.isComplete(transactionId) || end.isFailed() && session.isRolledBack(transactionId)) {
            return;
        } else if (session.isRolledBack(transactionId)) {
            throw new RefusedException(JmsCodes.BRANCH_ROLLED_BACK, "what was done in branch " + end.branch()
                + " as transaction " + transactionId + " was refused or rolled back before");
        }
        OpenBranch branch = open.get(end.branch());
        if (branch == null) {
            session.transactions().computeIfPresent(transactionId, (id, work) -> work.isBranch() ? null : work);
            session.noteRollback(transactionId);
            throw notOpen(end.branch());
        }
        if (!branch.isActive(session, transactionId)) {
            throw new RefusedException(JmsCodes.BRANCH_WRONG_STATE,
                "transaction " + transactionId + " is no part of branch " + end.branch());
        }
        String failure = failureOf(engine, session, branch, end, rest, isBranchEnding);
        branch.end(session, transactionId);
        if (failure == null) {
            session.noteComplete(transactionId);
        } else {
            branch.failed(failure);
            session.noteRollback(transactionId);
        }
    }

    private String failureOf(EngineContext engine, JmsSession session, OpenBranch branch, EndBranch end, PartWork rest,
            boolean isBranchEnding) {
        BranchWork work = end.work();
        try {
            acknowledging.hold(engine, session, work.transactionId(), work.redeliveryDelayMs(), rest.accepted());
            transactions.hold(engine, session, work.transactionId(), rest.sends(), isBranchEnding);
            Transactions.requireWhole(branch.work(), work);
            return end.isFailed() ? "it was marked as failed" : null;
        } catch (RefusedException | AppendRefusedException e) {
            return e.getMessage();
        }
    }

    /** The part that ends with what follows, if there is one; its session may have ended before. */
    private void endPart(EngineContext engine, JmsSession sessionOrNull, BranchId id, BranchWork work, PartWork rest) {
        if (work != null && sessionOrNull != null) {
            beginWith(engine, sessionOrNull, id, work);
            endPart(engine, sessionOrNull, new EndBranch(id, work, false), rest, true);
        } else if (work != null && !isKnown(id)) {
            throw new RefusedException(JmsCodes.BRANCH_SESSION_LOST,
                "branch " + id + " was rolled back: session " + work.epoch() + ", which worked in it, has ended");
        }
    }

    /**
     * A part in which little is done begins and ends with one request. When somebody else has asked for the end of the branch before, and was
     * told that there is none, the request comes from a connection that its client has given up: it acts on that answer.
     */
    private void beginWith(EngineContext engine, JmsSession session, BranchId id, BranchWork work) {
        long transactionId = work.transactionId();
        if (begins(session, work)) {
            String asker = askedInVain.get(id);
            if (asker != null && !asker.equals(session.connection().id())) {
                session.noteRollback(transactionId);
                throw new RefusedException(JmsCodes.BRANCH_ROLLED_BACK, "branch " + id + " is rolled back: its end was asked for over"
                    + " another connection before it began");
            }
            try {
                start(engine, session, new StartBranch(work.epoch(), id, transactionId, 0, false));
            } catch (RefusedException e) {
                throw new RefusedException(JmsCodes.BRANCH_ROLLED_BACK, "what was done in branch " + id
                    + " is rolled back, since it could not be started: " + e.getMessage());
            }
        }
    }

    private static boolean begins(JmsSession session, BranchWork work) {
        return work.begins() && !session.isComplete(work.transactionId()) && !session.isRolledBack(work.transactionId());
    }

    private boolean isKnown(BranchId id) {
        return open.contains(id) || rolledBack.containsKey(id) || endedEmpty.containsKey(id) || table.prepared().containsKey(id)
            || table.decided().containsKey(id) || table.isCommitted(id);
    }

    /** Whether the request has been answered before: the part that ends with it had ended, and the branch with it. */
    private boolean isRepeated(JmsSession sessionOrNull, BranchId id, BranchWork work) {
        return work != null && sessionOrNull != null && sessionOrNull.isComplete(work.transactionId()) && !open.contains(id)
            && !rolledBack.containsKey(id) && !table.prepared().containsKey(id) && !table.decided().containsKey(id);
    }

    /**
     * First phase.
     *
     * @param session  of the part that ends with it; null when it has ended, or there is none
     * @param rest     what is done in that part with it
     */
    Answer prepare(EngineContext engine, JmsTask task, JmsSession session, PrepareBranch prepare, PartWork rest) {
        BranchId id = prepare.branch();
        if (isRepeated(session, id, prepare.work())) {
            task.answer(new PrepareBranch.Reply(true)::writeTo);
            return Answer.LATER;
        }
        try {
            endPart(engine, session, id, prepare.work(), rest);
            return prepare(engine, task, id);
        } catch (RefusedException e) {
            throw refused(engine, task, id, prepare.work(), e);
        }
    }

    private Answer prepare(EngineContext engine, JmsTask task, BranchId id) {
        if (!open.contains(id) && (carried.containsKey(id) || endedEmpty.containsKey(id))) {
            // Asked again, since the answer was lost.
            task.answer(new PrepareBranch.Reply(true)::writeTo);
            return Answer.LATER;
        }
        if (table.prepared().containsKey(id)) {
            // Asked again, since the answer was lost.
            engine.whenLogged(Durability.DURABLE, task.whenComplete(new PrepareBranch.Reply(false)::writeTo));
            return Answer.LATER;
        }
        OpenBranch branch = requireComplete(engine, id);
        open.remove(id);
        if (branch.work().isEmpty()) {
            note(endedEmpty, id, true);
        }
        if (branch.work().isEmpty() || isCarried(engine, branch)) {
            task.answer(new PrepareBranch.Reply(true)::writeTo);
            return Answer.LATER;
        }
        try {
            prepared.prepare(engine, branch);
        } catch (AppendRefusedException e) {
            throw rolledBack(engine, branch, e.getMessage());
        }
        engine.whenLogged(Durability.DURABLE, task.whenComplete(new PrepareBranch.Reply(false)::writeTo));
        return Answer.LATER;
    }

    /**
     * Whether another open branch of the same global transaction takes the messages of this one over. Both end as that transaction does, so
     * one of them is enough to be prepared; and when it is the last one, it is committed in one phase. What has consumed something
     * is not carried: its session has to learn how it ended.
     */
    private boolean isCarried(EngineContext engine, OpenBranch branch) {
        if (branch.work().acks().count() > 0) {
            return false;
        }
        for (OpenBranch other : open.ofSameTransaction(branch.id())) {
            if (other.failure() == null && !other.work().isUndone()) {
                transactions.takeOver(engine, branch.work(), other.work());
                note(carried, branch.id(), other.id());
                return true;
            }
        }
        return false;
    }

    private RefusedException refused(EngineContext engine, JmsTask task, BranchId id, BranchWork work, RefusedException refusal) {
        noteInVain(task, id, refusal);
        OpenBranch branch = open.get(id);
        if (branch != null) {
            // It goes on, though what came with the request was taken since it was to end.
            transactions.keepWithinBounds(engine, branch.work());
        }
        return noted(id, work, refusal);
    }

    /** What could not even begin, or was rolled back before: whoever asks again gets the same answer. */
    private RefusedException noted(BranchId id, BranchWork work, RefusedException refusal) {
        // Unless it is another branch of that id.
        if (work != null && refusal.code() == JmsCodes.BRANCH_ROLLED_BACK && !isKnown(id)) {
            note(rolledBack, id, new Outcome(refusal.code(), refusal.getMessage()));
        }
        return refusal;
    }

    private void noteInVain(JmsTask task, BranchId id, RefusedException refusal) {
        if (refusal.code() == JmsCodes.BRANCH_UNKNOWN) {
            note(askedInVain, id, task.connection().id());
        }
    }

    private static <T> void note(LinkedHashMap<BranchId, T> newest, BranchId id, T what) {
        newest.put(id, what);
        if (newest.size() > MAX_NOTED) {
            newest.remove(newest.keySet().iterator().next());
        }
    }

    /** An open branch in which nobody works any more, and which may be committed. */
    private OpenBranch requireComplete(EngineContext engine, BranchId id) {
        OpenBranch branch = open.get(id);
        if (branch == null) {
            throw notOpen(id);
        }
        if (branch.isActive()) {
            throw new RefusedException(JmsCodes.BRANCH_WRONG_STATE, "a session works in branch " + id + ": it has to end that first");
        }
        if (branch.failure() != null || branch.work().isUndone()) {
            open.remove(id);
            throw rolledBack(engine, branch,
                branch.failure() == null ? "something that was to be done in it was refused" : branch.failure());
        }
        return branch;
    }

    /** A branch that was just removed is rolled back, which is told however often it is asked. */
    private RefusedException rolledBack(EngineContext engine, OpenBranch branch, String cause) {
        transactions.undo(engine, branch.work());
        Outcome outcome = new Outcome(JmsCodes.BRANCH_ROLLED_BACK, "branch " + branch.id() + " is rolled back: " + cause);
        note(rolledBack, branch.id(), outcome);
        return new RefusedException(outcome.code(), outcome.reason());
    }

    /**
     * Second phase, or the only one.
     *
     * @param session  of the part that ends with it; null when it has ended, or there is none
     * @param rest     what is done in that part with it
     */
    Answer commit(EngineContext engine, JmsTask task, JmsSession session, CommitBranch commit, PartWork rest) {
        if (!mover.isUnderWay(Owner.of(commit.branch())) && !isRepeated(session, commit.branch(), commit.work())) {
            try {
                requirePrepared(session, commit);
                endPart(engine, session, commit.branch(), commit.work(), rest);
                commit(engine, task, commit.branch(), commit.isOnePhase());
            } catch (RefusedException e) {
                throw refused(engine, task, commit.branch(), commit.work(), e);
            }
        }
        mover.whenMoved(engine, Owner.of(commit.branch()), task);
        return Answer.LATER;
    }

    /** Before a second phase takes what it brings: what is open would hold that and go on. */
    private void requirePrepared(JmsSession sessionOrNull, CommitBranch commit) {
        BranchWork work = commit.work();
        boolean isBeginning = work != null && sessionOrNull != null && begins(sessionOrNull, work);
        if (!commit.isOnePhase() && (isBeginning || open.contains(commit.branch()))) {
            throw new RefusedException(JmsCodes.BRANCH_WRONG_STATE,
                "what is to be committed of branch " + commit.branch() + " is not prepared");
        }
    }

    private void commit(EngineContext engine, JmsTask task, BranchId id, boolean isOnePhase) {
        // An id may be used again: what is open counts before what is remembered.
        if (isOnePhase && !open.contains(id) && endedEmpty.containsKey(id)) {
            return; // asked again, since the answer was lost
        }
        if (isOnePhase && (open.contains(id) || !table.isCommitted(id))) {
            commitOpen(engine, requireComplete(engine, id), sessions.byConnection(task.connection()));
        } else {
            prepared.commit(engine, id);
        }
    }

    /** @param askerOrNull the session that may lose the answer, and remembers the outcome */
    private void commitOpen(EngineContext engine, OpenBranch branch, JmsSession askerOrNull) {
        open.remove(branch.id());
        if (branch.work().isEmpty()) {
            note(endedEmpty, branch.id(), true);
            return;
        }
        try {
            long epoch = askerOrNull == null ? BranchTable.NO_SESSION : askerOrNull.epoch();
            transactions.spillIfLarge(engine, branch.work());
            transactions.append(engine, branch.work(), Owner.of(branch.id()), BranchTable.committedInOnePhase(branch.id(), epoch));
            transactions.release(branch.work());
        } catch (AppendRefusedException e) {
            throw rolledBack(engine, branch, e.getMessage());
        }
    }

    Answer rollback(EngineContext engine, JmsTask task, BranchId id, FailureCause cause) {
        OpenBranch branch = open.remove(id);
        if (branch != null) {
            branch.work().rolledBack("branch " + id + " was rolled back");
            transactions.undo(engine, branch.work(), cause);
        } else if (rolledBack.remove(id) == null) {
            try {
                prepared.rollback(engine, id, cause);
            } catch (RefusedException e) {
                noteInVain(task, id, e);
                throw e;
            }
        }
        engine.whenLogged(Durability.DURABLE, task.whenComplete());
        return Answer.LATER;
    }

    /** The session ends in good order: branches in which it has ended its part, and in which others have worked as well, go on. */
    void onLeaving(JmsSession session) {
        open.all().stream().filter(branch -> branch.hasOthers(session) && !branch.isActive(session))
            .forEach(branch -> branch.leave(session));
    }

    /** The session is gone: what is not prepared of its branches is rolled back. */
    void onEnded(EngineContext engine, JmsSession session) {
        for (OpenBranch branch : List.copyOf(open.all())) {
            if (branch.hasMember(session)) {
                abandon(engine, branch, new Outcome(JmsCodes.BRANCH_SESSION_LOST,
                    "branch " + branch.id() + " was rolled back: session " + session.epoch() + ", which worked in it, has ended"));
            }
        }
        session.transactions().values().removeIf(OpenTransaction::isBranch);
    }

    private void abandon(EngineContext engine, OpenBranch branch, Outcome outcome) {
        open.remove(branch.id());
        note(rolledBack, branch.id(), outcome);
        branch.work().rolledBack(outcome.reason());
        transactions.undo(engine, branch.work(), FailureCause.of(outcome.reason()));
        LOG.info("{}", outcome.reason());
    }

    long nextTimerMs() {
        return nextDeadlineMs;
    }

    /** Rolls back what is open for too long. */
    void onTimer(EngineContext engine) {
        if (engine.nowMs() < nextDeadlineMs) {
            return;
        }
        nextDeadlineMs = Long.MAX_VALUE;
        for (OpenBranch branch : List.copyOf(open.all())) {
            if (branch.deadlineMs() <= engine.nowMs()) {
                abandon(engine, branch, new Outcome(JmsCodes.BRANCH_TIMED_OUT, "branch " + branch.id()
                    + " was rolled back: its time was over"));
            } else {
                nextDeadlineMs = Math.min(nextDeadlineMs, branch.deadlineMs());
            }
        }
    }
}
