package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.branch.CommitsUnderWay;
import io.ternmq.broker.delivery.branch.CommitsUnderWay.Owner;
import io.ternmq.broker.delivery.branch.HiddenMessages;
import io.ternmq.broker.delivery.branch.SpilledSends;
import io.ternmq.broker.delivery.lease.ReleaseTerms;
import io.ternmq.broker.delivery.lease.SettleDecision;
import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.xa.BranchWork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What transactions send and acknowledge takes effect in one commit group, or not at all; local ones from beginning to end. The messages
 * of one that sends much are laid into the log meanwhile, hidden; its commit group says that they are sent, and {@link CommitMover} brings
 * them into their queues. Engine thread.
 */
final class Transactions {

    /** Of a transaction of which some messages are in the log already so many bytes are gathered before they follow. */
    private static final long SPILLED_TOGETHER_BYTES = 1 << 20;

    private static final FailureCause ROLLED_BACK = FailureCause.of("the transaction was rolled back");

    private final long transactionMemoryBytes;
    private final long maxHeldBytes;
    private final HiddenMessages hidden;
    private final Settlements settlements;
    private final CommittedTransactions committed;
    private final Deliveries deliveries;
    /** What all that are open have in memory. */
    private long heldBytes;
    /** Those that have messages in memory. */
    private final Set<OpenTransaction> holding = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Those that have messages in the log. */
    private final Set<OpenTransaction> spilled = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Without any.
     *
     * @param transactionMemoryBytes what one may have sent that is in memory, and committed in one group
     * @param maxHeldBytes           what all of them may have in memory
     */
    Transactions(long transactionMemoryBytes, long maxHeldBytes, HiddenMessages hidden, Settlements settlements,
            CommittedTransactions committed, Deliveries deliveries) {
        this.transactionMemoryBytes = transactionMemoryBytes;
        this.maxHeldBytes = maxHeldBytes;
        this.hidden = hidden;
        this.settlements = settlements;
        this.committed = committed;
        this.deliveries = deliveries;
    }

    private static OpenTransaction open(JmsSession session, long transactionId) {
        if (session.isRolledBack(transactionId)) {
            throw new RefusedException(JmsCodes.TRANSACTION_ROLLED_BACK, "transaction " + transactionId + " was rolled back before");
        }
        OpenTransaction transaction = session.transactions().computeIfAbsent(transactionId, id -> OpenTransaction.local());
        transaction.requireOpen();
        return transaction;
    }

    /**
     * Holds an acknowledgement until the transaction ends; none of a transaction that is committed.
     *
     * @param releaseDelayMs how long the messages wait when it is rolled back
     */
    void hold(JmsSession session, long transactionId, SessionConsumer consumer, Settlement entry, long releaseDelayMs) {
        if (session.isComplete(transactionId)) {
            return;
        }
        OpenTransaction transaction = open(session, transactionId);
        transaction.acks().hold(consumer.group(), consumer.leased(), entry.firstSequence(), entry.lastSequence());
        transaction.noteReleaseDelay(releaseDelayMs);
        transaction.acknowledgedBy(consumer);
    }

    /**
     * Holds messages until the transaction commits; once, however often they are sent, and though the transaction is committed. All of them or
     * none.
     *
     * @param isEnding whether the transaction ends with them, so that they are not held for long
     * @throws AppendRefusedException when there is no room for any
     */
    void hold(EngineContext engine, JmsSession session, long transactionId, TransactionSends sends, boolean isEnding) {
        if (sends.messages().isEmpty()) {
            return;
        }
        if (session.isComplete(transactionId)) {
            return;
        }
        OpenTransaction present = session.transactions().get(transactionId);
        if (present != null && !present.isFirst(session.epoch(), transactionId, sends.firstSequence())) {
            present.requireOpen();
            return;
        }
        engine.requireRoom();
        OpenTransaction transaction = open(session, transactionId);
        sends.messages().forEach(transaction::send);
        heldBytes += sends.bytes();
        holding.add(transaction);
        transaction.noteSent(session.epoch(), transactionId, sends);
        if (!isEnding) {
            keepWithinBounds(engine, transaction);
            transaction.requireOpen();
        }
    }

    /** A transaction that goes on: what is too much for memory is laid into the log. What cannot be laid is rolled back. */
    void keepWithinBounds(EngineContext engine, OpenTransaction transaction) {
        if (transaction.sendBytes() > (transaction.spilled().isEmpty() ? transactionMemoryBytes : SPILLED_TOGETHER_BYTES)) {
            spillOrGiveUp(engine, transaction);
        }
        while (heldBytes > maxHeldBytes && !holding.isEmpty()) {
            // The largest, so that it is seldom.
            spillOrGiveUp(engine, Collections.max(holding, Comparator.comparingLong(OpenTransaction::sendBytes)));
        }
    }

