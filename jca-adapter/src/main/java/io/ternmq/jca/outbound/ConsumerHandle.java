package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.AdapterError;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;

/**
 * A consumer that an application holds. When the session below changes, because a transaction began or ended or the server took
 * the connection back, the consumer is opened anew there. Owned by the application's thread.
 */
final class ConsumerHandle implements QueueReceiver, TopicSubscriber {

    /** Opens the consumer on a JMS session. */
    @FunctionalInterface
    interface Opening {
        MessageConsumer open(Session session) throws JMSException;
    }

    private final SessionHandle session;
    private final Destination destination;
    private final boolean noLocal;
    private final Opening opening;
    private Session openOn;
    private PooledHandle pooled;
    private MessageConsumer consumer;
    private boolean closed;

    ConsumerHandle(SessionHandle session, Destination destination, boolean noLocal, Opening opening) throws JMSException {
        this.session = session;
        this.destination = destination;
        this.noLocal = noLocal;
        this.opening = opening;
        physical();
    }

    private MessageConsumer physical() throws JMSException {
        if (closed) {
            throw AdapterError.ILLEGAL_STATE.illegalState("The consumer is closed");
        }
        Session wanted = session.physical();
        PooledHandle from = session.pooled();
        if (wanted != openOn || from != pooled || !from.holds(consumer)) {
            closePhysical();
            consumer = opening.open(wanted);
            openOn = wanted;
            pooled = from;
            from.opened(consumer);
        }
        return consumer;
    }

    @Override
    public Message receive() throws JMSException {
        return physical().receive();
    }

    @Override
    public Message receive(long timeoutMs) throws JMSException {
        return physical().receive(timeoutMs);
    }

    @Override
    public Message receiveNoWait() throws JMSException {
        return physical().receiveNoWait();
    }

    @Override
    public String getMessageSelector() throws JMSException {
        return physical().getMessageSelector();
    }

    @Override
    public Queue getQueue() throws JMSException {
        physical();
        return (Queue) destination;
    }

    @Override
    public Topic getTopic() throws JMSException {
        physical();
        return (Topic) destination;
    }

    @Override
    public boolean getNoLocal() throws JMSException {
        physical();
        return noLocal;
    }

    @Override
    public MessageListener getMessageListener() throws JMSException {
        throw ConnectionHandle.notInContainer("MessageConsumer.getMessageListener");
    }

    @Override
    public void setMessageListener(MessageListener listener) throws JMSException {
        throw ConnectionHandle.notInContainer("MessageConsumer.setMessageListener (use a message-driven bean)");
    }

    @Override
    public void close() throws JMSException {
        if (!closed) {
            closed = true;
            closePhysical();
        }
    }

    private void closePhysical() throws JMSException {
        if (consumer != null) {
            pooled.close(consumer);
            consumer = null;
            openOn = null;
        }
    }
}
