package io.ternmq.broker.delivery.session;

import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.delivery.lease.HeldAcks;
import io.ternmq.broker.delivery.lease.ReleaseTerms;
import io.ternmq.broker.delivery.lease.SettleDecision;
import io.ternmq.broker.delivery.session.JmsTask.Answer;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Settlement;
import java.util.ArrayList;
import java.util.List;

/**
 * Local transactions: what they send and acknowledge takes effect in one commit group, or not at all. Engine thread.
 */
final class Transactions {

    /** Acknowledgements of one transaction must fit into one record, however scattered they are. */
    private static final int MAX_ACKS = 200_000;

    private final long maxTransactionBytes;
    private final Settlements settlements;
    private final CommittedTransactions committed;
    private final Deliveries deliveries;

    Transactions(long maxTransactionBytes, Settlements settlements, CommittedTransactions committed, Deliveries deliveries) {
        this.maxTransactionBytes = maxTransactionBytes;
        this.settlements = settlements;
        this.committed = committed;
        this.deliveries = deliveries;
    }

    private static OpenTransaction open(JmsSession session, long transactionId) {
        return session.transactions().computeIfAbsent(transactionId, id -> new OpenTransaction());
    }

    /** Holds an acknowledgement until the transaction ends. */
    void hold(JmsSession session, long transactionId, SessionConsumer consumer, Settlement entry) {
        HeldAcks acks = open(session, transactionId).acks();
        if (acks.count() >= MAX_ACKS) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, "transaction with " + acks.count()
                + " acknowledgements (expected: at most " + MAX_ACKS + "): commit more often");
        }
        acks.hold(consumer.group(), consumer.leased(), entry.firstSequence(), entry.lastSequence());
    }

    /** Holds a message until the transaction commits. */
    void hold(JmsSession session, long transactionId, NewMessage message) {
        OpenTransaction transaction = open(session, transactionId);
        long bytes = transaction.sendBytes() + message.encodedLength();
        if (bytes > maxTransactionBytes) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, "transaction of " + bytes + " bytes (expected: at most "
                + maxTransactionBytes + "): commit more often");
        }
        transaction.send(message);
    }

    Answer commit(EngineContext engine, JmsSession session, long transactionId, JmsTask task) {
        OpenTransaction transaction = session.transactions().remove(transactionId);
        if (session.isRolledBack(transactionId)) {
            if (transaction != null) {
                undo(engine, transaction);
            }
            throw new RefusedException(JmsCodes.TRANSACTION_ROLLED_BACK,
                "transaction " + transactionId + " was rolled back before");
        }
        if (transaction == null) {
            // Committed before, or nothing was done in it.
            engine.whenLogged(Durability.DURABLE, task.whenComplete());
            return Answer.LATER;
        }
        settlements.log(engine);
        try {
            append(engine, session, transactionId, transaction);
        } catch (AppendRefusedException e) {
            transaction.acks().cancelCommit();
            undo(engine, transaction);
            session.noteRollback(transactionId);
            throw new RefusedException(JmsCodes.TRANSACTION_ROLLED_BACK, e.getMessage());
        }
        engine.whenLogged(Durability.DURABLE, task.whenComplete());
        return Answer.LATER;
    }

    private void append(EngineContext engine, JmsSession session, long transactionId, OpenTransaction transaction) {
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
        changes.add(CommittedTransactions.committed(session.epoch(), transactionId));
        engine.appendGroup(transaction.sends(), changes, Durability.DURABLE);
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
        if (committed.contains(epoch, transactionId)) {
            return;
        }
        if (asked != null) {
            rollback(engine, asked, transactionId);
            asked.noteRollback(transactionId);
        }
        throw new RefusedException(JmsCodes.TRANSACTION_ROLLED_BACK,
            "transaction " + transactionId + " of session " + epoch + " was rolled back");
    }

    void rollback(EngineContext engine, JmsSession session, long transactionId) {
        OpenTransaction transaction = session.transactions().remove(transactionId);
        if (transaction != null) {
            undo(engine, transaction);
            session.noteRollback(transactionId);
        }
    }

    void rollbackAll(EngineContext engine, JmsSession session) {
        session.transactions().values().forEach(transaction -> undo(engine, transaction));
        session.transactions().clear();
    }

    private void undo(EngineContext engine, OpenTransaction transaction) {
        for (SettleDecision decision : transaction.acks().rollback(ReleaseTerms.NOW)) {
            settlements.log(engine, decision);
            deliveries.onChanged(decision.group());
        }
    }
}
