package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.JmsProvider;
import io.ternmq.jca.transaction.SessionTransaction;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.Subject;

/**
 * One pooled connection: a JMS connection and, seen by the application, one session on it. Underneath, the session is a transacted one
 * while a transaction is active and an auto-acknowledging one otherwise, because a JMS session cannot change its mode.
 * Used by one application thread at a time, as the pool sees to; only the loss of the link arrives on another thread.
 */
final class TernManagedConnection implements ManagedConnection {

    /** Something to be done with a producer. */
    @FunctionalInterface
    interface Sending {
        void send(MessageProducer producer) throws JMSException;
    }

    private static final System.Logger LOG = System.getLogger(TernManagedConnection.class.getName());

    private final TernManagedConnectionFactory factory;
    private final ConnectionSettings settings;
    private final Connection connection;
    private final Map<Integer, Session> sessions = new HashMap<>();
    private final Map<Session, MessageProducer> producers = new HashMap<>();
    private final List<TemporaryQueue> temporaryQueues = new ArrayList<>();
    private final List<TemporaryTopic> temporaryTopics = new ArrayList<>();
    private final Set<PooledHandle> handles = ConcurrentHashMap.newKeySet();
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private final SessionTransaction transaction = new SessionTransaction(() -> sessions.get(Session.SESSION_TRANSACTED));
    private final AtomicReference<JMSException> failure = new AtomicReference<>();
    private volatile boolean destroyed;
    private PrintWriter logWriter;

    private TernManagedConnection(TernManagedConnectionFactory factory, ConnectionSettings settings, Connection connection) {
        this.factory = factory;
        this.settings = settings;
        this.connection = connection;
    }

    /** Connects; blocks until the broker has answered. */
    static TernManagedConnection open(TernManagedConnectionFactory factory, ConnectionSettings settings, JmsProvider provider)
            throws JMSException {
        Connection connection = provider.connectionFactory(settings).createConnection();
        try {
            if (settings.clientId() != null && connection.getClientID() == null) {
                connection.setClientID(settings.clientId());
            }
            TernManagedConnection managed = new TernManagedConnection(factory, settings, connection);
            connection.setExceptionListener(managed::linkLost);
            return managed;
        } catch (JMSException e) {
            connection.close();
            throw e;
        }
    }

    boolean matches(TernManagedConnectionFactory wantedFactory, ConnectionSettings wanted) {
        return isUsable() && factory.equals(wantedFactory) && settings.equals(wanted);
    }

    boolean isUsable() {
        return failure.get() == null && !destroyed;
    }

    // ---- what the handles ask

    /** The JMS session to work on now: the transacted one in a transaction, else one with this acknowledgement mode. */
    synchronized Session session(int acknowledgeMode) throws JMSException {
        int mode = transaction.isActive() ? Session.SESSION_TRANSACTED : acknowledgeMode;
        Session session = sessions.get(mode);
        if (session == null) {
            session = connection.createSession(mode == Session.SESSION_TRANSACTED, mode);
            sessions.put(mode, session);
        }
        return session;
    }

    /** A temporary queue that lives as long as this connection serves its user. */
    synchronized TemporaryQueue temporaryQueue(int acknowledgeMode) throws JMSException {
        TemporaryQueue made = session(acknowledgeMode).createTemporaryQueue();
        temporaryQueues.add(made);
        return made;
    }

    /** A temporary topic that lives as long as this connection serves its user. */
    synchronized TemporaryTopic temporaryTopic(int acknowledgeMode) throws JMSException {
        TemporaryTopic made = session(acknowledgeMode).createTemporaryTopic();
        temporaryTopics.add(made);
        return made;
    }

    // The user takes this for the end of the connection; those that were deleted already are no error.
    private synchronized void deleteTemporaries() throws JMSException {
        for (TemporaryQueue queue : temporaryQueues) {
            queue.delete();
        }
        temporaryQueues.clear();
        for (TemporaryTopic topic : temporaryTopics) {
            topic.delete();
        }
        temporaryTopics.clear();
    }

    /**
     * Sends on this session. Guarded, because some servers let threads share an injected context and with it this connection.
     *
     * @param sending uses the session's one producer, which is not bound to a destination
     */
    synchronized void send(int acknowledgeMode, Sending sending) throws JMSException {
        Session session = session(acknowledgeMode);
        MessageProducer producer = producers.get(session);
        if (producer == null) {
            producer = session.createProducer(null);
            producers.put(session, producer);
        }
        sending.send(producer);
    }

    boolean isInTransaction() {
        return transaction.isActive();
    }

    Connection connection() {
        return connection;
    }

    void start() throws JMSException {
        connection.start();
    }

    /** The application has closed this handle. */
    void closed(PooledHandle handle) {
        if (handles.remove(handle)) {
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
        LOG.log(System.Logger.Level.INFO, "Connection lost, leaving the pool: {0}", cause.getMessage());
        ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_ERROR_OCCURRED, cause);
        for (ConnectionEventListener listener : listeners) {
            listener.connectionErrorOccurred(event);
        }
    }

    // ---- what the server asks

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo request) throws ResourceException {
        JMSException cause = failure.get();
        if (cause != null) {
            throw new CommException("The connection is lost: " + cause.getMessage(), cause);
        }
        PooledHandle handle = new PooledHandle(this);
        handles.add(handle);
        return handle;
    }

    @Override
    public void associateConnection(Object handle) throws ResourceException {
        if (!(handle instanceof PooledHandle pooled)) {
            throw new ResourceException("Not a handle of this adapter: " + handle);
        }
        pooled.moveTo(this);
        handles.add(pooled);
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
                deleteTemporaries();
                connection.stop();
            } catch (JMSException e) {
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
            connection.close();
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

    @Override
    public javax.transaction.xa.XAResource getXAResource() throws ResourceException {
        throw new NotSupportedException("XA transactions are not supported yet (the adapter declares LocalTransaction)");
    }

    @Override
    public ManagedConnectionMetaData getMetaData() throws ResourceException {
        try {
            return ConnectionMetaDataView.of(connection.getMetaData(), settings.user());
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
}
