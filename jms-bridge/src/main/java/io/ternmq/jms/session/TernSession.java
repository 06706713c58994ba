package io.ternmq.jms.session;

import io.ternmq.jms.core.AckMode;
import io.ternmq.jms.core.Delivery;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.SessionCore;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import io.ternmq.jms.message.Destinations;
import io.ternmq.jms.message.TernMessage;
import io.ternmq.wire.jms.Attach.Subscription;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.selector.Selector;
import io.ternmq.wire.selector.SelectorException;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
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
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.io.Serializable;

/** A session of any of the three kinds. Used by one thread at a time, except close(). */
public class TernSession implements QueueSession, TopicSession {
    private final TernConnection connection;
    private final SessionCore core;
    private final Domain domain;
    private volatile MessageListener listener;

    TernSession(TernConnection connection, SessionCore core, Domain domain) {
        this.connection = connection;
        this.core = core;
        this.domain = domain;
    }

    SessionCore core() {
        return core;
    }

    // ---- messages

    private <T> T message(BodyType type, Class<T> kind) throws JMSException {
        core.requireOpen();
        return kind.cast(connection.messages().create(type));
    }

    @Override
    public Message createMessage() throws JMSException {
        return message(BodyType.NONE, TernMessage.class);
    }

    @Override
    public BytesMessage createBytesMessage() throws JMSException {
        return message(BodyType.BYTES, BytesMessage.class);
    }

    @Override
    public MapMessage createMapMessage() throws JMSException {
        return message(BodyType.MAP, MapMessage.class);
    }

    @Override
    public StreamMessage createStreamMessage() throws JMSException {
        return message(BodyType.STREAM, StreamMessage.class);
    }

    @Override
    public ObjectMessage createObjectMessage() throws JMSException {
        return message(BodyType.OBJECT, ObjectMessage.class);
    }

    @Override
    public ObjectMessage createObjectMessage(Serializable object) throws JMSException {
        ObjectMessage message = createObjectMessage();
        message.setObject(object);
        return message;
    }

    @Override
    public TextMessage createTextMessage() throws JMSException {
        return message(BodyType.TEXT, TextMessage.class);
    }

    @Override
    public TextMessage createTextMessage(String text) throws JMSException {
        TextMessage message = createTextMessage();
        message.setText(text);
        return message;
    }

    // ---- producers and destinations

    @Override
    public MessageProducer createProducer(Destination destination) throws JMSException {
        return producer(destination);
    }

    @Override
    public QueueSender createSender(Queue queue) throws JMSException {
        return producer(queue);
    }

    @Override
    public TopicPublisher createPublisher(Topic topic) throws JMSException {
        return producer(topic);
    }

    private TernProducer producer(Destination destination) throws JMSException {
        core.requireOpen();
        return new TernProducer(connection, core, destination == null ? null : Destinations.require(destination));
    }

    @Override
    public Queue createQueue(String name) throws JMSException {
        domain.requireQueues("createQueue");
        requireName(name);
        return new TernQueue(name);
    }

    @Override
    public Topic createTopic(String name) throws JMSException {
        domain.requireTopics("createTopic");
        requireName(name);
        return new TernTopic(name);
    }

    private void requireName(String name) throws JMSException {
        core.requireOpen();
        Destinations.requireName(name);
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        domain.requireQueues("createTemporaryQueue");
        core.requireOpen();
        return new TernTemporaryQueue(core.connection(), core.connection().createTemporary(true));
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        domain.requireTopics("createTemporaryTopic");
        core.requireOpen();
        return new TernTemporaryTopic(core.connection(), core.connection().createTemporary(false));
    }

    // ---- consumers

    private TernConsumer consumer(Destination destination, Subscription subscription, String selector, boolean noLocal)
            throws JMSException {
        core.requireOpen();
        TernDestination source = Destinations.require(destination);
        if (subscription.isDurable()) {
            Temporaries.requireLasting(source);
        }
        String group = source.getConsumerGroup();
        String cleanSelector = cleaned(selector);
        requireSelector(cleanSelector);
        return new TernConsumer(core.createConsumer(source, group == null ? subscription : Subscription.group(group), cleanSelector,
            noLocal && !source.isQueue()), core, connection.messages());
    }

    static String cleaned(String selector) {
        return selector == null || selector.isBlank() ? null : selector;
    }

