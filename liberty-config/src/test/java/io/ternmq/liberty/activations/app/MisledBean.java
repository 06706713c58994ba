package io.ternmq.liberty.activations.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Names a queue where a connection factory should be. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "connectionFactoryLookup", propertyValue = "jms/noFactory"),
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "misled"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class MisledBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Notes.add("MisledBean", Notes.line(message));
    }
}
