package io.ternmq.jca.connection;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;

/** The JMS client under the adapter. One implementation is real; tests bring their own. Any thread. */
public interface JmsProvider {

    /**
     * Looks through settings without connecting.
     *
     * @throws JMSException for an option that the client does not have, or a wrong value, with what is expected ({@code WRONG_OPTION}); for
     *                      an address that is none, with the property's name in front ({@code WRONG_PROPERTY})
     */
    void check(ConnectionSettings settings) throws JMSException;

    /**
     * Looks through a message selector without connecting.
     *
     * @param selector null or blank for none
     * @throws JMSException when it is none; says where and why
     */
    void checkSelector(String selector) throws JMSException;

    /** A factory of physical connections to the broker that {@code settings} names; connects only when asked for a connection. */
    ConnectionFactory connectionFactory(ConnectionSettings settings) throws JMSException;

    /**
     * The same for connections whose sessions can take part in transactions of a transaction manager. Its connections make ordinary
     * sessions as well; a broker that has no such transactions refuses XA sessions, not the connection.
     */
    XAConnectionFactory xaConnectionFactory(ConnectionSettings settings) throws JMSException;

    /**
     * Connects, to ask for branches in doubt and to end them. Takes no client id, which the application may hold at the time. The
     * caller closes it.
     */
    XAConnection recoveryConnection(ConnectionSettings settings) throws JMSException;

    /**
     * Connects for a pool: the connection's sessions can take part in transactions of a transaction manager, and keep the order of what they send
     * as if they were one, since to the application they are. The caller closes it.
     */
    XAConnection pooledConnection(ConnectionSettings settings) throws JMSException;

    /** Whether the client failed because its connection to the broker is lost: what was asked may have been done. */
    boolean isConnectionLost(JMSException failure);

    /** Steers a consumer that one of this provider's sessions has made. */
    ConsumerControl control(Session session, MessageConsumer consumer);

    /** What a listener throws when its message could not be handed to the bean: the delivery does not count. */
    RuntimeException notSeen(Exception cause);

    /** The provider's own queue of this name. */
    Queue queue(String name);

    /** The provider's own topic of this name. */
    Topic topic(String name);

    /** The same queue or topic, whose messages are taken by the named consumer group instead of the one derived from its kind. */
    Destination inConsumerGroup(Destination destination, String consumerGroup) throws JMSException;
}
