package io.ternmq.liberty.activations.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Names a connection factory that there is not. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "connectionFactoryLookup", propertyValue = "jms/nowhere"),
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "lost"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class LostBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Notes.add("LostBean", Notes.line(message));
    }
}
