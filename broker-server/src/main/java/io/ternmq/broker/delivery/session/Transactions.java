package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.HeldAcks;
import io.ternmq.broker.delivery.lease.ReleaseTerms;
import io.ternmq.broker.delivery.lease.SettleDecision;
import io.ternmq.broker.delivery.view.LeasedViews;
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
import java.util.List;

/**
 * What transactions send and acknowledge takes effect in one commit group, or not at all; local ones from beginning to end. Engine
 * thread.
 */
final class Transactions {

    /** Acknowledgements of one transaction must fit into one record, however scattered they are. */
    private static final int MAX_ACKS = 200_000;

    private static final FailureCause ROLLED_BACK = FailureCause.of("the transaction was rolled back");

    private final long maxTransactionBytes;
    private final long maxHeldBytes;
    private final Settlements settlements;
    private final CommittedTransactions committed;
    private final Deliveries deliveries;
    /** What all that are open have sent. */
    private long heldBytes;

    /**
     * Without any.
     *
     * @param maxTransactionBytes what one may send
     * @param maxHeldBytes        what those may have sent together that go on
     */
    Transactions(long maxTransactionBytes, long maxHeldBytes, Settlements settlements, CommittedTransactions committed,
            Deliveries deliveries) {
        this.maxTransactionBytes = maxTransactionBytes;
        this.maxHeldBytes = maxHeldBytes;
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
        HeldAcks acks = transaction.acks();
        long count = acks.count() + (long) consumer.leased().unsettledCount(entry.firstSequence(), entry.lastSequence());
        if (count > MAX_ACKS) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, "transaction with " + count
                + " acknowledgements (expected: at most " + MAX_ACKS + "): commit more often");
        }
        acks.hold(consumer.group(), consumer.leased(), entry.firstSequence(), entry.lastSequence());
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
        if (present != null && !present.isFirst(session.epoch(), sends.firstSequence())) {
            present.requireOpen();
            return;
        }
        engine.requireRoom();
        OpenTransaction transaction = open(session, transactionId);
        long bytes = sends.bytes();
        if (transaction.sendBytes() + bytes > maxTransactionBytes) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, "transaction of " + (transaction.sendBytes() + bytes)
                + " bytes (expected: at most " + maxTransactionBytes + "): commit more often");
        }
        if (!isEnding && heldBytes + bytes > maxHeldBytes) {
            throw tooMuch(engine, session, transactionId, transaction);
        }
        sends.messages().forEach(transaction::send);
        heldBytes += bytes;
        transaction.noteSent(session.epoch(), transactionId, sends);
    }

    // It gives back what it holds: when some wait for others that do not end either, nobody gets on.
    private RefusedException tooMuch(EngineContext engine, JmsSession session, long transactionId, OpenTransaction transaction) {
        RefusedException refusal = new RefusedException(ResponseCode.SERVICE_NOT_AVAILABLE, heldTooMuch() + ": transaction " + transactionId
            + " is rolled back");
        if (transaction.isBranch()) {
            giveUp(transaction, refusal.getMessage());
        } else {
            rollback(engine, session, transactionId);
        }
        return refusal;
    }

    private String heldTooMuch() {
        return "open transactions hold " + heldBytes + " bytes (expected: at most " + maxHeldBytes + ")";
    }

    private void giveUp(OpenTransaction branch, String reason) {
        branch.rolledBack(reason);
        release(branch);
    }

    /** A branch goes on with what it was to end with: when that is too much beside all others, it can only be rolled back. */
    void keepWithinBounds(OpenTransaction branch) {
        if (heldBytes > maxHeldBytes) {
            giveUp(branch, heldTooMuch());
        }
    }

    /** What a transaction has sent is not held any more. */
    void release(OpenTransaction transaction) {
        heldBytes -= transaction.dropSends();
    }

    /**
     * Moves the messages of one transaction to another one.
     *
     * @return whether it was done: not when that one would become too large, or more is held than may go on
     */
    boolean takeOver(OpenTransaction source, OpenTransaction target) {
        boolean fits = source.sendBytes() + target.sendBytes() <= maxTransactionBytes && heldBytes <= maxHeldBytes;
        if (fits) {
            source.sends().forEach(target::send);
        }
        return fits;
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
        requireSends(transactionId, transaction == null ? 0 : transaction.sends().size(), sends);
    }

    private static void requireSends(long transactionId, int held, int sends) {
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
            append(engine, transaction, CommittedTransactions.committed(session.epoch(), transactionId));
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
     * Logs everything that a transaction has done, as one group.
     *
     * @param outcome what is to be remembered of it
     * @throws AppendRefusedException when it cannot be logged: everything is held as before
     */
    void append(EngineContext engine, OpenTransaction transaction, StateChange outcome) {
        settlements.log(engine);
        List<StateChange> changes = new ArrayList<>();
        List<SettleDecision> unstored = new ArrayList<>();
        for (SettleDecision decision : transaction.acks().commit()) {
            if (settlements.isStored(decision)) {
                changes.add(LeasedViews.settle(decision.record()));
            } else {
                unstored.add(decision);
            }
            deliveries.onChanged(decision.group());
        }
        changes.add(outcome);
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
