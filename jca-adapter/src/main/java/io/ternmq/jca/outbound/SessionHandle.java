package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.AdapterError;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.io.Serializable;

/**
 * The session that an application holds. Everything it makes goes through to the JMS session that fits the moment
 * ({@link TernManagedConnection#session}), of the pooled connection that it has at the moment. Owned by the application's thread.
 */
final class SessionHandle implements QueueSession, TopicSession {

    private final ConnectionHandle connection;
    private final Domain domain;
    private final int acknowledgeMode;
    private PooledHandle pooled;
    private boolean closed;

    SessionHandle(ConnectionHandle connection, Domain domain, int acknowledgeMode) throws JMSException {
        this.connection = connection;
        this.domain = domain;
        this.acknowledgeMode = acknowledgeMode;
        pooled = connection.allocate();
    }

    // ---- between the session and the pooled connection

    /** The handle of a pooled connection; another one than before when the server has taken that back. */
    synchronized PooledHandle pooled() throws JMSException {
        requireOpen();
        if (pooled.managedOrNull() == null) {
            pooled = connection.reconnect(pooled);
            if (connection.isStarted()) {
                start();
            }
        }
        return pooled;
    }

    /** The pooled connection, for what no transaction is needed for. */
    TernManagedConnection managed() throws JMSException {
        TernManagedConnection managed = pooled().managedOrNull();
        if (managed == null) {
            throw AdapterError.ILLEGAL_STATE.illegalState("The connection was taken back while it was being used");
        }
        return managed;
    }

    /** The pooled connection, made part of the calling thread's transaction, if there is one and that was not done. */
    private TernManagedConnection enlisted() throws JMSException {
        TernManagedConnection managed = managed();
        connection.enlist(managed);
        return managed;
    }

    /** The JMS session to work on at this moment. */
    Session physical() throws JMSException {
        return enlisted().session(acknowledgeMode);
    }

    /** A JMS session to make messages and destinations with, in or outside of a transaction. */
    private Session maker() throws JMSException {
        return managed().session(acknowledgeMode);
    }

    void send(TernManagedConnection.Sending sending) throws JMSException {
        enlisted().send(acknowledgeMode, sending);
    }

    boolean isOpen() {
        return !closed;
    }

    void requireOpen() throws JMSException {
        if (closed) {
            throw AdapterError.ILLEGAL_STATE.illegalState("The session is closed");
        }
    }

