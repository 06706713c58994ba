package io.ternmq.jca.connection;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;

/** TernMQ's own JMS client. */
public final class TernProvider implements JmsProvider {

    @Override
    public ConnectionFactory connectionFactory(ConnectionSettings settings) throws JMSException {
        return configure(new TernConnectionFactory(), settings);
    }

    @Override
    public XAConnectionFactory xaConnectionFactory(ConnectionSettings settings) throws JMSException {
        return configure(new TernXAConnectionFactory(), settings);
    }

    @Override
    public XAConnection recoveryConnection(ConnectionSettings settings) throws JMSException {
        return configure(new TernXAConnectionFactory(), settings).createRecoveryConnection();
    }

    private static <T extends TernConnectionFactory> T configure(T factory, ConnectionSettings settings) throws JMSException {
        factory.setNamesrvAddr(settings.requireNameServers());
        factory.setUser(settings.user());
        factory.setPassword(settings.password());
        factory.setClientId(settings.clientId());
        // A pool replaces a broken connection, and an activation backs off and connects again: both have to learn of the break.
        factory.setReconnect(false);
        try {
            settings.options().forEach(factory::setOption);
        } catch (IllegalArgumentException e) {
            JMSException invalid = new JMSException("Wrong client option: " + e.getMessage());
            invalid.initCause(e);
            throw invalid;
        }
        return factory;
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
            throw new InvalidDestinationException(destination + " is neither a queue nor a topic");
        }
        member.setConsumerGroup(consumerGroup);
        return member;
    }
}
