package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.branch.CommitsUnderWay.Owner;
import io.ternmq.broker.delivery.session.JmsTask.Answer;
import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.Hold;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Settle;
import io.ternmq.wire.jms.Settlement;
import java.util.List;

/** What clients ask of transactions: finds the session that a request speaks for. Engine thread. */
final class TransactionRequests {

    private final SessionTable table;
    private final Transactions transactions;
    private final CommitMover mover;
    private final Acknowledging acknowledging;

    TransactionRequests(SessionTable table, Transactions transactions, CommitMover mover, Acknowledging acknowledging) {
        this.table = table;
        this.transactions = transactions;
        this.mover = mover;
        this.acknowledging = acknowledging;
    }

    Answer settle(EngineContext engine, JmsTask task, Settle settle, List<Settlement> entries) {
        JmsSession session = session(engine, task, settle.epoch());
        try {
            acknowledging.settle(engine, session, settle, entries);
        } catch (RefusedException e) {
            transactions.refused(session, settle.transactionId(), e);
            throw e;
        }
        return Answer.WITH_ROUND;
    }

    private JmsSession session(EngineContext engine, JmsTask task, long epoch) {
        return table.require(engine.nowMs(), task.connection(), epoch);
    }

    /** Holds messages until their transaction commits. */
    Answer hold(EngineContext engine, JmsTask task, Hold hold, TransactionSends sends) {
        transactions.hold(engine, session(engine, task, hold.epoch()), hold.transactionId(), sends, false);
        return Answer.WITH_ROUND;
    }

    /**
     * Commits, with what still belongs to the transaction.
     *
     * @param sends    messages of the transaction
     * @param accepted what it acknowledges as it ends
     */
    Answer commit(EngineContext engine, JmsTask task, Commit commit, TransactionSends sends, List<Settlement> accepted) {
        long epoch = commit.epoch();
        Owner owner = Owner.local(epoch, commit.transactionId());
        JmsSession session = table.byConnection(task.connection());
        if (session == null || session.epoch() != epoch) {
            if (table.isStale(task.connection())) {
                // Left over from a connection that broke: its client asks again over the next one, where this may still commit.
                throw new RefusedException(JmsCodes.LEASE_LOST, "session " + epoch + " goes on over another connection");
            }
            // The client lost the answer together with its session, and asks what became of it.
            if (!mover.isUnderWay(owner)) {
                transactions.requireCommitted(engine, table.byEpoch(epoch), epoch, commit.transactionId());
            }
            mover.whenMoved(engine, owner, task);
            return Answer.LATER;
        }
        session.heard(engine.nowMs());
        // What is under way may not be among the newest any more.
        if (!mover.isUnderWay(owner) && !session.isComplete(commit.transactionId())) {
            commit(engine, session, commit, sends, accepted);
        }
        mover.whenMoved(engine, owner, task);
        return Answer.LATER;
    }

    private void commit(EngineContext engine, JmsSession session, Commit commit, TransactionSends sends, List<Settlement> accepted) {
        long transactionId = commit.transactionId();
        Transactions.requireLocal(session, transactionId);
        try {
            transactions.hold(engine, session, transactionId, sends, true);
            acknowledging.hold(engine, session, transactionId, 0, accepted);
            transactions.requireWhole(session, transactionId, commit.sends());
            transactions.commit(engine, session, transactionId);
        } catch (RefusedException | AppendRefusedException e) {
            // All or nothing: its client has not waited for the answers to what it sent before.
            transactions.rollback(engine, session, transactionId);
            throw new RefusedException(JmsCodes.TRANSACTION_ROLLED_BACK, e.getMessage());
        }
    }

    Answer rollback(EngineContext engine, JmsTask task, long epoch, long transactionId) {
        transactions.rollback(engine, session(engine, task, epoch), transactionId);
        return Answer.WITH_ROUND;
    }
}
