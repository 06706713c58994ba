package io.ternmq.jms.session;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.SessionCore;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.message.Destinations;
import io.ternmq.jms.session.MessageSender.Quality;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;

/** A producer of any of the three kinds, for one destination or for all. Used by its session's thread. */
final class TernProducer implements QueueSender, TopicPublisher {
    private final SessionCore session;
    private final MessageSender sender;
    private final TernDestination destination;
    private int deliveryMode = Message.DEFAULT_DELIVERY_MODE;
    private int priority = Message.DEFAULT_PRIORITY;
    private long timeToLiveMs = Message.DEFAULT_TIME_TO_LIVE;
    private long deliveryDelayMs = Message.DEFAULT_DELIVERY_DELAY;
    private boolean isTimestampDisabled;
    private boolean isMessageIdDisabled;
    private volatile boolean isClosed;

    /** @param destination nullable: then each send names one */
    TernProducer(TernConnection connection, SessionCore session, TernDestination destination) {
        this.session = session;
        this.sender = new MessageSender(connection, session);
        this.destination = destination;
    }

    private void requireOpen() throws JMSException {
        if (isClosed) {
            throw JmsErrors.illegalState("The producer is closed");
        }
        session.requireOpen();
    }

    private TernDestination own() throws JMSException {
        requireOpen();
        if (destination == null) {
            throw new UnsupportedOperationException("The producer has no destination: name one in the call");
        }
        return destination;
    }

    private TernDestination named(Destination target) throws JMSException {
        requireOpen();
        if (destination != null) {
            throw new UnsupportedOperationException("The producer is for " + destination + " and cannot send elsewhere");
        }
        if (target == null) {
            throw new InvalidDestinationException("destination: null (expected: a queue or topic)", JmsErrors.INVALID_ARGUMENT);
        }
        return Destinations.require(target);
    }

    private Quality quality() throws JMSException {
        return Quality.of(deliveryMode, priority, timeToLiveMs, deliveryDelayMs, !isTimestampDisabled);
    }

    private Quality quality(int mode, int newPriority, long newTimeToLiveMs) throws JMSException {
        return Quality.of(mode, newPriority, newTimeToLiveMs, deliveryDelayMs, !isTimestampDisabled);
    }

    private static CompletionListener require(CompletionListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("completion listener: null (expected: a listener)");
        }
        return listener;
    }

    @Override
    public void send(Message message) throws JMSException {
        sender.send(own(), message, quality(), null);
    }

    @Override
    public void send(Message message, int mode, int newPriority, long timeToLive) throws JMSException {
        sender.send(own(), message, quality(mode, newPriority, timeToLive), null);
    }

    @Override
    public void send(Destination target, Message message) throws JMSException {
        sender.send(named(target), message, quality(), null);
    }

    @Override
    public void send(Destination target, Message message, int mode, int newPriority, long timeToLive) throws JMSException {
        sender.send(named(target), message, quality(mode, newPriority, timeToLive), null);
    }

    @Override
    public void send(Message message, CompletionListener listener) throws JMSException {
        sender.send(own(), message, quality(), require(listener));
    }

    @Override
    public void send(Message message, int mode, int newPriority, long timeToLive, CompletionListener listener) throws JMSException {
        sender.send(own(), message, quality(mode, newPriority, timeToLive), require(listener));
    }

    @Override
    public void send(Destination target, Message message, CompletionListener listener) throws JMSException {
        sender.send(named(target), message, quality(), require(listener));
    }

    @Override
    public void send(Destination target, Message message, int mode, int newPriority, long timeToLive, CompletionListener listener)
            throws JMSException {
        sender.send(named(target), message, quality(mode, newPriority, timeToLive), require(listener));
    }

    @Override
    public void send(Queue target, Message message) throws JMSException {
        send((Destination) target, message);
    }

    @Override
    public void send(Queue target, Message message, int mode, int newPriority, long timeToLive) throws JMSException {
        send((Destination) target, message, mode, newPriority, timeToLive);
    }

    @Override
    public void publish(Message message) throws JMSException {
        send(message);
    }

    @Override
    public void publish(Message message, int mode, int newPriority, long timeToLive) throws JMSException {
        send(message, mode, newPriority, timeToLive);
    }

    @Override
    public void publish(Topic target, Message message) throws JMSException {
        send((Destination) target, message);
    }

    @Override
    public void publish(Topic target, Message message, int mode, int newPriority, long timeToLive) throws JMSException {
        send((Destination) target, message, mode, newPriority, timeToLive);
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
    public void setDisableMessageID(boolean disable) throws JMSException {
        requireOpen();
        // A hint, not taken: the id is what tools find messages by.
        isMessageIdDisabled = disable;
    }

    @Override
    public boolean getDisableMessageID() throws JMSException {
        requireOpen();
        return isMessageIdDisabled;
    }

    @Override
    public void setDisableMessageTimestamp(boolean disable) throws JMSException {
        requireOpen();
        isTimestampDisabled = disable;
    }

    @Override
    public boolean getDisableMessageTimestamp() throws JMSException {
        requireOpen();
        return isTimestampDisabled;
    }

    @Override
    public void setDeliveryMode(int mode) throws JMSException {
        requireOpen();
        deliveryMode = quality(mode, priority, timeToLiveMs).deliveryMode();
    }

    @Override
    public int getDeliveryMode() throws JMSException {
        requireOpen();
        return deliveryMode;
    }

    @Override
    public void setPriority(int newPriority) throws JMSException {
        requireOpen();
        priority = quality(deliveryMode, newPriority, timeToLiveMs).priority();
    }

    @Override
    public int getPriority() throws JMSException {
        requireOpen();
        return priority;
    }

    @Override
    public void setTimeToLive(long timeToLive) throws JMSException {
        requireOpen();
        timeToLiveMs = quality(deliveryMode, priority, timeToLive).timeToLiveMs();
    }

    @Override
    public long getTimeToLive() throws JMSException {
        requireOpen();
        return timeToLiveMs;
    }

    @Override
    public void setDeliveryDelay(long deliveryDelay) throws JMSException {
        requireOpen();
        deliveryDelayMs = Quality.of(deliveryMode, priority, timeToLiveMs, deliveryDelay, !isTimestampDisabled).deliveryDelayMs();
    }

    @Override
    public long getDeliveryDelay() throws JMSException {
        requireOpen();
        return deliveryDelayMs;
    }

    @Override
    public void close() throws JMSException {
        if (sender.isInCallback()) {
            throw JmsErrors.illegalState("close cannot be called by a CompletionListener of the same producer");
        }
        if (!isClosed) {
            isClosed = true;
            session.awaitSends();
        }
    }
}