    private void spillOrGiveUp(EngineContext engine, OpenTransaction transaction) {
        try {
            spill(engine, transaction);
        } catch (AppendRefusedException e) {
            transaction.rolledBack("what the transaction has sent cannot be stored, so that it is rolled back: " + e.getMessage());
            release(transaction);
        }
    }

    /**
     * Before it is committed or prepared: leaves in memory what one group can hold, or nothing.
     *
     * @throws AppendRefusedException when that is not possible: it can only be rolled back
     */
    void spillIfLarge(EngineContext engine, OpenTransaction transaction) {
        boolean isLarge = !transaction.spilled().isEmpty() || transaction.sendBytes() > transactionMemoryBytes;
        if (isLarge && !transaction.sends().isEmpty()) {
            spill(engine, transaction);
        }
    }

    /**
     * Lays what a transaction has sent and is in memory into the log, hidden.
     *
     * @throws AppendRefusedException when that is not possible: it can only be rolled back
     */
    void spill(EngineContext engine, OpenTransaction transaction) {
        spilled.add(transaction);
        hidden.spill(engine, transaction.sends(), transaction.spilled());
        dropSends(transaction);
    }

    private void dropSends(OpenTransaction transaction) {
        long bytes = transaction.dropSends();
        if (holding.remove(transaction)) {
            heldBytes -= bytes;
        }
    }

    /** What a transaction has sent is not held any more. */
    void release(OpenTransaction transaction) {
        dropSends(transaction);
        transaction.spilled().clear();
        spilled.remove(transaction);
    }

    /** Moves the messages of one transaction, a branch, to another one. */
    void takeOver(EngineContext engine, OpenTransaction source, OpenTransaction target) {
        target.takeSends(source);
        if (holding.remove(source)) {
            holding.add(target);
        }
        if (spilled.remove(source)) {
            spilled.add(target);
        }
        keepWithinBounds(engine, target);
    }

    /** The lowest log position at which a message of a transaction waits; {@link Long#MAX_VALUE} for none. */
    long pinnedPosition() {
        return spilled.stream().mapToLong(transaction -> SpilledSends.firstPosition(transaction.spilled())).min().orElse(Long.MAX_VALUE);
    }

    /** What has been laid into the log and would be copied into its queues. */
    long spilledBytes() {
        return spilled.stream().mapToLong(transaction -> SpilledSends.bytes(transaction.spilled())).sum();
    }

    /**
     * Before a commit.
     *
     * @param sends how many messages the transaction has to hold, {@link Commit#UNCHECKED} for any number
     * @throws RefusedException when it does not, or was rolled back
     */
    void requireWhole(JmsSession session, long transactionId, int sends) {
        OpenTransaction transaction = local(session, transactionId);
        if (session.isRolledBack(transactionId)) {
            throw new RefusedException(JmsCodes.TRANSACTION_ROLLED_BACK, "transaction " + transactionId + " was rolled back before");
        }
        if (transaction != null) {
            transaction.requireOpen();
        }
        requireSends(transactionId, transaction == null ? 0 : transaction.sendCount(), sends);
    }

    private static void requireSends(long transactionId, long held, int sends) {
        if (sends != Commit.UNCHECKED && sends != held) {
            throw new RefusedException(JmsCodes.TRANSACTION_ROLLED_BACK, "transaction " + transactionId + " holds " + held
                + " messages (expected: " + sends + ")");
        }
    }

    /** The same for a session's part of a branch. */
    static void requireWhole(OpenTransaction branch, BranchWork part) {
        requireSends(part.transactionId(), branch.sendCount(part.epoch(), part.transactionId()), part.sends());
    }

    /** Makes a transaction durable, or does nothing when it is empty. */
    void commit(EngineContext engine, JmsSession session, long transactionId) {
        OpenTransaction transaction = local(session, transactionId);
        if (transaction != null) {
            spillIfLarge(engine, transaction);
            append(engine, transaction, Owner.local(session.epoch(), transactionId),
                CommittedTransactions.committed(session.epoch(), transactionId));
            session.transactions().remove(transactionId);
            release(transaction);
        }
        session.noteComplete(transactionId);
    }

    /** @throws RefusedException when it is a part of a branch */
    static void requireLocal(JmsSession session, long transactionId) {
        local(session, transactionId);
    }

