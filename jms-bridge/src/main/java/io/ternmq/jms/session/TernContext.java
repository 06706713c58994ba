package io.ternmq.jms.session;

import io.ternmq.jms.core.AckMode;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.SessionCore;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection and a session in one object. Contexts made from one another share the connection, which ends with the last of them.
 * The session is made when it is first needed, so that a client id can be set before.
 */
public class TernContext implements JMSContext {
    private final TernConnection connection;
    private final AtomicInteger users;
    private final AckMode mode;
    private TernSession session;
    private boolean isAutoStart = true;
    private boolean isClosed;

    /**
     * The first context of a connection.
     *
     * @throws JMSException for an unknown mode; the connection is closed then
     */
    public static TernContext open(TernConnection connection, int sessionMode) throws JMSException {
        AckMode mode = TernConnection.modeOf(sessionMode);
        // Its session is made when it is needed: what cannot be had is said now.
        connection.core().requireMode(mode);
        return new TernContext(connection, new AtomicInteger(1), mode);
    }

    TernContext(TernConnection connection, AtomicInteger users, AckMode mode) {
        this.connection = connection;
        this.users = users;
        this.mode = mode;
    }

    /** The connection, unless this context is closed: others may still use it. */
    synchronized TernConnection connection() throws JMSException {
        if (isClosed) {
            throw JmsErrors.illegalState("The context is closed");
        }
        return connection;
    }

    final synchronized TernSession session() throws JMSException {
        TernConnection open = connection();
        if (session == null) {
            session = newSession(open, open.newCore(mode));
        }
        return session;
    }

    TernSession newSession(TernConnection open, SessionCore core) {
        return new TernSession(open, core, Domain.UNIFIED);
    }

    private JMSConsumer consumer(Unchecked.Call<MessageConsumer> call) {
        return Unchecked.call(() -> {
            TernConsumer consumer = (TernConsumer) call.call();
            if (isAutoStart) {
                connection.start();
            }
            return new TernContextConsumer(consumer);
        });
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return Unchecked.call(() -> {
            connection().core().requireOpen();
            AckMode newMode = TernConnection.modeOf(sessionMode);
            connection().core().requireMode(newMode);
            users.incrementAndGet();
            return new TernContext(connection, users, newMode);
        });
    }

    @Override
    public JMSProducer createProducer() {
        return Unchecked.call(() -> new TernContextProducer(connection, session()));
    }

    @Override
    public String getClientID() {
        return Unchecked.call(() -> connection().getClientID());
    }

    @Override
    public void setClientID(String clientId) {
        Unchecked.run(() -> connection().setClientID(clientId));
    }

    @Override
    public ConnectionMetaData getMetaData() {
        return Unchecked.call(() -> connection().getMetaData());
    }

    @Override
    public ExceptionListener getExceptionListener() {
        return Unchecked.call(() -> connection().getExceptionListener());
    }

    @Override
    public void setExceptionListener(ExceptionListener listener) {
        Unchecked.run(() -> connection().setExceptionListener(listener));
    }

    @Override
    public void start() {
        Unchecked.run(() -> connection().start());
    }

    @Override
    public void stop() {
        Unchecked.run(() -> connection().stop());
    }

    @Override
    public void setAutoStart(boolean autoStart) {
        isAutoStart = autoStart;
    }

    @Override
    public boolean getAutoStart() {
        return isAutoStart;
    }

    @Override
    public void close() {
        Unchecked.run(this::closeChecked);
    }

    private void closeChecked() throws JMSException {
        TernSession toClose;
        synchronized (this) {
            toClose = session;
        }
        if (toClose != null && toClose.core().isOwnThread()) {
            throw JmsErrors.illegalState("close cannot be called by a listener of the same context");
        }
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        try {
            if (toClose != null) {
                toClose.close();
            }
        } finally {
            if (users.decrementAndGet() == 0) {
                connection.close();
            }
        }
    }

    @Override
    public BytesMessage createBytesMessage() {
        return Unchecked.call(() -> session().createBytesMessage());
    }

    @Override
    public MapMessage createMapMessage() {
        return Unchecked.call(() -> session().createMapMessage());
    }

    @Override
    public Message createMessage() {
        return Unchecked.call(() -> session().createMessage());
    }

    @Override
    public ObjectMessage createObjectMessage() {
        return Unchecked.call(() -> session().createObjectMessage());
    }

    @Override
    public ObjectMessage createObjectMessage(Serializable object) {
        return Unchecked.call(() -> session().createObjectMessage(object));
    }

    @Override
    public StreamMessage createStreamMessage() {
        return Unchecked.call(() -> session().createStreamMessage());
    }

    @Override
    public TextMessage createTextMessage() {
        return Unchecked.call(() -> session().createTextMessage());
    }

    @Override
    public TextMessage createTextMessage(String text) {
        return Unchecked.call(() -> session().createTextMessage(text));
    }

    @Override
    public boolean getTransacted() {
        return Unchecked.call(() -> session().getTransacted());
    }

    @Override
    public int getSessionMode() {
        return Unchecked.call(() -> session().getAcknowledgeMode());
    }

    @Override
    public void commit() {
        Unchecked.run(() -> session().commit());
    }

    @Override
    public void rollback() {
        Unchecked.run(() -> session().rollback());
    }

    @Override
    public void recover() {
        Unchecked.run(() -> session().recover());
    }

    @Override
    public void acknowledge() {
        Unchecked.run(() -> session().core().acknowledge(null));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination) {
        return consumer(() -> session().createConsumer(destination));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, String selector) {
        return consumer(() -> session().createConsumer(destination, selector));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, String selector, boolean noLocal) {
        return consumer(() -> session().createConsumer(destination, selector, noLocal));
    }

    @Override
    public Queue createQueue(String name) {
        return Unchecked.call(() -> session().createQueue(name));
    }

    @Override
    public Topic createTopic(String name) {
        return Unchecked.call(() -> session().createTopic(name));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name) {
        return consumer(() -> session().createDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name, String selector, boolean noLocal) {
        return consumer(() -> session().createDurableConsumer(topic, name, selector, noLocal));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name) {
        return consumer(() -> session().createSharedDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name, String selector) {
        return consumer(() -> session().createSharedDurableConsumer(topic, name, selector));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String name) {
        return consumer(() -> session().createSharedConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String name, String selector) {
        return consumer(() -> session().createSharedConsumer(topic, name, selector));
    }

    @Override
    public QueueBrowser createBrowser(Queue queue) {
        return Unchecked.call(() -> session().createBrowser(queue));
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, String selector) {
        return Unchecked.call(() -> session().createBrowser(queue, selector));
    }

    @Override
    public TemporaryQueue createTemporaryQueue() {
        return Unchecked.call(() -> session().createTemporaryQueue());
    }

    @Override
    public TemporaryTopic createTemporaryTopic() {
        return Unchecked.call(() -> session().createTemporaryTopic());
    }

    @Override
    public void unsubscribe(String name) {
        Unchecked.run(() -> session().unsubscribe(name));
    }
}
