package io.ternmq.samples.orders;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Hears which orders were confirmed; one listener among others, such as RocketMQ consumers of the same topic. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "jms/confirmations"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
        @ActivationConfigProperty(propertyName = "messageSelector", propertyValue = "JMSType = 'confirmed'")})
public class ConfirmationListener implements MessageListener {

    @Inject
    private OrderBook book;

    @Override
    public void onMessage(Message message) {
        try {
            book.note(Order.fromJson(message.getBody(String.class)), OrderBook.State.CONFIRMED);
        } catch (JMSException e) {
            throw new IllegalStateException("Not a confirmation: " + message, e);
        }
    }
}
