package io.ternmq.jca.transaction;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.SettingsSource;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * Ends branches that others have prepared: what a transaction manager recovers the deliveries of beans with, and what goes on for a
 * connection that is lost. Connects when it is asked something, by settings that are read then; so it can be had before the broker or
 * the adapter's properties are there. While the broker cannot be reached it says {@code XAER_RMFAIL}, upon which transaction managers try
 * again later. The connection is closed when nothing has been asked for a while, and made again. Any thread, one call at a time.
 */
final class RecoveryResource implements XAResource {

    private static final System.Logger LOG = System.getLogger(RecoveryResource.class.getName());
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(60);

    private final SettingsSource source;
    private final Broker broker;
    private final String what;
    // Guarded by this, as the rest.
    private XAConnection connection;
    private XAResource resource;
    private long lastUsedNs;
    private XAException lastFailure;
    private long lastFailureNs;
    private boolean isStopped;
    private int timeoutSeconds;

    /**
     * Does not connect.
     *
     * @param source asked at each connect
     * @param what   it is for, for people
     */
    RecoveryResource(SettingsSource source, Broker broker, String what) {
        this.source = source;
        this.broker = broker;
        this.what = what;
    }

    @FunctionalInterface
    private interface Call<T> {
        T on(XAResource resource) throws XAException;
    }

    private <T> T call(Call<T> call) throws XAException {
        return call(call, System.nanoTime());
    }

    private synchronized <T> T call(Call<T> call, long askedNs) throws XAException {
        requireAttempt(askedNs);
        try {
            return call.on(connected());
        } catch (XAException e) {
            if (e.errorCode == XAException.XAER_RMFAIL) {
                close();
                lastFailure = e;
                lastFailureNs = System.nanoTime();
            }
            throw e;
        }
    }

    /**
     * Many may wait for the broker at once: whoever was in line behind an attempt that failed makes none of its own, so that each waits for
     * as long as one attempt takes.
     */
    private void requireAttempt(long askedNs) throws XAException {
        if (lastFailure != null && askedNs - lastFailureNs < 0) {
            throw BranchCompletion.failure(XAException.XAER_RMFAIL, lastFailure.getMessage(), lastFailure);
        }
    }

    private XAResource connected() throws XAException {
        lastUsedNs = System.nanoTime();
        if (resource == null) {
            try {
                requireRunning();
                ConnectionSettings settings = source.settings();
                connection = broker.provider().recoveryConnection(settings);
                resource = connection.createXASession().getXAResource();
                LOG.log(System.Logger.Level.DEBUG, "Connected to end branches at {0}", settings.nameServers());
            } catch (JMSException | RuntimeException e) {
                throw unreachable(e);
            }
        }
        return resource;
    }

    private void requireRunning() throws JMSException {
        if (isStopped) {
            throw AdapterError.ILLEGAL_STATE.jms("the resource adapter is stopped");
        }
    }

    private static XAException unreachable(Exception cause) {
        return BranchCompletion.failure(XAException.XAER_RMFAIL, "TernMQ cannot be reached for recovery: " + cause.getMessage(), cause);
    }

    /** Closes the connection when it has not been used for a while. */
    synchronized void closeIfIdle() {
        if (connection != null && System.nanoTime() - lastUsedNs > IDLE_NS) {
            close();
        }
    }

    /** Closes the connection; no other is made. */
    synchronized void stop() {
        isStopped = true;
        close();
    }

    private void close() {
        XAConnection last = connection;
        connection = null;
        resource = null;
        if (last != null) {
            try {
                last.close();
            } catch (JMSException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "Closing a connection: {0}", e.getMessage());
            }
        }
    }

    @Override
    public Xid[] recover(int flag) throws XAException {
        return call(to -> to.recover(flag));
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        call(to -> {
            to.commit(xid, onePhase);
            return null;
        });
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        call(to -> {
            to.rollback(xid);
            return null;
        });
    }

    @Override
    public void forget(Xid xid) throws XAException {
        call(to -> {
            to.forget(xid);
            return null;
        });
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return call(to -> to.prepare(xid));
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        throw notForWork();
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        throw notForWork();
    }

    private static XAException notForWork() {
        XAException failure = new XAException("This resource is for recovery: no work can be done in its branches");
        failure.errorCode = XAException.XAER_PROTO;
        return failure;
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other == this;
    }

    @Override
    public synchronized int getTransactionTimeout() {
        return timeoutSeconds;
    }

    /** Means nothing here: what waits for recovery has no time-out. */
    @Override
    public synchronized boolean setTransactionTimeout(int seconds) {
        timeoutSeconds = seconds;
        return false;
    }

    /** For the logs of transaction managers: without secrets. */
    @Override
    public String toString() {
        return "TernMQ recovery " + what;
    }
}
