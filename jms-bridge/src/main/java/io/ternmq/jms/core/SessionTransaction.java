package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Outcome;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The local transaction of a transacted session. Used by the one thread that uses the session.
 */
final class SessionTransaction {
    private final SessionCore session;
    private final SendPipeline sends;
    // Read by whoever tells of the session's end.
    private volatile long id;
    private boolean isKnownToBroker;
    // Guarded by the session's lock: the session at the broker has ended since the transaction began, so it can only be rolled back.
    private boolean isLost;

    SessionTransaction(SessionCore session) {
        this.session = session;
        this.sends = new SendPipeline(session);
    }

    void send(OutboundMessage message) throws JMSException {
        if (session.locked(() -> isLost)) {
            return;
        }
        try {
            sendPipelined(message);
        } catch (TransactionRolledBackException e) {
            // For commit to tell.
            session.locked(() -> isLost = true);
        }
    }

    private void sendPipelined(OutboundMessage message) throws JMSException {
        isKnownToBroker = true;
        sends.send(message, currentId());
    }

    /** An asynchronous send: its failure reaches the callback, and fails the commit as well. */
    CompletableFuture<Void> startAsync(OutboundMessage message) {
        isKnownToBroker = true;
        return sends.startAsync(message, currentId());
    }

    private long currentId() {
        if (id == 0) {
            id = session.connection().nextTransactionId();
        }
        return id;
    }

    void commit() throws JMSException {
        List<Delivery> accepted = session.acks().takeUnsettled();
        if (session.locked(() -> isLost)) {
            throw rollbackSince(JmsErrors.of(JmsErrors.LEASE_LOST,
                "the connection was broken for so long that the broker has ended its session", null), accepted);
        }
        if (id == 0 && accepted.isEmpty()) {
            return;
        }
        long committing = currentId();
        try {
            sends.awaitAll();
            if (!accepted.isEmpty()) {
                isKnownToBroker = true;
                session.await(session.provider().settle(new SettleRequest(Settlements.of(accepted, Outcome.ACCEPT), committing, 0, 0,
                    FailureCause.NONE)), "Acknowledging in a transaction");
            }
        } catch (JMSException e) {
            throw rollbackSince(e, accepted);
        }
        forget();
        awaitCommit(committing);
    }

    private TransactionRolledBackException rollbackSince(JMSException cause, List<Delivery> accepted) {
        TransactionRolledBackException rolledBack = new TransactionRolledBackException(
            "The transaction was rolled back: " + cause.getMessage(), JmsErrors.ROLLED_BACK);
        rolledBack.initCause(cause);
        try {
            rollback(accepted, "commit failed");
        } catch (JMSException e) {
            // It was never committed, so the broker undoes it when the lease ends.
            rolledBack.addSuppressed(e);
        }
        return rolledBack;
    }

    private void awaitCommit(long committing) throws JMSException {
        try {
            session.await(session.provider().commit(committing), "Committing");
        } catch (JMSException e) {
            if (e instanceof TransactionRolledBackException) {
                throw e;
            } else if (!session.connection().isAlive() || JmsErrors.CONNECTION_LOST.equals(e.getErrorCode())) {
                learnOutcome(committing, e);
            } else if (JmsErrors.TIMED_OUT.equals(e.getErrorCode())) {
                // Commit is idempotent by its id: asking again tells the truth.
                session.await(session.provider().commit(committing), "Committing, asked twice");
            } else {
                throw e;
            }
        }
    }

    private void learnOutcome(long committing, JMSException lost) throws JMSException {
        try {
            session.provider().requireCommitted(committing);
        } catch (TransactionRolledBackException e) {
            throw e;
        } catch (JMSException e) {
            lost.addSuppressed(e);
            throw JmsErrors.of(JmsErrors.CONNECTION_LOST, "Whether the transaction was committed is not known, since the connection was lost"
                + " before the broker answered: " + lost.getMessage(), lost);
        }
    }

    void rollback(String cause) throws JMSException {
        rollback(session.acks().takeUnsettled(), cause);
    }

    private void rollback(List<Delivery> seen, String cause) throws JMSException {
        long rolledBack = id;
        boolean hasToTell = isKnownToBroker;
        forget();
        if (!session.connection().isAlive()) {
            // The broker undoes it by itself when the lease ends.
            return;
        }
        if (hasToTell) {
            session.await(session.provider().rollback(rolledBack), "Rolling back");
        }
        if (!seen.isEmpty()) {
            session.releases().release(seen, FailureCause.of(cause));
        }
    }

    /** With the session's lock held: the session at the broker has ended. */
    void onRenewed(boolean hadMessages) {
        isLost |= id != 0 || hadMessages;
    }

    private void forget() {
        session.locked(() -> isLost = false);
        id = 0;
        isKnownToBroker = false;
        sends.clear();
    }
}
