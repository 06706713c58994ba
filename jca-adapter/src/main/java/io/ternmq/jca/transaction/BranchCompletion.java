package io.ternmq.jca.transaction;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import jakarta.jms.JMSException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * Ends the branches of one connection, over another one when it is lost. What ends a branch needs no session, and the broker recognises
 * what it is asked twice. A transaction manager that is told {@code XAER_RMFAIL} or {@code XA_RETRY} instead tries again in the background,
 * but Open Liberty says {@code HeuristicMixedException} to the application meanwhile, whichever of the two it is; so a broker that is away
 * is waited for, for a time, before that is said. Branches are started by one thread, ended by any.
 *
 * <pre>
 *   started --prepare--> prepared --commit, rollback--> over       lost before it is prepared: the broker rolls it back with the session
 * </pre>
 */
public final class BranchCompletion {

    /** Finds the resource of the branches' own connection. */
    @FunctionalInterface
    public interface Own {

        /** The resource, or {@code XAER_RMFAIL} when its connection is known to be lost. */
        XAResource resource() throws XAException;
    }

    @FunctionalInterface
    private interface Call<T> {
        T on(XAResource resource) throws XAException;
    }

    private record Name(int formatId, ByteBuffer globalId, ByteBuffer qualifier) {
        static Name of(Xid xid) {
            return new Name(xid.getFormatId(), ByteBuffer.wrap(xid.getGlobalTransactionId().clone()),
                    ByteBuffer.wrap(xid.getBranchQualifier().clone()));
        }
    }

    private static final System.Logger LOG = System.getLogger(BranchCompletion.class.getName());
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 1_000;

    private final Broker broker;
    private final ConnectionSettings settings;
    private final Own own;
    // Started and not yet asked to prepare.
    private final Set<Name> unprepared = ConcurrentHashMap.newKeySet();

    /**
     * For the branches of one connection.
     *
     * @param broker   has the other connections
     * @param settings of the connection, which the others are made by as well
     * @param own      asked at each call
     */
    public BranchCompletion(Broker broker, ConnectionSettings settings, Own own) {
        this.broker = broker;
        this.settings = settings;
        this.own = own;
    }

    /** Work in a branch has begun on the connection. */
    public void started(Xid xid) {
        unprepared.add(Name.of(xid));
    }

    /** Ends the work in a branch. One that loses its connection before is not prepared: the broker rolls it back with the session. */
    public void end(Xid xid, int flags) throws XAException {
        try {
            own.resource().end(xid, flags);
        } catch (XAException e) {
            throw e.errorCode == XAException.XAER_RMFAIL ? rolledBack(e) : e;
        }
    }

    /**
     * First phase. Asked again when the answer is lost: the branch is prepared then, or rolled back.
     *
     * @return as of {@link XAResource#prepare}
     */
    public int prepare(Xid xid) throws XAException {
        unprepared.remove(Name.of(xid));
        try {
            return own.resource().prepare(xid);
        } catch (XAException e) {
            return prepareElsewhere(xid, requireLost(e));
        }
    }

    private int prepareElsewhere(Xid xid, XAException lost) throws XAException {
        try {
            return elsewhere(lost, resource -> resource.prepare(xid));
        } catch (XAException e) {
            if (e.errorCode == XAException.XAER_PROTO) {
                // It was not asked before: the session has not ended its work, and cannot any more.
                rollbackElsewhere(xid, lost);
            } else if (e.errorCode != XAException.XAER_NOTA) {
                throw e;
            }
            throw rolledBack(lost);
        }
    }

    /** Second phase, or the only one. */
    public void commit(Xid xid, boolean onePhase) throws XAException {
        unprepared.remove(Name.of(xid));
        XAResource asked = null;
        try {
            asked = own.resource();
            asked.commit(xid, onePhase);
        } catch (XAException e) {
            XAException lost = requireLost(e);
            AtomicBoolean isAskedAgain = new AtomicBoolean(asked != null);
            elsewhere(lost, resource -> {
                if (onePhase) {
                    commitOnePhase(resource, xid, lost);
                } else {
                    commitPrepared(resource, xid, isAskedAgain.getAndSet(true));
                }
                return null;
            });
        }
    }

