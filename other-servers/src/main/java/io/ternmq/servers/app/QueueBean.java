package io.ternmq.servers.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Takes every message of a queue that it finds in JNDI. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "jms/messages"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class QueueBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Received.add("queue", Received.text(message));
    }
}
