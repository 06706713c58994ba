package io.ternmq.jms.session;

import io.ternmq.jms.core.ConsumerCore;
import io.ternmq.jms.core.Delivery;
import io.ternmq.jms.core.ListenerBatches;
import io.ternmq.jms.core.SessionCore;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.message.Messages;
import io.ternmq.jms.message.TernMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import java.util.function.Consumer;

/** A consumer of any of the three kinds. Used by its session's thread; close() by any. */
final class TernConsumer implements QueueReceiver, TopicSubscriber {
    private static final System.Logger LOG = System.getLogger(TernConsumer.class.getName());

    private final ConsumerCore core;
    private final SessionCore session;
    private final Messages messages;
    private volatile MessageListener listener;
    private volatile boolean isWarned;

    TernConsumer(ConsumerCore core, SessionCore session, Messages messages) {
        this.core = core;
        this.session = session;
        this.messages = messages;
    }

    ConsumerCore core() {
        return core;
    }

    TernMessage toMessage(Delivery delivery) {
        TernMessage message = messages.received(delivery.message(), delivery.deliveryCount(), () -> session.acknowledge(delivery));
        session.onConverted(delivery);
        warnOfTheOtherKind(message);
        return message;
    }

    // RocketMQ has one topic of a name: who has a queue and a topic of one name in mind should know why messages meet.
    private void warnOfTheOtherKind(TernMessage message) {
        TernDestination own = core.attachment().destination();
        if (!isWarned && message.getJMSDestination() instanceof TernDestination sentTo && sentTo.isQueue() != own.isQueue()
                && sentTo.getName().equals(own.getName())) {
            isWarned = true;
            LOG.log(System.Logger.Level.WARNING, "A consumer of {0} {2} received message {3}, which was sent to {1} {2}: a queue and a topic of"
                + " one name share their messages", kind(own), kind(sentTo), own.getName(), message.getJMSMessageID());
        }
    }

    private static String kind(TernDestination destination) {
        return destination.isQueue() ? "queue" : "topic";
    }

    @Override
    public Message receive() throws JMSException {
        return core.receive(0, this::toMessage);
    }

    @Override
    public Message receive(long timeout) throws JMSException {
        // JMS: 0 waits for ever; a negative time cannot, so it is as good as none.
        return core.receive(timeout < 0 ? ConsumerCore.NO_WAIT : timeout, this::toMessage);
    }

    @Override
    public Message receiveNoWait() throws JMSException {
        return core.receive(ConsumerCore.NO_WAIT, this::toMessage);
    }

    @Override
    public MessageListener getMessageListener() throws JMSException {
        core.requireOpen();
        return listener;
    }

    @Override
    public void setMessageListener(MessageListener newListener) throws JMSException {
        core.requireOpen();
        listener = newListener;
        core.setListener(newListener == null ? null : delivery -> newListener.onMessage(toMessage(delivery)),
            newListener == null ? null : newListener.getClass().getName());
    }

    /** Sets a listener that takes several messages at a time; with it {@link #getMessageListener} is null. */
    void setBatchListener(int maxMessages, long timeoutMs, Consumer<List<Message>> batchListener, String name) throws JMSException {
        listener = null;
        core.setListener(new ListenerBatches(maxMessages, timeoutMs,
            batch -> batchListener.accept(batch.stream().map(this::toMessage).map(Message.class::cast).toList()), name));
    }

    @Override
    public String getMessageSelector() throws JMSException {
        core.requireOpen();
        return core.attachment().selector();
    }

    @Override
    public boolean getNoLocal() throws JMSException {
        core.requireOpen();
        return core.attachment().noLocal();
    }

    private TernDestination destination() throws JMSException {
        core.requireOpen();
        return core.attachment().destination();
    }

    @Override
    public Queue getQueue() throws JMSException {
        return (Queue) destination();
    }

    @Override
    public Topic getTopic() throws JMSException {
        return (Topic) destination();
    }

    @Override
    public void close() throws JMSException {
        core.close();
    }
}
