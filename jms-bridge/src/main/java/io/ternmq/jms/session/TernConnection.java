package io.ternmq.jms.session;

import io.ternmq.jms.core.AckMode;
import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.SessionCore;
import io.ternmq.jms.message.Messages;
import io.ternmq.wire.jms.Attach.Subscription;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;

/** A connection of any of the three kinds. Any thread. */
public class TernConnection implements QueueConnection, TopicConnection {
    private final ConnectionCore core;
    private final Messages messages;
    private final Domain domain;
    private volatile boolean isUsed;
    private volatile ExceptionListener exceptionListener;

    /**
     * @param core     open
     * @param messages makes messages
     * @param domain   what its sessions may do
     */
    public TernConnection(ConnectionCore core, Messages messages, Domain domain) {
        this.core = core;
        this.messages = messages;
        this.domain = domain;
    }

    ConnectionCore core() {
        return core;
    }

    void used() {
        isUsed = true;
    }

    Domain domain() {
        return domain;
    }

    Messages messages() {
        return messages;
    }

    String origin() {
        // The same that the broker compares for noLocal.
        return core.clientId() == null ? core.facts().connectionId() : core.clientId();
    }

    @Override
    public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return newSession(transacted ? AckMode.TRANSACTED : modeOf(acknowledgeMode), domain);
    }

    @Override
    public Session createSession(int sessionMode) throws JMSException {
        return newSession(modeOf(sessionMode), domain);
    }

    @Override
    public Session createSession() throws JMSException {
        return newSession(AckMode.AUTO, domain);
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return newSession(transacted ? AckMode.TRANSACTED : modeOf(acknowledgeMode), Domain.QUEUE);
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return newSession(transacted ? AckMode.TRANSACTED : modeOf(acknowledgeMode), Domain.TOPIC);
    }

    private TernSession newSession(AckMode mode, Domain sessionDomain) throws JMSException {
        isUsed = true;
        return new TernSession(this, core.createSession(mode), sessionDomain);
    }

    static AckMode modeOf(int acknowledgeMode) throws JMSException {
        AckMode mode = AckMode.of(acknowledgeMode);
        if (mode == null) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, "acknowledge mode: " + acknowledgeMode
                + " (expected: 0 to 3, or 101 for individual acknowledgement)", null);
        }
        return mode;
    }

    @Override
    public String getClientID() throws JMSException {
        core.requireOpen();
        return core.clientId();
    }

    @Override
    public void setClientID(String clientId) throws JMSException {
        core.requireOpen();
        if (isUsed || core.clientId() != null) {
            throw JmsErrors.illegalState("The client id can only be set once, before anything else is done with the connection");
        }
        if (clientId == null || clientId.isEmpty()) {
            throw new InvalidClientIDException("client id: " + (clientId == null ? "null" : "''") + " (expected: not empty)",
                JmsErrors.INVALID_ARGUMENT);
        }
        core.setClientId(clientId);
    }

    @Override
    public ConnectionMetaData getMetaData() throws JMSException {
        core.requireOpen();
        isUsed = true;
        return new TernConnectionMetaData(core.facts());
    }

    @Override
    public ExceptionListener getExceptionListener() throws JMSException {
        core.requireOpen();
        isUsed = true;
        return exceptionListener;
    }

    @Override
    public void setExceptionListener(ExceptionListener listener) throws JMSException {
        core.requireOpen();
        isUsed = true;
        exceptionListener = listener;
        core.setExceptionListener(listener == null ? null : listener::onException);
    }

    @Override
    public void start() throws JMSException {
        isUsed = true;
        core.start();
    }

    @Override
    public void stop() throws JMSException {
        isUsed = true;
        core.stop();
    }

    @Override
    public void close() throws JMSException {
        core.close();
    }

    /** Whether the broker can be reached, as far as is known: for pools. */
    public boolean isAlive() {
        return core.isAlive();
    }

    SessionCore newCore(AckMode mode) throws JMSException {
        isUsed = true;
        return core.createSession(mode);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Queue queue, String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        return TernConnectionConsumer.open(this, queue, Subscription.DEFAULT, selector, pool, maxMessages);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Topic topic, String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        return TernConnectionConsumer.open(this, topic, Subscription.DEFAULT, selector, pool, maxMessages);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Destination destination, String selector, ServerSessionPool pool,
            int maxMessages) throws JMSException {
        return TernConnectionConsumer.open(this, destination, Subscription.DEFAULT, selector, pool, maxMessages);
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(Topic topic, String subscriptionName, String selector,
            ServerSessionPool pool, int maxMessages) throws JMSException {
        core.requireOpen();
        domain.requireTopics("createSharedConnectionConsumer");
        return TernConnectionConsumer.open(this, topic, TernSession.subscription(subscriptionName, false, true), selector, pool,
            maxMessages);
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(Topic topic, String subscriptionName, String selector,
            ServerSessionPool pool, int maxMessages) throws JMSException {
        core.requireOpen();
        domain.requireTopics("createDurableConnectionConsumer");
        core.requireUnsharedDurable(subscriptionName);
        return TernConnectionConsumer.open(this, topic, TernSession.subscription(subscriptionName, true, false), selector, pool,
            maxMessages);
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(Topic topic, String subscriptionName, String selector,
            ServerSessionPool pool, int maxMessages) throws JMSException {
        core.requireOpen();
        domain.requireTopics("createSharedDurableConnectionConsumer");
        return TernConnectionConsumer.open(this, topic, TernSession.subscription(subscriptionName, true, true), selector, pool,
            maxMessages);
    }
}
