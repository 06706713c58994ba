package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.AdapterError;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.LazyAssociatableConnectionManager;
import jakarta.resource.spi.LazyEnlistableConnectionManager;

/**
 * The connection that an application holds. It takes a pooled connection only with its session, so that a connection kept in a field
 * costs nothing and each session joins the transaction that is active when it is created. Owned by the application's thread.
 */
final class ConnectionHandle implements QueueConnection, TopicConnection {

    private final TernManagedConnectionFactory factory;
    private final ConnectionManager connectionManager;
    private final ConnectionRequest request;
    private final Domain domain;
    private SessionHandle session;
    private boolean started;
    private boolean closed;

    ConnectionHandle(TernManagedConnectionFactory factory, ConnectionManager connectionManager, ConnectionRequest request,
                     Domain domain) {
        this.factory = factory;
        this.connectionManager = connectionManager;
        this.request = request;
        this.domain = domain;
    }

    @Override
    public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
        requireOpen();
        if (session != null && session.isOpen()) {
            throw AdapterError.ONE_SESSION.illegalState("Only one open session per connection is allowed in an application server: "
                    + "close the first one, or create another connection");
        }
        // Local transactions and client acknowledgement do not exist in an EE container, where the transaction is the container's.
        int mode = acknowledgeMode == Session.DUPS_OK_ACKNOWLEDGE ? Session.DUPS_OK_ACKNOWLEDGE : Session.AUTO_ACKNOWLEDGE;
        session = new SessionHandle(this, domain, mode);
        if (started) {
            session.start();
        }
        return session;
    }

    @Override
    public Session createSession(int sessionMode) throws JMSException {
        return createSession(sessionMode == Session.SESSION_TRANSACTED, sessionMode);
    }

    @Override
    public Session createSession() throws JMSException {
        return createSession(Session.AUTO_ACKNOWLEDGE);
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return (QueueSession) createSession(transacted, acknowledgeMode);
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return (TopicSession) createSession(transacted, acknowledgeMode);
    }

    @Override
    public void start() throws JMSException {
        requireOpen();
        started = true;
        if (session != null && session.isOpen()) {
            session.start();
        }
    }

    @Override
    public void close() throws JMSException {
        if (!closed) {
            closed = true;
            if (session != null) {
                session.close();
            }
        }
    }

    @Override
    public String getClientID() throws JMSException {
        return whileConnected(Connection::getClientID);
    }

    @Override
    public ConnectionMetaData getMetaData() throws JMSException {
        return whileConnected(Connection::getMetaData);
    }

    boolean isStarted() {
        return started;
    }

    @Override
    public void stop() throws JMSException {
        throw notInContainer("Connection.stop");
    }

    @Override
    public void setClientID(String clientID) throws JMSException {
        throw notInContainer("Connection.setClientID (set the connection factory's property clientId)");
    }

    @Override
    public ExceptionListener getExceptionListener() throws JMSException {
        throw notInContainer("Connection.getExceptionListener");
    }

    @Override
    public void setExceptionListener(ExceptionListener listener) throws JMSException {
        throw notInContainer("Connection.setExceptionListener");
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Destination destination, String messageSelector,
                                                       ServerSessionPool sessionPool, int maxMessages) throws JMSException {
        throw notInContainer("createConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Queue queue, String messageSelector, ServerSessionPool sessionPool,
                                                       int maxMessages) throws JMSException {
        throw notInContainer("createConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Topic topic, String messageSelector, ServerSessionPool sessionPool,
                                                       int maxMessages) throws JMSException {
        throw notInContainer("createConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(Topic topic, String subscriptionName, String messageSelector,
                                                             ServerSessionPool sessionPool, int maxMessages) throws JMSException {
        throw notInContainer("createSharedConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(Topic topic, String subscriptionName, String messageSelector,
                                                              ServerSessionPool sessionPool, int maxMessages) throws JMSException {
        throw notInContainer("createDurableConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(Topic topic, String subscriptionName, String messageSelector,
                                                                    ServerSessionPool sessionPool, int maxMessages)
            throws JMSException {
        throw notInContainer("createSharedDurableConnectionConsumer");
    }

    /** What an EE container forbids to its applications. */
    static IllegalStateException notInContainer(String what) {
        return AdapterError.NOT_IN_CONTAINER.illegalState("Not permitted in an application server: " + what);
    }

    private <T> T whileConnected(Question<T> question) throws JMSException {
        requireOpen();
        if (session != null && session.isOpen()) {
            return question.ask(session.managed().connection());
        }
        PooledHandle borrowed = allocate();
        try {
            return question.ask(borrowed.managedOrNull().connection());
        } finally {
            release(borrowed);
        }
    }

    /** A handle of a pooled connection, in the transaction of the calling thread. */
    PooledHandle allocate() throws JMSException {
        try {
            return (PooledHandle) connectionManager.allocateConnection(factory, request);
        } catch (ResourceException e) {
            throw ResourceExceptions.toJms(e);
        }
    }

    /** A handle with a connection, for one from which the server has taken it. */
    PooledHandle reconnect(PooledHandle handle) throws JMSException {
        if (!handle.isInactive() || !(connectionManager instanceof LazyAssociatableConnectionManager lazy)) {
            return allocate();
        }
        try {
            lazy.associateConnection(handle, factory, request);
            return handle;
        } catch (ResourceException e) {
            throw ResourceExceptions.toJms(e);
        }
    }

    /** The application needs this handle no longer. */
    void release(PooledHandle handle) {
        if (handle.isInactive() && connectionManager instanceof LazyAssociatableConnectionManager lazy) {
            lazy.inactiveConnectionClosed(handle, factory);
        }
        handle.close();
    }

    /**
     * Makes a connection part of the calling thread's transaction when it is first used in it, where the server leaves that to the
     * adapter; other servers have done so when they gave it out. Nothing without a transaction.
     */
    void enlist(TernManagedConnection managed) throws JMSException {
        if (connectionManager instanceof LazyEnlistableConnectionManager lazy && !managed.isInTransaction()) {
            try {
                lazy.lazyEnlist(managed);
            } catch (ResourceException e) {
                throw AdapterError.NOT_ENLISTED.jms("The connection could not be made part of the transaction: " + e.getMessage(), e);
            }
        }
    }

    void requireOpen() throws JMSException {
        if (closed) {
            throw AdapterError.ILLEGAL_STATE.illegalState("The connection is closed");
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Connection connection) throws JMSException;
    }
}
