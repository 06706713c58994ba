package io.ternmq.jca.connection;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;

/** The JMS client under the adapter. One implementation is real; tests bring their own. Any thread. */
public interface JmsProvider {

    /** A factory of physical connections to the broker that {@code settings} names; connects only when asked for a connection. */
    ConnectionFactory connectionFactory(ConnectionSettings settings) throws JMSException;

    /** The provider's own queue of this name. */
    Queue queue(String name);

    /** The provider's own topic of this name. */
    Topic topic(String name);

    /** The same queue or topic, whose messages are taken by the named consumer group instead of the one derived from its kind. */
    Destination inConsumerGroup(Destination destination, String consumerGroup) throws JMSException;
}