    static void requireSelector(String selector) throws JMSException {
        try {
            Selector.parseIfPresent(selector);
        } catch (SelectorException e) {
            InvalidSelectorException invalid = new InvalidSelectorException(e.getMessage(), JmsErrors.INVALID_ARGUMENT);
            invalid.initCause(e);
            invalid.setLinkedException(e);
            throw invalid;
        }
    }

    @Override
    public MessageConsumer createConsumer(Destination destination) throws JMSException {
        return consumer(destination, Subscription.DEFAULT, null, false);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, String selector) throws JMSException {
        return consumer(destination, Subscription.DEFAULT, selector, false);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, String selector, boolean noLocal) throws JMSException {
        return consumer(destination, Subscription.DEFAULT, selector, noLocal);
    }

    @Override
    public QueueReceiver createReceiver(Queue queue) throws JMSException {
        return consumer(queue, Subscription.DEFAULT, null, false);
    }

    @Override
    public QueueReceiver createReceiver(Queue queue, String selector) throws JMSException {
        return consumer(queue, Subscription.DEFAULT, selector, false);
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic) throws JMSException {
        return consumer(topic, Subscription.DEFAULT, null, false);
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic, String selector, boolean noLocal) throws JMSException {
        return consumer(topic, Subscription.DEFAULT, selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name) throws JMSException {
        return createSharedConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name, String selector) throws JMSException {
        domain.requireTopics("createSharedConsumer");
        return consumer(topic, subscription(name, false, true), selector, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name) throws JMSException {
        return durable(topic, name, null, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name, String selector, boolean noLocal) throws JMSException {
        return durable(topic, name, selector, noLocal);
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name) throws JMSException {
        return durable(topic, name, null, false);
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name, String selector, boolean noLocal) throws JMSException {
        return durable(topic, name, selector, noLocal);
    }

    private TernConsumer durable(Topic topic, String name, String selector, boolean noLocal) throws JMSException {
        domain.requireTopics("createDurableConsumer");
        core.requireOpen();
        Destinations.require(topic);
        core.connection().requireUnsharedDurable(name);
        return consumer(topic, subscription(name, true, false), selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name) throws JMSException {
        return createSharedDurableConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name, String selector) throws JMSException {
        domain.requireTopics("createSharedDurableConsumer");
        return consumer(topic, subscription(name, true, true), selector, false);
    }

    static Subscription subscription(String name, boolean isDurable, boolean isShared) throws JMSException {
        if (name == null || name.isEmpty()) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, "subscription name: " + (name == null ? "null" : "''")
                + " (expected: not empty)", null);
        }
        return new Subscription(name, isDurable, isShared, null);
    }

    @Override
    public void unsubscribe(String name) throws JMSException {
        domain.requireTopics("unsubscribe");
        core.requireOpen();
        if (name == null || name.isEmpty()) {
            throw new InvalidDestinationException("subscription name: " + (name == null ? "null" : "''") + " (expected: not empty)",
                JmsErrors.INVALID_ARGUMENT);
        }
        core.unsubscribe(name);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue) throws JMSException {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, String selector) throws JMSException {
        domain.requireQueues("createBrowser");
        core.requireOpen();
        TernDestination source = Destinations.require(queue);
        String cleanSelector = cleaned(selector);
        requireSelector(cleanSelector);
        return new TernBrowser(core, connection.messages(), source, cleanSelector);
    }

    // ---- the session itself

    @Override
    public boolean getTransacted() throws JMSException {
        core.requireOpen();
        return core.mode() == AckMode.TRANSACTED;
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        core.requireOpen();
        return core.mode().jmsValue();
    }

    @Override
    public void commit() throws JMSException {
        core.commit();
    }

    @Override
    public void rollback() throws JMSException {
        core.rollback();
    }

    @Override
    public void recover() throws JMSException {
        core.recover();
    }

    @Override
    public void close() throws JMSException {
        core.close();
    }

    @Override
    public MessageListener getMessageListener() throws JMSException {
        core.requireOpen();
        return listener;
    }

    @Override
    public void setMessageListener(MessageListener newListener) throws JMSException {
        core.assigned().setListener(newListener == null ? null : delivery -> newListener.onMessage(toMessage(delivery)));
        listener = newListener;
    }

    private TernMessage toMessage(Delivery delivery) {
        TernMessage message = connection.messages().received(delivery.message(), delivery.deliveryCount(), () -> core.acknowledge(delivery));
        core.onConverted(delivery);
        return message;
    }

    @Override
    public void run() {
        Unchecked.run(() -> core.assigned().run());
    }
}