    void start() throws JMSException {
        managed().start();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            connection.release(pooled);
        }
    }

    // ---- producers and consumers

    @Override
    public MessageProducer createProducer(Destination destination) throws JMSException {
        if (destination != null) {
            requireFits(destination);
        }
        managed();
        return new ProducerHandle(this, destination);
    }

    @Override
    public QueueSender createSender(Queue queue) throws JMSException {
        return (QueueSender) createProducer(queue);
    }

    @Override
    public TopicPublisher createPublisher(Topic topic) throws JMSException {
        return (TopicPublisher) createProducer(topic);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination) throws JMSException {
        return createConsumer(destination, null);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, String selector) throws JMSException {
        return createConsumer(destination, selector, false);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, String selector, boolean noLocal) throws JMSException {
        return open(destination, noLocal, session -> session.createConsumer(destination, selector, noLocal));
    }

    @Override
    public QueueReceiver createReceiver(Queue queue) throws JMSException {
        return createReceiver(queue, null);
    }

    @Override
    public QueueReceiver createReceiver(Queue queue, String selector) throws JMSException {
        return open(queue, false, session -> session.createConsumer(queue, selector));
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic) throws JMSException {
        return createSubscriber(topic, null, false);
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic, String selector, boolean noLocal) throws JMSException {
        return open(topic, noLocal, session -> session.createConsumer(topic, selector, noLocal));
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name) throws JMSException {
        return createDurableSubscriber(topic, name, null, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name, String selector, boolean noLocal) throws JMSException {
        return open(topic, noLocal, session -> session.createDurableConsumer(topic, name, selector, noLocal));
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name) throws JMSException {
        return createDurableConsumer(topic, name, null, false);
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name, String selector, boolean noLocal) throws JMSException {
        return createDurableSubscriber(topic, name, selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name) throws JMSException {
        return createSharedConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name, String selector) throws JMSException {
        return open(topic, false, session -> session.createSharedConsumer(topic, name, selector));
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name) throws JMSException {
        return createSharedDurableConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name, String selector) throws JMSException {
        return open(topic, false, session -> session.createSharedDurableConsumer(topic, name, selector));
    }

    private ConsumerHandle open(Destination destination, boolean noLocal, ConsumerHandle.Opening opening) throws JMSException {
        requireFits(destination);
        return new ConsumerHandle(this, destination, noLocal, opening);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue) throws JMSException {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, String selector) throws JMSException {
        require(Domain.QUEUE, "createBrowser");
        return maker().createBrowser(queue, selector);
    }

    @Override
    public Queue createQueue(String name) throws JMSException {
        require(Domain.QUEUE, "createQueue");
        return maker().createQueue(name);
    }

    @Override
    public Topic createTopic(String name) throws JMSException {
        require(Domain.TOPIC, "createTopic");
        return maker().createTopic(name);
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        require(Domain.QUEUE, "createTemporaryQueue");
        return managed().temporaryQueue(acknowledgeMode);
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        require(Domain.TOPIC, "createTemporaryTopic");
        return managed().temporaryTopic(acknowledgeMode);
    }

    @Override
    public void unsubscribe(String name) throws JMSException {
        require(Domain.TOPIC, "unsubscribe");
        maker().unsubscribe(name);
    }

    private void require(Domain wanted, String what) throws JMSException {
        if (domain != Domain.ANY && domain != wanted) {
            throw wrongDomain(what + " is not possible on");
        }
    }

    private void requireFits(Destination destination) throws JMSException {
        if (destination == null) {
            throw new InvalidDestinationException("destination: null (expected: a queue or a topic)");
        }
        if (domain == Domain.QUEUE && !(destination instanceof Queue) || domain == Domain.TOPIC && !(destination instanceof Topic)) {
            throw wrongDomain(destination + " does not fit");
        }
    }

    private JMSException wrongDomain(String what) {
        return AdapterError.ILLEGAL_STATE.illegalState(what + " a " + (domain == Domain.QUEUE ? "QueueSession" : "TopicSession"));
    }

    // ---- messages

    @Override
    public BytesMessage createBytesMessage() throws JMSException {
        return maker().createBytesMessage();
    }

    @Override
    public MapMessage createMapMessage() throws JMSException {
        return maker().createMapMessage();
    }

    @Override
    public Message createMessage() throws JMSException {
        return maker().createMessage();
    }

    @Override
    public ObjectMessage createObjectMessage() throws JMSException {
        return maker().createObjectMessage();
    }

    @Override
    public ObjectMessage createObjectMessage(Serializable object) throws JMSException {
        return maker().createObjectMessage(object);
    }

    @Override
    public StreamMessage createStreamMessage() throws JMSException {
        return maker().createStreamMessage();
    }

    @Override
    public TextMessage createTextMessage() throws JMSException {
        return maker().createTextMessage();
    }

    @Override
    public TextMessage createTextMessage(String text) throws JMSException {
        return maker().createTextMessage(text);
    }

    // ---- transactions and acknowledgement are the container's

    @Override
    public boolean getTransacted() throws JMSException {
        return enlisted().isInTransaction();
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        return enlisted().isInTransaction() ? Session.SESSION_TRANSACTED : acknowledgeMode;
    }

    @Override
    public void commit() throws JMSException {
        managed();
        throw ConnectionHandle.notInContainer("Session.commit (the transaction is the container's)");
    }

    @Override
    public void rollback() throws JMSException {
        managed();
        throw ConnectionHandle.notInContainer("Session.rollback (the transaction is the container's)");
    }

    @Override
    public void recover() throws JMSException {
        TernManagedConnection managed = enlisted();
        if (managed.isInTransaction()) {
            throw AdapterError.ILLEGAL_STATE.illegalState("Session.recover is not possible in a transaction");
        }
        managed.recover(acknowledgeMode);
    }

    @Override
    public MessageListener getMessageListener() throws JMSException {
        throw ConnectionHandle.notInContainer("Session.getMessageListener");
    }

    @Override
    public void setMessageListener(MessageListener listener) throws JMSException {
        throw ConnectionHandle.notInContainer("Session.setMessageListener (use a message-driven bean)");
    }

    @Override
    public void run() {
        throw RuntimeExceptions.of(ConnectionHandle.notInContainer("Session.run"));
    }
}
