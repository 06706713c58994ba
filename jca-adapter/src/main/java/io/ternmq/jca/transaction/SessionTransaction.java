package io.ternmq.jca.transaction;

import io.ternmq.jca.connection.AdapterError;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import java.util.function.BooleanSupplier;

/**
 * The container's view of the local transaction of one pooled connection. The transacted session is asked for only when something was
 * done in it, so a transaction in which nothing was sent or received costs nothing. Owned by the thread that uses the connection.
 *
 * <pre>
 *   idle --begin--> active --commit | rollback--> idle
 * </pre>
 */
public final class SessionTransaction implements LocalTransaction {

    /** Finds the transacted session, if the application has used it. */
    @FunctionalInterface
    public interface UsedSession {

        /** The session, or null when it was never used. */
        Session orNull();
    }

    private final UsedSession session;
    private final BooleanSupplier isBusyOtherwise;
    private volatile boolean active;

    /**
     * @param session         asked at the end of each transaction
     * @param isBusyOtherwise whether a branch of a distributed transaction is active, in which none can begin
     */
    public SessionTransaction(UsedSession session, BooleanSupplier isBusyOtherwise) {
        this.session = session;
        this.isBusyOtherwise = isBusyOtherwise;
    }

    /** Whether what the application does now belongs to a transaction. */
    public boolean isActive() {
        return active;
    }

    @Override
    public void begin() throws ResourceException {
        if (active || isBusyOtherwise.getAsBoolean()) {
            throw refused("A transaction is active on this connection already", null);
        }
        active = true;
    }

    @Override
    public void commit() throws ResourceException {
        end("commit", Session::commit);
    }

    @Override
    public void rollback() throws ResourceException {
        end("roll back", Session::rollback);
    }

    /** Rolls back if a transaction is active; for a connection that goes back to its pool or is closed. */
    public void rollbackIfActive() throws ResourceException {
        if (active) {
            rollback();
        }
    }

    private void end(String what, Ending ending) throws ResourceException {
        if (!active) {
            throw refused("No local transaction is active on this connection: cannot " + what, null);
        }
        active = false;
        Session used = session.orNull();
        if (used == null) {
            return;
        }
        try {
            ending.end(used);
        } catch (JMSException e) {
            throw refused("Could not " + what + " the local transaction: " + e.getMessage(), e);
        }
    }

    private static LocalTransactionException refused(String text, JMSException cause) {
        return AdapterError.LOCAL_TRANSACTION.in(new LocalTransactionException(text, cause));
    }

    @FunctionalInterface
    private interface Ending {
        void end(Session session) throws JMSException;
    }
}
