package io.ternmq.liberty.definitions.app;

import jakarta.annotation.Resource;
import jakarta.ejb.MessageDriven;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Answers, by means of the adapter that is in its own ear. Its destination stands in server.xml. */
@MessageDriven
public class ParcelBean implements MessageListener {

    @Resource(lookup = "jms/carrierFactory")
    private ConnectionFactory factory;

    @Override
    public void onMessage(Message message) {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(message.getJMSReplyTo(), "delivered: " + message.getBody(String.class));
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
