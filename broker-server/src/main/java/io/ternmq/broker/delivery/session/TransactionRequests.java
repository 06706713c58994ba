package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.session.JmsTask.Answer;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.JmsSend;

/** What clients ask of transactions: finds the session that a request speaks for. Engine thread. */
final class TransactionRequests {

    private final SessionTable table;
    private final Transactions transactions;

    TransactionRequests(SessionTable table, Transactions transactions) {
        this.table = table;
        this.transactions = transactions;
    }

    private JmsSession session(EngineContext engine, JmsTask task, long epoch) {
        return table.require(engine.nowMs(), task.connection(), epoch);
    }

    /** Holds a message until its transaction commits. */
    Answer holdSend(EngineContext engine, JmsTask task, JmsSend send, NewMessage message) {
        transactions.hold(session(engine, task, send.epoch()), send.transactionId(), message, send.producerSequence());
        return Answer.WITH_ROUND;
    }

    Answer commit(EngineContext engine, JmsTask task, long epoch, long transactionId) {
        JmsSession session = table.byConnection(task.connection());
        if (session == null || session.epoch() != epoch) {
            if (table.isStale(task.connection())) {
                // Left over from a connection that broke: its client asks again over the next one, where this may still commit.
                throw new RefusedException(JmsCodes.LEASE_LOST, "session " + epoch + " goes on over another connection");
            }
            // The client lost the answer together with its session, and asks what became of it.
            transactions.requireCommitted(engine, table.byEpoch(epoch), epoch, transactionId);
            return Answer.WITH_ROUND;
        }
        session.heard(engine.nowMs());
        return transactions.commit(engine, session, transactionId, task);
    }

    Answer rollback(EngineContext engine, JmsTask task, long epoch, long transactionId) {
        transactions.rollback(engine, session(engine, task, epoch), transactionId);
        return Answer.WITH_ROUND;
    }
}
