package io.ternmq.samples.orders;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;

/** Sends orders, in the transaction of each call, in the two ways that Jakarta Messaging has. */
@Stateless
public class OrderSender {

    @Resource(lookup = "jms/connectionFactory")
    private ConnectionFactory connectionFactory;

    @Resource(lookup = "jms/orders")
    private Queue orders;

    @Inject
    @JMSConnectionFactory("jms/connectionFactory")
    private JMSContext context;

    /** The classic way: connection, session, producer. The connection comes from a pool. */
    public void sendByConnectionFactory(Order order) throws JMSException {
        try (Connection connection = connectionFactory.createConnection(); Session session = connection.createSession()) {
            TextMessage message = session.createTextMessage(order.toJson());
            message.setJMSType("web");
            session.createProducer(orders).send(message);
        }
    }

    /** The short way: the context is injected, and closed by the container. */
    public void sendByContext(Order order) {
        context.createProducer().setJMSType("web").send(orders, order.toJson());
    }
}
