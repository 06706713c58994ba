package io.ternmq.liberty.activations.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Holds what it gets until the gate is opened. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "growing"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
        @ActivationConfigProperty(propertyName = "minConcurrency", propertyValue = "1"),
        @ActivationConfigProperty(propertyName = "maxConcurrency", propertyValue = "4")})
public class GrowingBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Notes.add("GrowingBean", Notes.line(message));
        Notes.awaitGate();
    }
}
