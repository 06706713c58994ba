package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.ConsumerControl;
import io.ternmq.jca.transaction.BranchCompletion;
import io.ternmq.jca.transaction.ClientResource;
import java.util.Arrays;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * The XA resource of a session that feeds a bean, as its container enlists it. Learns how the transaction of a delivery ended, since a
 * bean that only marks it for rollback throws nothing; and tells the broker why, before it is rolled back. One for all deliveries of a
 * session; called by the delivering thread, and by the transaction manager's when it recovers or a time-out is over.
 *
 * <pre>
 *   NONE --start--> ACTIVE --end--> ENDED --prepare--> PREPARED --commit--> COMMITTED
 *                                     |                    \--rollback--> ROLLED_BACK
 *                                     +--commit, rollback--> the same      any of them, outcome not known: IN_DOUBT
 *                                                                          any of them, rolled back with the connection: LOST
 *                                     a commit in one phase, of which the broker, asked again, does not know any more: FORGOTTEN
 * </pre>
 */
final class DeliveryResource implements ClientResource {

    /** What became of the branch that the delivery is in. */
    enum Outcome { NONE, ACTIVE, ENDED, PREPARED, COMMITTED, ROLLED_BACK, LOST, IN_DOUBT, FORGOTTEN }

    private static final System.Logger LOG = System.getLogger(DeliveryResource.class.getName());

    private final XAResource resource;
    private final ConsumerControl control;
    private final String listener;
    private final BranchCompletion completion;
    private volatile Xid current;
    private volatile Outcome outcome = Outcome.NONE;
    private volatile Throwable failure;

    /**
     * Of a session.
     *
     * @param listener name of the bean, for people
     * @param broker   ends the branches when the session's connection is lost
     * @param settings of that connection
     */
    DeliveryResource(XAResource resource, ConsumerControl control, String listener, Broker broker, ConnectionSettings settings) {
        this.resource = resource;
        this.control = control;
        this.listener = listener;
        this.completion = new BranchCompletion(broker, settings, () -> resource);
    }

    /** Another delivery begins. */
    void reset() {
        current = null;
        failure = null;
        outcome = Outcome.NONE;
    }

    /** The bean has thrown this; whether the transaction is rolled back is its container's decision. */
    void failed(Throwable cause) {
        failure = cause;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Whether the message belongs to a branch. */
    boolean isEnlisted() {
        return outcome != Outcome.NONE;
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        resource.start(xid, flags);
        completion.started(xid);
        current = xid;
        outcome = Outcome.ACTIVE;
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        try {
            completion.end(xid, flags);
        } catch (XAException e) {
            if (e.errorCode == XAException.XA_RBCOMMFAIL) {
                note(xid, Outcome.LOST);
            }
            throw e;
        } finally {
            note(xid, Outcome.ENDED);
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        int vote = noting(xid, () -> completion.prepare(xid));
        note(xid, vote == XA_RDONLY ? Outcome.COMMITTED : Outcome.PREPARED);
        return vote;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        try {
            noting(xid, () -> {
                completion.commit(xid, onePhase);
                return null;
            });
        } catch (XAException e) {
            if (onePhase && outcome == Outcome.IN_DOUBT) {
                note(xid, Outcome.FORGOTTEN);
            }
            throw e;
        }
        note(xid, Outcome.COMMITTED);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        if (isCurrent(xid)) {
            explain(failure != null ? failure : new TransactionRolledBackException());
        }
        noting(xid, () -> {
            completion.rollback(xid);
            return null;
        });
        note(xid, Outcome.ROLLED_BACK);
    }

    /** Whatever comes of it, the branch is to be rolled back: its messages wait for that. */
    private void explain(Throwable cause) {
        try {
            control.explain(cause, listener);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "The broker is not told why a delivery is rolled back", e);
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws XAException;
    }

    private <T> T noting(Xid xid, Call<T> call) throws XAException {
        try {
            return call.run();
        } catch (XAException e) {
            note(xid, outcomeOf(e.errorCode));
            throw e;
        }
    }

    private static Outcome outcomeOf(int errorCode) {
        if (errorCode == XAException.XA_RBCOMMFAIL) {
            return Outcome.LOST;
        }
        boolean isRolledBack = errorCode >= XAException.XA_RBBASE && errorCode <= XAException.XA_RBEND
                || errorCode == XAException.XAER_NOTA || errorCode == XAException.XA_HEURRB;
        return isRolledBack ? Outcome.ROLLED_BACK : errorCode == XAException.XA_HEURCOM ? Outcome.COMMITTED : Outcome.IN_DOUBT;
    }

    private void note(Xid xid, Outcome next) {
        // Whatever is said of a lost one afterwards: its loss is why.
        if (isCurrent(xid) && outcome != Outcome.LOST) {
            outcome = next;
        }
    }

    private boolean isCurrent(Xid xid) {
        Xid ours = current;
        return ours == xid || ours != null && ours.getFormatId() == xid.getFormatId()
                && Arrays.equals(ours.getBranchQualifier(), xid.getBranchQualifier())
                && Arrays.equals(ours.getGlobalTransactionId(), xid.getGlobalTransactionId());
    }

    @Override
    public void forget(Xid xid) throws XAException {
        resource.forget(xid);
    }

    @Override
    public Xid[] recover(int flag) throws XAException {
        return resource.recover(flag);
    }

    @Override
    public XAResource clientResource() {
        return resource;
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return resource.getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return resource.setTransactionTimeout(seconds);
    }

    @Override
    public String toString() {
        return "TernMQ delivery to " + listener;
    }
}
