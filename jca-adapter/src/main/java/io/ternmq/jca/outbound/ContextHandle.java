package io.ternmq.jca.outbound;

import static io.ternmq.jca.outbound.RuntimeExceptions.call;
import static io.ternmq.jca.outbound.RuntimeExceptions.run;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;

/**
 * The simplified interface over a connection and its one session; what {@code @Inject JMSContext} works on. Owned by the
 * application's thread.
 */
final class ContextHandle implements JMSContext {

    private final ConnectionHandle connection;
    private final Session session;
    private boolean autoStart = true;

    private ContextHandle(ConnectionHandle connection, Session session) {
        this.connection = connection;
        this.session = session;
    }

    static ContextHandle open(ConnectionHandle connection, int sessionMode) {
        return new ContextHandle(connection, call(() -> connection.createSession(sessionMode)));
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        throw RuntimeExceptions.of(ConnectionHandle.notInContainer("JMSContext.createContext"));
    }

    @Override
    public JMSProducer createProducer() {
        return call(() -> new ContextProducer(session));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination) {
        return consume(() -> session.createConsumer(destination));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, String selector) {
        return consume(() -> session.createConsumer(destination, selector));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, String selector, boolean noLocal) {
        return consume(() -> session.createConsumer(destination, selector, noLocal));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name) {
        return consume(() -> session.createDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name, String selector, boolean noLocal) {
        return consume(() -> session.createDurableConsumer(topic, name, selector, noLocal));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name) {
        return consume(() -> session.createSharedDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name, String selector) {
        return consume(() -> session.createSharedDurableConsumer(topic, name, selector));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String name) {
        return consume(() -> session.createSharedConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String name, String selector) {
        return consume(() -> session.createSharedConsumer(topic, name, selector));
    }

    private JMSConsumer consume(RuntimeExceptions.Call<MessageConsumer> opening) {
        return call(() -> {
            MessageConsumer consumer = opening.run();
            if (autoStart) {
                connection.start();
            }
            return new ContextConsumer(consumer);
        });
    }

    @Override
    public QueueBrowser createBrowser(Queue queue) {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, String selector) {
        return call(() -> {
            QueueBrowser browser = session.createBrowser(queue, selector);
            if (autoStart) {
                connection.start();
            }
            return browser;
        });
    }

    @Override
    public Queue createQueue(String name) {
        return call(() -> session.createQueue(name));
    }

    @Override
    public Topic createTopic(String name) {
        return call(() -> session.createTopic(name));
    }

    @Override
    public TemporaryQueue createTemporaryQueue() {
        return call(session::createTemporaryQueue);
    }

    @Override
    public TemporaryTopic createTemporaryTopic() {
        return call(session::createTemporaryTopic);
    }

    @Override
    public void unsubscribe(String name) {
        run(() -> session.unsubscribe(name));
    }

    @Override
    public BytesMessage createBytesMessage() {
        return call(session::createBytesMessage);
    }

    @Override
    public MapMessage createMapMessage() {
        return call(session::createMapMessage);
    }

    @Override
    public Message createMessage() {
        return call(session::createMessage);
    }

    @Override
    public ObjectMessage createObjectMessage() {
        return call(() -> session.createObjectMessage());
    }

    @Override
    public ObjectMessage createObjectMessage(Serializable object) {
        return call(() -> session.createObjectMessage(object));
    }

    @Override
    public StreamMessage createStreamMessage() {
        return call(session::createStreamMessage);
    }

    @Override
    public TextMessage createTextMessage() {
        return call(() -> session.createTextMessage());
    }

    @Override
    public TextMessage createTextMessage(String text) {
        return call(() -> session.createTextMessage(text));
    }

    @Override
    public boolean getTransacted() {
        return call(session::getTransacted);
    }

    @Override
    public int getSessionMode() {
        return call(session::getAcknowledgeMode);
    }

    @Override
    public void commit() {
        run(session::commit);
    }

    @Override
    public void rollback() {
        run(session::rollback);
    }

    @Override
    public void recover() {
        run(session::recover);
    }

    /** Nothing to do: in an application server messages are acknowledged by the session or the transaction. */
    @Override
    public void acknowledge() {
        run(connection::requireOpen);
    }

    @Override
    public String getClientID() {
        return call(connection::getClientID);
    }

    @Override
    public void setClientID(String clientID) {
        run(() -> connection.setClientID(clientID));
    }

    @Override
    public ConnectionMetaData getMetaData() {
        return call(connection::getMetaData);
    }

    @Override
    public ExceptionListener getExceptionListener() {
        return call(connection::getExceptionListener);
    }

    @Override
    public void setExceptionListener(ExceptionListener listener) {
        run(() -> connection.setExceptionListener(listener));
    }

    @Override
    public void start() {
        run(connection::start);
    }

    @Override
    public void stop() {
        run(connection::stop);
    }

    @Override
    public void setAutoStart(boolean autoStart) {
        this.autoStart = autoStart;
    }

    @Override
    public boolean getAutoStart() {
        return autoStart;
    }

    @Override
    public void close() {
        run(connection::close);
    }
}
