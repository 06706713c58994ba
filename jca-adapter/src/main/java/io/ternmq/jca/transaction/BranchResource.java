package io.ternmq.jca.transaction;

import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import jakarta.jms.JMSException;
import java.util.function.BooleanSupplier;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * The resource of one pooled connection that a transaction manager is given, once for the life of the connection: servers keep it from
 * one transaction to the next. Passes everything on to the JMS client's, and knows whether what the application does now belongs to a
 * branch. Branches are started and ended by the thread that uses the connection; completed by any.
 *
 * <pre>
 *   outside --start (new, join, resume)--> in a branch --end (success, fail, suspend)--> outside
 * </pre>
 */
public final class BranchResource implements ClientResource {

    /** Where the JMS client's resource comes from. */
    public interface Source {

        /** A resource to start branches on; the connection is made ready for work if it is not. */
        XAResource forWork() throws JMSException;

        /** A resource to ask for branches and to end them. */
        XAResource forCompletion() throws JMSException;
    }

    private final Source source;
    private final BooleanSupplier isBusyOtherwise;
    private final BranchCompletion completion;
    private volatile Xid active;
    private volatile XAResource lastUsed;

    /**
     * @param source          asked at each call
     * @param isBusyOtherwise whether a local transaction is active, in which no branch can be started
     * @param broker          ends the branches when the connection is lost
     * @param settings        of the connection
     */
    public BranchResource(Source source, BooleanSupplier isBusyOtherwise, Broker broker, ConnectionSettings settings) {
        this.source = source;
        this.isBusyOtherwise = isBusyOtherwise;
        this.completion = new BranchCompletion(broker, settings, () -> resource(false));
    }

    /** Whether what the application does now belongs to a branch. */
    public boolean isActive() {
        return active != null;
    }

    /**
     * Ends the work in a branch that its transaction manager has not ended, and marks it for rollback; for a connection that goes back
     * to its pool. Nothing where no branch is active.
     */
    public void abandon() throws XAException {
        Xid left = active;
        if (left != null) {
            end(left, TMFAIL);
        }
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        if (isBusyOtherwise.getAsBoolean()) {
            throw BranchCompletion.failure(XAException.XAER_OUTSIDE, "A local transaction is active on this connection", null);
        }
        resource(true).start(xid, flags);
        completion.started(xid);
        active = xid;
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        try {
            completion.end(xid, flags);
            active = null;
        } catch (XAException e) {
            // Out of turn: nothing has happened. With any other code the session does not work in the branch any more.
            if (e.errorCode != XAException.XAER_PROTO && e.errorCode != XAException.XAER_INVAL) {
                active = null;
            }
            throw e;
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return completion.prepare(xid);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        completion.commit(xid, onePhase);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        completion.rollback(xid);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        resource(false).forget(xid);
    }

    @Override
    public Xid[] recover(int flag) throws XAException {
        return resource(false).recover(flag);
    }

    /** Of a lost connection as well: transaction managers compare resources in the middle of ending a branch, and that must not fail. */
    @Override
    public XAResource clientResource() throws XAException {
        XAResource known = lastUsed;
        return known != null ? known : resource(false);
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return resource(false).getTransactionTimeout();
    }

    /** For branches that are started from now on. */
    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return resource(true).setTransactionTimeout(seconds);
    }

    // What cannot be reached may have done it or not: RMFAIL makes the transaction manager recover.
    private XAResource resource(boolean isForWork) throws XAException {
        try {
            lastUsed = isForWork ? source.forWork() : source.forCompletion();
            return lastUsed;
        } catch (JMSException e) {
            throw BranchCompletion.failure(XAException.XAER_RMFAIL, e.getMessage(), e);
        }
    }
}
