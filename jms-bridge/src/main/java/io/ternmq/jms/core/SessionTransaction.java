package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.CommitRequest;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Outcome;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The local transaction of a transacted session. Used by the one thread that uses the session. */
final class SessionTransaction {
    private final SessionCore session;
    private final SendPipeline sends;
    // Read by whoever tells of the session's end.
    private volatile long id;
    // The broker has refused to commit it, and holds what was sent.
    private boolean isRefused;
    // Guarded by the session's lock: the session at the broker has ended since the transaction began, so it can only be rolled back.
    private boolean isLost;

    SessionTransaction(SessionCore session) {
        this.session = session;
        this.sends = new SendPipeline(session, new HashSet<>(), () -> { });
    }

    void send(OutboundMessage message) throws JMSException {
        if (session.locked(() -> isLost)) {
            return;
        }
        try {
            sends.send(message, currentId());
        } catch (TransactionRolledBackException e) {
            // For commit to tell.
            session.locked(() -> isLost = true);
        }
    }

    /** An asynchronous send: its failure reaches the callback, and fails the commit as well. */
    CompletableFuture<Void> startAsync(OutboundMessage message) {
        return sends.startAsync(message, currentId());
    }

    private long currentId() {
        if (id == 0) {
            id = session.connection().nextTransactionId();
        }
        return id;
    }

    /** In one flight: the broker commits what is complete, so that nothing has to be waited for but its answer to that. */
    void commit() throws JMSException {
        List<Delivery> accepted = session.acks().takeUnsettled();
        if (id == 0 && accepted.isEmpty() && !session.locked(() -> isLost)) {
            return;
        }
        JMSException failure = failure();
        if (failure != null) {
            throw rollbackSince(failure, accepted);
        }
        try {
            awaitCommit(new CommitRequest(currentId(), sends.count(), Settlements.of(accepted, Outcome.ACCEPT), sends.rest()));
        } catch (TransactionRolledBackException e) {
            JMSException missing = sends.failure();
            sends.forgotten();
            throw rollbackSince(missing == null ? e : missing, accepted);
        } catch (JMSException e) {
            if (JmsErrors.isUndone(e)) {
                isRefused = true;
                throw rollbackSince(e, accepted);
            }
            // What became of it is not known: it must not be rolled back.
            forget();
            throw e;
        }
        forget();
    }

    /** Why it cannot be committed, as far as that is known by now; null for nothing. */
    private JMSException failure() {
        if (session.locked(() -> isLost)) {
            return JmsErrors.of(JmsErrors.LEASE_LOST, "the connection was broken for so long that the broker has ended its session", null);
        }
        try {
            session.connection().requireAlive();
        } catch (JMSException e) {
            return e;
        }
        return sends.failure();
    }

    private TransactionRolledBackException rollbackSince(JMSException cause, List<Delivery> accepted) {
        TransactionRolledBackException rolledBack = rolledBack(cause);
        sends.distrust();
        try {
            rollback(accepted, "commit failed");
        } catch (JMSException e) {
            // It was never committed, so the broker undoes it when the lease ends.
            rolledBack.addSuppressed(e);
        }
        return rolledBack;
    }

    private static TransactionRolledBackException rolledBack(JMSException cause) {
        if (cause instanceof TransactionRolledBackException known) {
            return known;
        }
        TransactionRolledBackException rolledBack = new TransactionRolledBackException(
            "The transaction was rolled back: " + cause.getMessage(), JmsErrors.ROLLED_BACK);
        rolledBack.initCause(cause);
        return rolledBack;
    }

    private void awaitCommit(CommitRequest request) throws JMSException {
        try {
            await(request, "Committing");
        } catch (TransactionRolledBackException e) {
            throw e;
        } catch (JMSException e) {
            boolean isTimeout = JmsErrors.TIMED_OUT.equals(e.getErrorCode());
            if (!session.connection().isAlive() || JmsErrors.CONNECTION_LOST.equals(e.getErrorCode())) {
                learnOutcome(request.transactionId(), e);
            } else if (isTimeout || !request.rest().isEmpty() && isRefusal(e)) {
                // Commit is idempotent by its id: asking again tells the truth, and rolls back what misses a message.
                askAgain(request.withoutRest(), isTimeout ? null : e);
            } else {
                throw e;
            }
        }
    }

    private void await(CommitRequest request, String what) throws JMSException {
        Boolean isComplete = session.await(session.provider().commit(request), what);
        if (Boolean.FALSE.equals(isComplete)) {
            session.connection().awaitMessages(() -> session.provider().commit(request.withoutRest()), what);
        }
    }

    /** An answer to the messages that travelled with a commit, which may have been done before, and was asked for again. */
    private static boolean isRefusal(JMSException failure) {
        return !JmsErrors.INTERRUPTED.equals(failure.getErrorCode()) && !JmsErrors.BUSY.equals(failure.getErrorCode());
    }

    /** @param refusal of messages that travelled with it, nullable */
    private void askAgain(CommitRequest request, JMSException refusal) throws JMSException {
        try {
            await(request, "Committing, asked twice");
        } catch (TransactionRolledBackException e) {
            throw refusal == null ? e : rolledBack(refusal);
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
        boolean hasToTell = sends.isKnownToBroker() || isRefused;
        forget();
        if (!session.connection().isAlive()) {
            // The broker undoes it by itself when the lease ends.
            return;
        }
        CompletableFuture<Void> undone = hasToTell ? session.provider().rollback(rolledBack) : CompletableFuture.completedFuture(null);
        if (!seen.isEmpty()) {
            session.releases().release(seen, FailureCause.of(cause));
        }
        session.await(undone, "Rolling back");
    }

    /** With the session's lock held: the session at the broker has ended. */
    void onRenewed(boolean hadMessages) {
        isLost |= id != 0 || hadMessages;
    }

    private void forget() {
        session.locked(() -> {
            // At once, or the end of the broker's session between them would be taken for the next transaction's.
            isLost = false;
            id = 0;
            return null;
        });
        isRefused = false;
        sends.clear();
    }
}
