package io.ternmq.servers.app;

import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * Takes part in a transaction and has nothing to commit: where a server joins delivery and send to one branch, that branch alone would be
 * committed in one phase, and there were no moment between two.
 */
final class Witness implements XAResource {

    private static final List<String> TRANSACTION_MANAGERS = List.of("java:jboss/TransactionManager", "java:appserver/TransactionManager",
            "java:comp/TransactionManager");

    /** Becomes part of this thread's transaction. */
    static void enlist() {
        try {
            transactionManager().getTransaction().enlistResource(new Witness());
        } catch (NamingException | SystemException | RollbackException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TransactionManager transactionManager() throws NamingException {
        NamingException last = null;
        for (String name : TRANSACTION_MANAGERS) {
            try {
                return (TransactionManager) new InitialContext().lookup(name);
            } catch (NamingException e) {
                last = e;
            }
        }
        throw last;
    }

    @Override
    public int prepare(Xid xid) {
        return XA_RDONLY;
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other == this;
    }

    @Override
    public Xid[] recover(int flag) {
        return new Xid[0];
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }

    @Override
    public void start(Xid xid, int flags) {
        // Nothing to do.
    }

    @Override
    public void end(Xid xid, int flags) {
        // Nothing was done.
    }

    @Override
    public void commit(Xid xid, boolean onePhase) {
        // Nothing was done.
    }

    @Override
    public void rollback(Xid xid) {
        // Nothing was done.
    }

    @Override
    public void forget(Xid xid) {
        // Nothing was decided.
    }
}
