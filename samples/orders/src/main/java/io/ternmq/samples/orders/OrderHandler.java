package io.ternmq.samples.orders;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Topic;

/**
 * Handles orders, from the application and from RocketMQ producers alike, and confirms each on a topic. The confirmation is sent in the
 * transaction of the delivery: when handling fails there is none, and the order comes again.
 */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "jms/orders"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class OrderHandler implements MessageListener {

    private static final System.Logger LOG = System.getLogger(OrderHandler.class.getName());

    @Inject
    private OrderBook book;

    @Inject
    @JMSConnectionFactory("jms/connectionFactory")
    private JMSContext context;

    @Resource(lookup = "jms/confirmations")
    private Topic confirmations;

    @Override
    public void onMessage(Message message) {
        try {
            Order order = Order.fromJson(message.getBody(String.class));
            LOG.log(System.Logger.Level.INFO, "handling order {0}: {1} {2} for {3}, from {4}",
                    order.id(), order.quantity(), order.item(), order.customer(), message.getJMSType());
            book.note(order, OrderBook.State.HANDLED);
            context.createProducer().setJMSType("confirmed").send(confirmations, order.toJson());
        } catch (JMSException e) {
            throw new IllegalStateException("Not an order: " + message, e);
        }
    }
}
