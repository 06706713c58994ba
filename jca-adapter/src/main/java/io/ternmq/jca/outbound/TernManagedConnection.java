package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.transaction.BranchResource;
import io.ternmq.jca.transaction.SessionTransaction;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.DissociatableManagedConnection;
import jakarta.resource.spi.LazyEnlistableManagedConnection;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.Subject;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * One pooled connection: a JMS connection and, seen by the application, one session on it. Underneath, the session is the XA session
 * while a branch of a distributed transaction is active, a transacted one in a local transaction and an acknowledging one otherwise.
 * Used by one application thread at a time, as the pool sees to; the loss of the link and the completion of transactions arrive on
 * others.
 *
 * <p>Handles can be taken off and put on another connection, and the connection becomes part of a transaction only when it is used in
 * it, on servers that do so: {@link PooledHandle}, {@link ConnectionHandle#enlist}.
 */
final class TernManagedConnection implements ManagedConnection, DissociatableManagedConnection, LazyEnlistableManagedConnection {

    /** Something to be done with a producer. */
    @FunctionalInterface
    interface Sending {
        void send(MessageProducer producer) throws JMSException;
    }

    private static final System.Logger LOG = System.getLogger(TernManagedConnection.class.getName());

    private final TernManagedConnectionFactory factory;
    private final ConnectionSettings settings;
    private final PhysicalConnection physical;
    private final Set<PooledHandle> handles = ConcurrentHashMap.newKeySet();
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private final SessionTransaction transaction;
    private final BranchResource branch;
    private final AtomicReference<JMSException> failure = new AtomicReference<>();
    private volatile boolean destroyed;
    private PrintWriter logWriter;

    private TernManagedConnection(TernManagedConnectionFactory factory, ConnectionSettings settings, Broker broker) throws JMSException {
        this.factory = factory;
        this.settings = settings;
        this.physical = PhysicalConnection.open(settings, broker.provider(), this::linkLost);
        this.transaction = new SessionTransaction(physical::transactedOrNull, this::isInBranch);
        this.branch = new BranchResource(new Branches(), transaction::isActive, broker, settings);
    }

    /** Connects; blocks until the broker has answered. */
    static TernManagedConnection open(TernManagedConnectionFactory factory, ConnectionSettings settings, Broker broker)
            throws JMSException {
        return new TernManagedConnection(factory, settings, broker);
    }

    boolean matches(TernManagedConnectionFactory wantedFactory, ConnectionSettings wanted) {
        return isUsable() && factory.equals(wantedFactory) && settings.equals(wanted);
    }

    boolean isUsable() {
        return failure.get() == null && !destroyed;
    }

    // ---- what the handles ask

    /** The JMS session to work on now: that of the transaction, else one with this acknowledgement mode. */
    synchronized Session session(int acknowledgeMode) throws JMSException {
        if (branch.isActive()) {
            return physical.xa();
        }
        return transaction.isActive() ? physical.transacted() : physical.plain(acknowledgeMode);
    }

    /** A temporary queue that lives as long as this connection serves its user. */
    synchronized TemporaryQueue temporaryQueue(int acknowledgeMode) throws JMSException {
        return physical.temporaryQueue(session(acknowledgeMode));
    }

    /** A temporary topic that lives as long as this connection serves its user. */
    synchronized TemporaryTopic temporaryTopic(int acknowledgeMode) throws JMSException {
        return physical.temporaryTopic(session(acknowledgeMode));
    }

    /**
     * Sends on this session. Guarded, because some servers let threads share an injected context and with it this connection.
     *
     * @param sending uses the session's one producer, which is not bound to a destination
     */
    synchronized void send(int acknowledgeMode, Sending sending) throws JMSException {
        sending.send(physical.producer(session(acknowledgeMode)));
    }

    /** Begins again with the first message that is not acknowledged; with automatic acknowledgement there is none. */
    synchronized void recover(int acknowledgeMode) throws JMSException {
        if (acknowledgeMode != Session.AUTO_ACKNOWLEDGE) {
            physical.plain(acknowledgeMode).recover();
        }
    }

    /** Whether what is done now belongs to a transaction, of either kind. */
    boolean isInTransaction() {
        return branch.isActive() || transaction.isActive();
    }

    private boolean isInBranch() {
        return branch.isActive();
    }

    Connection connection() {
        return physical.connection();
    }

    void start() throws JMSException {
        physical.connection().start();
    }

    /** The application has closed this handle. After the loss of the link nothing is said: the server gives the connection up anyway. */
    void closed(PooledHandle handle) {
        if (handles.remove(handle) && failure.get() == null) {
            ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
            event.setConnectionHandle(handle);
            for (ConnectionEventListener listener : listeners) {
                listener.connectionClosed(event);
            }
        }
    }

    void detach(PooledHandle handle) {
        handles.remove(handle);
    }

    private void linkLost(JMSException cause) {
        if (destroyed || !failure.compareAndSet(null, cause)) {
            return;
        }
        LOG.log(System.Logger.Level.INFO, AdapterError.CONNECTION_LOST.logged("Connection lost, leaving the pool: {0}"),
                cause.getMessage());
        ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_ERROR_OCCURRED, cause);
        for (ConnectionEventListener listener : listeners) {
            listener.connectionErrorOccurred(event);
        }
    }

    // ---- what the server asks

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo request) throws ResourceException {
        prepareForWork();
        PooledHandle handle = new PooledHandle(this);
        handles.add(handle);
        return handle;
    }

    @Override
    public void associateConnection(Object handle) throws ResourceException {
        if (!(handle instanceof PooledHandle pooled)) {
            throw AdapterError.NOT_ASSOCIATED.in(new ResourceException("Not a handle of this adapter: " + handle));
        }
        prepareForWork();
        pooled.moveTo(this);
        handles.add(pooled);
    }

    private void prepareForWork() throws ResourceException {
        requireUsable();
        try {
            physical.prepareForWork();
        } catch (JMSException e) {
            throw ResourceExceptions.connectFailed(settings, e);
        }
    }

    private void requireUsable() throws ResourceException {
        JMSException cause = failure.get();
        if (cause != null) {
            throw AdapterError.CONNECTION_LOST.in(new CommException("The connection is lost: " + cause.getMessage(), cause));
        } else if (destroyed) {
            throw AdapterError.ILLEGAL_STATE.in(new jakarta.resource.spi.IllegalStateException("The connection is closed"));
        }
    }

    /** The handles stay the application's, and ask for a connection again when they are used. */
    @Override
    public void dissociateConnections() {
        handles.forEach(PooledHandle::dissociate);
        handles.clear();
    }

    /**
     * Makes the connection fit for its next user: handles are void, consumers closed, an open transaction rolled back, temporary
     * destinations deleted.
     */
    @Override
    public void cleanup() throws ResourceException {
        handles.forEach(PooledHandle::invalidate);
        handles.clear();
        if (isUsable()) {
            transaction.rollbackIfActive();
            try {
                branch.abandon();
                physical.reset();
            } catch (JMSException | XAException e) {
                throw new ResourceException("Could not make the connection ready for its next user: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void destroy() throws ResourceException {
        if (destroyed) {
            return;
        }
        destroyed = true;
        handles.forEach(PooledHandle::invalidate);
        handles.clear();
        try {
            physical.close();
        } catch (JMSException e) {
            if (failure.get() == null) {
                throw new ResourceException("Could not close the connection: " + e.getMessage(), e);
            }
            LOG.log(System.Logger.Level.DEBUG, "Closing a lost connection: {0}", e.getMessage());
        }
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public LocalTransaction getLocalTransaction() {
        return transaction;
    }

    /** The same object each time. Fails at a broker that has no distributed transactions, so that nobody takes this for one. */
    @Override
    public XAResource getXAResource() throws ResourceException {
        requireUsable();
        try {
            physical.xa();
            return branch;
        } catch (JMSException e) {
            throw ResourceExceptions.noXa(e);
        }
    }

    @Override
    public ManagedConnectionMetaData getMetaData() throws ResourceException {
        try {
            return ConnectionMetaDataView.of(physical.connection().getMetaData(), settings.user());
        } catch (JMSException e) {
            throw new ResourceException("No metadata: " + e.getMessage(), e);
        }
    }

    @Override
    public void setLogWriter(PrintWriter logWriter) {
        this.logWriter = logWriter;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    /** A connection that is gone ends no branches: another one goes on for it. */
    private final class Branches implements BranchResource.Source {

        @Override
        public XAResource forWork() throws JMSException {
            requireAlive();
            physical.prepareForWork();
            return physical.xa().getXAResource();
        }

        @Override
        public XAResource forCompletion() throws JMSException {
            requireAlive();
            return physical.xa().getXAResource();
        }

        private void requireAlive() throws JMSException {
            if (!isUsable()) {
                throw AdapterError.CONNECTION_LOST.jms(destroyed ? "The connection is closed" : "The connection is lost", failure.get());
            }
        }
    }
}