    /** A prepared branch does not go by itself: when it is not known any more, it was committed by what was asked before. */
    private static void commitPrepared(XAResource resource, Xid xid, boolean isAskedAgain) throws XAException {
        try {
            resource.commit(xid, false);
        } catch (XAException e) {
            if (e.errorCode != XAException.XAER_NOTA || !isAskedAgain) {
                throw e;
            }
        }
    }

    /**
     * Committed or rolled back, if the broker knows. While the session has not ended its work there, what it was asked may still be on
     * its way; and a branch that it does not know may have been rolled back, never have reached it, or have been committed too many
     * commits ago: none of them is an outcome.
     */
    private static void commitOnePhase(XAResource resource, Xid xid, XAException lost) throws XAException {
        try {
            resource.commit(xid, true);
        } catch (XAException e) {
            if (e.errorCode == XAException.XAER_PROTO) {
                throw failure(XAException.XAER_RMFAIL, e.getMessage(), e);
            }
            throw e.errorCode == XAException.XAER_NOTA ? new UnknownOutcome(lost) : e;
        }
    }

    /** Undoes a branch. One that was not prepared goes with its connection. */
    public void rollback(Xid xid) throws XAException {
        boolean isUnprepared = unprepared.remove(Name.of(xid));
        try {
            own.resource().rollback(xid);
        } catch (XAException e) {
            XAException lost = requireLost(e);
            if (isUnprepared) {
                throw rolledBack(lost);
            }
            rollbackElsewhere(xid, lost);
        }
    }

    private void rollbackElsewhere(Xid xid, XAException lost) throws XAException {
        elsewhere(lost, resource -> {
            try {
                resource.rollback(xid);
            } catch (XAException e) {
                // Not known any more: the broker was asked before, or it was never prepared.
                if (e.errorCode != XAException.XAER_NOTA) {
                    throw e;
                }
            }
            return null;
        });
    }

    /** What is not about the connection is for the transaction manager as it is. */
    private XAException requireLost(XAException failure) throws XAException {
        boolean isLost = has(failure, AdapterError.CONNECTION_LOST)
                || failure.getCause() instanceof JMSException cause && broker.provider().isConnectionLost(cause);
        if (failure.errorCode != XAException.XAER_RMFAIL || !isLost) {
            throw failure;
        }
        return failure;
    }

    private static boolean has(XAException failure, AdapterError error) {
        return failure.getCause() instanceof JMSException cause && error.code().equals(cause.getErrorCode());
    }

    /** Asks over another connection, again and again while the broker cannot be reached; what it is asked may have been done before. */
    private <T> T elsewhere(XAException lost, Call<T> call) throws XAException {
        LOG.log(System.Logger.Level.INFO, AdapterError.CONNECTION_LOST.logged("A branch is ended over another connection: {0}"),
                lost.getMessage());
        long timeoutMs = settings.completionTimeoutMs();
        long startNs = System.nanoTime();
        long pauseMs = FIRST_PAUSE_MS;
        while (true) {
            try {
                return call.on(broker.recovery(settings));
            } catch (UnknownOutcome e) {
                throw e.lost;
            } catch (XAException e) {
                long leftMs = timeoutMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
                if (e.errorCode != XAException.XAER_RMFAIL || leftMs <= 0 || has(e, AdapterError.ILLEGAL_STATE)) {
                    throw e;
                }
                pause(Math.min(pauseMs, leftMs), e);
                pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
            }
        }
    }

    private static void pause(long timeMs, XAException cause) throws XAException {
        try {
            Thread.sleep(timeMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }

    private static XAException rolledBack(XAException lost) {
        return failure(XAException.XA_RBCOMMFAIL, "The branch is rolled back: " + lost.getMessage(), lost);
    }

    /** An exception for a transaction manager. */
    static XAException failure(int code, String text, Exception cause) {
        XAException failure = new XAException(text);
        failure.errorCode = code;
        failure.initCause(cause);
        return failure;
    }

    /** The broker was reached, and cannot tell. */
    private static final class UnknownOutcome extends XAException {
        private static final long serialVersionUID = 1L;

        private final transient XAException lost;

        UnknownOutcome(XAException lost) {
            super(lost.errorCode);
            this.lost = lost;
        }
    }
}
