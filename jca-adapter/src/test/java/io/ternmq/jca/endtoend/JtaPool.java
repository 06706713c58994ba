package io.ternmq.jca.endtoend;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LazyEnlistableConnectionManager;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A server's pool with a transaction manager: one connection for each transaction, which goes back when that is over. One thread. */
class JtaPool implements ConnectionManager {

    private static final long serialVersionUID = 1L;

    private final transient TransactionManager manager;
    private final transient Set<ManagedConnection> idle = new HashSet<>();
    private final transient Map<Transaction, ManagedConnection> inTransaction = new HashMap<>();
    private transient int enlistedCount;

    private JtaPool(TransactionManager manager) {
        this.manager = manager;
    }

    /** Makes connections part of the transaction when they are given out. */
    static JtaPool eager(TransactionManager manager) {
        return new JtaPool(manager);
    }

    /** Makes connections part of the transaction when the adapter says that they are used. */
    static JtaPool lazy(TransactionManager manager) {
        return new Lazy(manager);
    }

    /** How often a connection was made part of a transaction. */
    int enlistedCount() {
        return enlistedCount;
    }

    /** The connection that the current transaction has. */
    ManagedConnection current() throws SystemException {
        return inTransaction.get(manager.getTransaction());
    }

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request) throws ResourceException {
        try {
            Transaction transaction = manager.getTransaction();
            ManagedConnection connection = inTransaction.get(transaction);
            if (connection == null) {
                connection = take(factory, request);
                if (transaction != null) {
                    inTransaction.put(transaction, connection);
                    transaction.registerSynchronization(new GiveBack(transaction));
                    begun(connection);
                }
            }
            return connection.getConnection(null, request);
        } catch (SystemException | RollbackException e) {
            throw new ResourceException(e);
        }
    }

    void begun(ManagedConnection connection) throws ResourceException {
        enlist(connection);
    }

    final void enlist(ManagedConnection connection) throws ResourceException {
        try {
            Transaction transaction = manager.getTransaction();
            if (transaction != null) {
                enlistedCount++;
                transaction.enlistResource(connection.getXAResource());
            }
        } catch (SystemException | RollbackException e) {
            throw new ResourceException(e);
        }
    }

    private ManagedConnection take(ManagedConnectionFactory factory, ConnectionRequestInfo request) throws ResourceException {
        ManagedConnection connection = factory.matchManagedConnections(idle, null, request);
        if (connection == null) {
            connection = factory.createManagedConnection(null, request);
            connection.addConnectionEventListener(new Closing());
        }
        idle.remove(connection);
        return connection;
    }

    private void giveBack(ManagedConnection connection) {
        try {
            connection.cleanup();
            idle.add(connection);
        } catch (ResourceException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes what waits for use. */
    void close() throws ResourceException {
        for (ManagedConnection connection : idle) {
            connection.destroy();
        }
    }

    private static final class Lazy extends JtaPool implements LazyEnlistableConnectionManager {

        private static final long serialVersionUID = 1L;

        Lazy(TransactionManager manager) {
            super(manager);
        }

        @Override
        void begun(ManagedConnection connection) {
            // When it is used.
        }

        @Override
        public void lazyEnlist(ManagedConnection connection) throws ResourceException {
            enlist(connection);
        }
    }

    private final class GiveBack implements Synchronization {
        private final Transaction transaction;

        GiveBack(Transaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public void beforeCompletion() {
            // Only the end matters.
        }

        @Override
        public void afterCompletion(int status) {
            giveBack(inTransaction.remove(transaction));
        }
    }

    private final class Closing implements ConnectionEventListener {

        @Override
        public void connectionClosed(ConnectionEvent event) {
            ManagedConnection connection = (ManagedConnection) event.getSource();
            if (!inTransaction.containsValue(connection)) {
                giveBack(connection);
            }
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            idle.remove((ManagedConnection) event.getSource());
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {
            throw new IllegalStateException("not asked for");
        }
    }
}
