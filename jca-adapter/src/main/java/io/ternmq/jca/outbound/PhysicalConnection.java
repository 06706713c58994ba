package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.JmsProvider;
import jakarta.jms.Connection;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The JMS connection below a pooled one, with its sessions, one of a kind at most and each made when it is first wanted. The XA session
 * works outside of branches too, where it acknowledges each message by itself, so a connection in a server with transactions usually
 * has that one only.
 *
 * <p>A client id is taken with the first work: a server's recovery opens a connection like any other, asks for branches in doubt and
 * closes it, at a time when the application may hold the id.
 *
 * <p>Guarded by itself, because some servers let threads share an injected context and with it this connection.
 */
final class PhysicalConnection {

    private static final System.Logger LOG = System.getLogger(PhysicalConnection.class.getName());

    private final ConnectionSettings settings;
    private final JmsProvider provider;
    private final ExceptionListener lossListener;
    private final Map<Integer, Session> sessions = new HashMap<>();
    private final Map<Session, MessageProducer> producers = new HashMap<>();
    private final List<TemporaryQueue> temporaryQueues = new ArrayList<>();
    private final List<TemporaryTopic> temporaryTopics = new ArrayList<>();
    private volatile XAConnection connection;
    private XASession xaSession;
    private boolean isForWork;

    private PhysicalConnection(ConnectionSettings settings, JmsProvider provider, ExceptionListener lossListener) {
        this.settings = settings;
        this.provider = provider;
        this.lossListener = lossListener;
    }

    /**
     * Connects; blocks until the broker has answered.
     *
     * @param lossListener told when the link is lost, on another thread
     */
    static PhysicalConnection open(ConnectionSettings settings, JmsProvider provider, ExceptionListener lossListener) throws JMSException {
        PhysicalConnection opened = new PhysicalConnection(settings, provider, lossListener);
        opened.isForWork = settings.clientId() == null;
        opened.connect();
        return opened;
    }

    private void connect() throws JMSException {
        XAConnection made = isForWork ? provider.pooledConnection(settings) : provider.recoveryConnection(settings);
        try {
            made.setExceptionListener(lossListener);
        } catch (JMSException e) {
            made.close();
            throw e;
        }
        connection = made;
    }

    /** Takes the client id, if there is one and that was not done. */
    synchronized void prepareForWork() throws JMSException {
        if (!isForWork) {
            XAConnection before = connection;
            isForWork = true;
            try {
                connect();
            } catch (JMSException e) {
                isForWork = false;
                throw e;
            }
            xaSession = null;
            close(before);
        }
    }

    private static void close(Connection replaced) {
        try {
            replaced.close();
        } catch (JMSException e) {
            // Nothing was done on it, and its user has another.
            LOG.log(System.Logger.Level.DEBUG, "Closing a connection without client id: {0}", e.getMessage());
        }
    }

    Connection connection() {
        return connection;
    }

    /** The session that belongs to a transaction manager. */
    synchronized XASession xa() throws JMSException {
        if (xaSession == null) {
            xaSession = connection.createXASession();
        }
        return xaSession;
    }

    /** The session of local transactions. */
    synchronized Session transacted() throws JMSException {
        return session(Session.SESSION_TRANSACTED);
    }

    /** The session of local transactions, or null when it was never wanted. */
    synchronized Session transactedOrNull() {
        return sessions.get(Session.SESSION_TRANSACTED);
    }

    /** A session outside of transactions: the XA session where there is one and it does the same. */
    synchronized Session plain(int acknowledgeMode) throws JMSException {
        return acknowledgeMode == Session.AUTO_ACKNOWLEDGE && xaSession != null ? xaSession : session(acknowledgeMode);
    }

    private Session session(int mode) throws JMSException {
        Session session = sessions.get(mode);
        if (session == null) {
            session = connection.createSession(mode == Session.SESSION_TRANSACTED, mode);
            sessions.put(mode, session);
        }
        return session;
    }

    /** The one producer of a session of this connection; not bound to a destination. */
    synchronized MessageProducer producer(Session session) throws JMSException {
        MessageProducer producer = producers.get(session);
        if (producer == null) {
            producer = session.createProducer(null);
            producers.put(session, producer);
        }
        return producer;
    }

    /** A temporary queue that lives as long as this connection serves its user. */
    synchronized TemporaryQueue temporaryQueue(Session session) throws JMSException {
        TemporaryQueue made = session.createTemporaryQueue();
        temporaryQueues.add(made);
        return made;
    }

    /** A temporary topic that lives as long as this connection serves its user. */
    synchronized TemporaryTopic temporaryTopic(Session session) throws JMSException {
        TemporaryTopic made = session.createTemporaryTopic();
        temporaryTopics.add(made);
        return made;
    }

    /** Makes it fit for its next user, who takes this for the beginning of the connection. */
    synchronized void reset() throws JMSException {
        // Those that were deleted already are no error.
        for (TemporaryQueue queue : temporaryQueues) {
            queue.delete();
        }
        temporaryQueues.clear();
        for (TemporaryTopic topic : temporaryTopics) {
            topic.delete();
        }
        temporaryTopics.clear();
        connection.stop();
    }

    void close() throws JMSException {
        connection.close();
    }
}
