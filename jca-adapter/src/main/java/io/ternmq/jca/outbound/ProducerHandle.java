package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.AdapterError;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;

/**
 * A producer that an application holds: its own settings over the one producer of whichever session is current, so that a producer
 * made before a transaction began sends inside it. Owned by the application's thread.
 */
final class ProducerHandle implements QueueSender, TopicPublisher {

    private final SessionHandle session;
    private final Destination destination;
    private boolean disableMessageId;
    private boolean disableTimestamp;
    private int deliveryMode = DeliveryMode.PERSISTENT;
    private int priority = Message.DEFAULT_PRIORITY;
    private long timeToLiveMs;
    private long deliveryDelayMs;
    private boolean closed;

    /** @param destination null for a producer that names it with each send */
    ProducerHandle(SessionHandle session, Destination destination) {
        this.session = session;
        this.destination = destination;
    }

    @Override
    public void send(Message message) throws JMSException {
        send(message, deliveryMode, priority, timeToLiveMs);
    }

    @Override
    public void send(Message message, int mode, int messagePriority, long messageTimeToLiveMs) throws JMSException {
        requireOpen();
        if (destination == null) {
            throw new UnsupportedOperationException("This producer has no destination: name one with the send");
        }
        deliver(destination, message, mode, messagePriority, messageTimeToLiveMs);
    }

    @Override
    public void send(Destination to, Message message) throws JMSException {
        send(to, message, deliveryMode, priority, timeToLiveMs);
    }

    @Override
    public void send(Destination to, Message message, int mode, int messagePriority, long messageTimeToLiveMs) throws JMSException {
        requireOpen();
        if (destination != null) {
            throw new UnsupportedOperationException("This producer sends to " + destination + " only");
        }
        if (to == null) {
            throw new InvalidDestinationException("destination: null (expected: a queue or a topic)");
        }
        deliver(to, message, mode, messagePriority, messageTimeToLiveMs);
    }

    private void deliver(Destination to, Message message, int mode, int messagePriority, long messageTimeToLiveMs)
            throws JMSException {
        session.send(producer -> {
            producer.setDisableMessageID(disableMessageId);
            producer.setDisableMessageTimestamp(disableTimestamp);
            producer.setDeliveryDelay(deliveryDelayMs);
            producer.send(to, message, mode, messagePriority, messageTimeToLiveMs);
        });
    }

    @Override
    public void send(Queue queue, Message message) throws JMSException {
        send((Destination) queue, message);
    }

    @Override
    public void send(Queue queue, Message message, int mode, int messagePriority, long messageTimeToLiveMs) throws JMSException {
        send((Destination) queue, message, mode, messagePriority, messageTimeToLiveMs);
    }

    @Override
    public void publish(Message message) throws JMSException {
        send(message);
    }

    @Override
    public void publish(Message message, int mode, int messagePriority, long messageTimeToLiveMs) throws JMSException {
        send(message, mode, messagePriority, messageTimeToLiveMs);
    }

    @Override
    public void publish(Topic topic, Message message) throws JMSException {
        send((Destination) topic, message);
    }

    @Override
    public void publish(Topic topic, Message message, int mode, int messagePriority, long messageTimeToLiveMs) throws JMSException {
        send((Destination) topic, message, mode, messagePriority, messageTimeToLiveMs);
    }

    @Override
    public void send(Message message, CompletionListener listener) throws JMSException {
        throw noAsyncSend();
    }

    @Override
    public void send(Message message, int mode, int messagePriority, long messageTimeToLiveMs, CompletionListener listener)
            throws JMSException {
        throw noAsyncSend();
    }

    @Override
    public void send(Destination to, Message message, CompletionListener listener) throws JMSException {
        throw noAsyncSend();
    }

    @Override
    public void send(Destination to, Message message, int mode, int messagePriority, long messageTimeToLiveMs,
                     CompletionListener listener) throws JMSException {
        throw noAsyncSend();
    }

    private static JMSException noAsyncSend() {
        return ConnectionHandle.notInContainer("asynchronous send");
    }

    @Override
    public Destination getDestination() throws JMSException {
        requireOpen();
        return destination;
    }

    @Override
    public Queue getQueue() throws JMSException {
        return (Queue) getDestination();
    }

    @Override
    public Topic getTopic() throws JMSException {
        return (Topic) getDestination();
    }

    @Override
    public void setDisableMessageID(boolean value) throws JMSException {
        requireOpen();
        disableMessageId = value;
    }

    @Override
    public boolean getDisableMessageID() throws JMSException {
        requireOpen();
        return disableMessageId;
    }

    @Override
    public void setDisableMessageTimestamp(boolean value) throws JMSException {
        requireOpen();
        disableTimestamp = value;
    }

    @Override
    public boolean getDisableMessageTimestamp() throws JMSException {
        requireOpen();
        return disableTimestamp;
    }

    @Override
    public void setDeliveryMode(int mode) throws JMSException {
        requireOpen();
        if (mode != DeliveryMode.PERSISTENT && mode != DeliveryMode.NON_PERSISTENT) {
            throw new JMSException("deliveryMode: " + mode + " (expected: 1 NON_PERSISTENT or 2 PERSISTENT)");
        }
        deliveryMode = mode;
    }

    @Override
    public int getDeliveryMode() throws JMSException {
        requireOpen();
        return deliveryMode;
    }

    @Override
    public void setPriority(int value) throws JMSException {
        requireOpen();
        if (value < 0 || value > 9) {
            throw new JMSException("priority: " + value + " (expected: 0 to 9)");
        }
        priority = value;
    }

    @Override
    public int getPriority() throws JMSException {
        requireOpen();
        return priority;
    }

    @Override
    public void setTimeToLive(long valueMs) throws JMSException {
        requireOpen();
        timeToLiveMs = valueMs;
    }

    @Override
    public long getTimeToLive() throws JMSException {
        requireOpen();
        return timeToLiveMs;
    }

    @Override
    public void setDeliveryDelay(long valueMs) throws JMSException {
        requireOpen();
        deliveryDelayMs = valueMs;
    }

    @Override
    public long getDeliveryDelay() throws JMSException {
        requireOpen();
        return deliveryDelayMs;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() throws JMSException {
        if (closed) {
            throw AdapterError.ILLEGAL_STATE.illegalState("The producer is closed");
        }
        session.requireOpen();
    }
}
