package io.ternmq.jca.connection;

import io.ternmq.jms.DeliveryControl;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import java.util.Map;

/** TernMQ's own JMS client. */
public final class TernProvider implements JmsProvider {

    /** The client's code for it. */
    private static final String CONNECTION_LOST = "TERN-102";

    private static final Map<String, String> NOT_AS_OPTION = Map.of("namesrvAddr", "the property nameServers", "user", "the property user",
            "password", "the property password", "clientId", "the property clientId",
            "reconnect", "nothing, since pools and activations connect again by themselves");

    @Override
    public void check(ConnectionSettings settings) throws JMSException {
        configure(new TernConnectionFactory(), settings);
    }

    @Override
    public void checkSelector(String selector) throws JMSException {
        DeliveryControl.requireSelector(selector);
    }

    @Override
    public ConnectionFactory connectionFactory(ConnectionSettings settings) throws JMSException {
        return addressed(new TernConnectionFactory(), settings);
    }

    @Override
    public XAConnectionFactory xaConnectionFactory(ConnectionSettings settings) throws JMSException {
        return addressed(new TernXAConnectionFactory(), settings);
    }

    @Override
    public XAConnection recoveryConnection(ConnectionSettings settings) throws JMSException {
        return addressed(new TernXAConnectionFactory(), settings).createRecoveryConnection();
    }

    private static <T extends TernConnectionFactory> T addressed(T factory, ConnectionSettings settings) throws JMSException {
        configure(factory, settings);
        settings.requireNameServers();
        return factory;
    }

    private static void configure(TernConnectionFactory factory, ConnectionSettings settings) throws JMSException {
        factory.setUser(settings.user());
        factory.setPassword(settings.password());
        factory.setClientId(settings.clientId());
        // A pool replaces a broken connection, and an activation backs off and connects again: both have to learn of the break.
        factory.setReconnect(false);
        for (String name : settings.options().keySet()) {
            String instead = NOT_AS_OPTION.get(name);
            if (instead != null) {
                throw AdapterError.WRONG_OPTION.jms("options: '" + name + "' (expected: " + instead + ")");
            }
        }
        try {
            settings.options().forEach(factory::setOption);
            factory.validate();
        } catch (IllegalArgumentException e) {
            throw AdapterError.WRONG_OPTION.jms("Wrong client option: " + e.getMessage(), e);
        }
        address(factory, settings.nameServers());
    }

    private static void address(TernConnectionFactory factory, String nameServers) throws JMSException {
        try {
            factory.setNamesrvAddr(nameServers);
            factory.validate();
        } catch (IllegalArgumentException e) {
            throw AdapterError.WRONG_PROPERTY.jms(ConnectionSettings.NAME_SERVERS + ": " + e.getMessage(), e);
        }
    }

    @Override
    public XAConnection pooledConnection(ConnectionSettings settings) throws JMSException {
        return addressed(new TernXAConnectionFactory(), settings).createPooledConnection();
    }

    @Override
    public boolean isConnectionLost(JMSException failure) {
        return CONNECTION_LOST.equals(failure.getErrorCode());
    }

    @Override
    public ConsumerControl control(Session session, MessageConsumer consumer) {
        return new TernConsumerControl(DeliveryControl.of(session, consumer));
    }

    @Override
    public RuntimeException notSeen(Exception cause) {
        return DeliveryControl.notSeen(cause);
    }

    @Override
    public Queue queue(String name) {
        return new TernQueue(name);
    }

    @Override
    public Topic topic(String name) {
        return new TernTopic(name);
    }

    @Override
    public Destination inConsumerGroup(Destination destination, String consumerGroup) throws JMSException {
        TernDestination member;
        if (destination instanceof Queue queue) {
            member = new TernQueue(queue.getQueueName());
        } else if (destination instanceof Topic topic) {
            member = new TernTopic(topic.getTopicName());
        } else {
            throw new InvalidDestinationException(destination + " is neither a queue nor a topic",
                    AdapterError.WRONG_DESTINATION.code());
        }
        member.setConsumerGroup(consumerGroup);
        return member;
    }
}
