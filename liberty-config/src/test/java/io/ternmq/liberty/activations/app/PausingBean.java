package io.ternmq.liberty.activations.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Fails while something is broken, and pauses after two failures. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "pausing"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
        @ActivationConfigProperty(propertyName = "maxDeliveries", propertyValue = "1000"),
        @ActivationConfigProperty(propertyName = "pauseAfterFailures", propertyValue = "2"),
        @ActivationConfigProperty(propertyName = "pauseDurationMs", propertyValue = "500")})
public class PausingBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        String line = Notes.line(message);
        if (Notes.isBroken()) {
            Notes.add("PausingBean failed", line);
            throw new IllegalStateException("the database is away");
        }
        Notes.add("PausingBean", line.substring(0, line.indexOf('#')));
    }
}