    private static OpenTransaction local(JmsSession session, long transactionId) {
        OpenTransaction transaction = session.transactions().get(transactionId);
        if (transaction != null && transaction.isBranch()) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER,
                "transaction " + transactionId + " is a branch of a distributed transaction, which ends by its branch id");
        }
        return transaction;
    }

    /**
     * Logs everything that a transaction has done, as one group. Messages that are in the log already follow, see {@link CommitMover}.
     *
     * @param owner   whose it is
     * @param outcome what is to be remembered of it
     * @throws AppendRefusedException when it cannot be logged: everything is held as before
     */
    void append(EngineContext engine, OpenTransaction transaction, Owner owner, StateChange outcome) {
        settlements.log(engine);
        List<StateChange> changes = new ArrayList<>();
        List<SettleDecision> unstored = new ArrayList<>();
        for (SettleDecision decision : transaction.acks().commit()) {
            if (settlements.isStored(decision)) {
                changes.addAll(settlements.changes(decision));
            } else {
                unstored.add(decision);
            }
            deliveries.onChanged(decision.group());
        }
        changes.add(outcome);
        changes.addAll(CommitsUnderWay.begun(owner, transaction.spilled()));
        try {
            engine.appendGroup(transaction.sends(), changes, Durability.DURABLE);
        } catch (AppendRefusedException e) {
            transaction.acks().cancelCommit();
            throw e;
        }
        unstored.forEach(decision -> settlements.log(engine, decision));
    }

    /**
     * Tells a client that lost the answer to its commit what became of it. What is not committed by now never will be, though frames of
     * the broken connection may still be read: the client acts on this answer.
     *
     * @param asked the session that the transaction belonged to; null when it has ended
     * @throws RefusedException when no such commit is known: nothing of it took effect, or it was too long ago
     */
    void requireCommitted(EngineContext engine, JmsSession asked, long epoch, long transactionId) {
        if (committed.contains(epoch, transactionId) || asked != null && asked.isComplete(transactionId)) {
            return;
        }
        if (asked != null) {
            rollback(engine, asked, transactionId);
        }
        throw new RefusedException(JmsCodes.TRANSACTION_ROLLED_BACK,
            "transaction " + transactionId + " of session " + epoch + " was rolled back");
    }

    /** What still comes of the transaction is refused from now on. */
    void rollback(EngineContext engine, JmsSession session, long transactionId) {
        OpenTransaction transaction = local(session, transactionId);
        if (session.isComplete(transactionId)) {
            return;
        }
        session.transactions().remove(transactionId);
        session.noteRollback(transactionId);
        if (transaction != null) {
            undo(engine, transaction);
        }
    }

    void rollbackAll(EngineContext engine, JmsSession session) {
        session.transactions().values().forEach(transaction -> undo(engine, transaction));
        session.transactions().clear();
    }

    /**
     * Something that was to be done in a transaction was refused: when it is a branch, it can only be rolled back, since its client may
     * have asked to commit it already.
     */
    void refused(JmsSession session, long transactionId, RefusedException refusal) {
        OpenTransaction transaction = session.transactions().get(transactionId);
        if (transaction != null && transaction.isBranch()) {
            transaction.rolledBack(refusal.getMessage());
        }
    }

    /** Gives back what was acknowledged; what was sent is dropped. */
    void undo(EngineContext engine, OpenTransaction transaction) {
        undo(engine, transaction, ROLLED_BACK);
    }

    /** The same with a cause; {@link FailureCause#NONE} when nobody has said why. */
    void undo(EngineContext engine, OpenTransaction transaction, FailureCause cause) {
        release(transaction);
        // First what was settled before: a subscription's mark, which the next record states, passes over that.
        settlements.log(engine);
        ReleaseTerms terms = transaction.releaseTerms(engine.nowMs(), FailureCause.NONE.equals(cause) ? ROLLED_BACK : cause);
        for (SettleDecision decision : transaction.acks().rollback(terms)) {
            settlements.log(engine, decision);
            deliveries.onChanged(decision.group());
        }
    }

    /**
     * The same, and notes it, all in one group.
     *
     * @param outcome what is to be remembered of it
     */
    void undo(EngineContext engine, OpenTransaction transaction, FailureCause cause, StateChange outcome) {
        settlements.log(engine);
        ReleaseTerms terms = transaction.releaseTerms(engine.nowMs(), FailureCause.NONE.equals(cause) ? ROLLED_BACK : cause);
        List<SettleDecision> decisions = transaction.acks().rollback(terms);
        settlements.log(engine, decisions, outcome);
        decisions.forEach(decision -> deliveries.onChanged(decision.group()));
    }
}
