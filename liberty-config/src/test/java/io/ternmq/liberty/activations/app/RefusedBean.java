package io.ternmq.liberty.activations.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Has values that the adapter refuses, here and in server.xml. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "refused"),
        @ActivationConfigProperty(propertyName = "maxConcurrency", propertyValue = "1001")})
public class RefusedBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Notes.add("RefusedBean", Notes.line(message));
    }
}
