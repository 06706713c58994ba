package io.ternmq.liberty.crash.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Sends each message on, and touches nothing but the broker. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "crash_forward"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class ForwardingBean implements MessageListener {

    @EJB
    private Book book;

    @EJB
    private Outbox outbox;

    @Override
    public void onMessage(Message message) {
        try {
            String text = message.getBody(String.class);
            book.see(text);
            outbox.send(text, message.getIntProperty("JMSXDeliveryCount"));
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
