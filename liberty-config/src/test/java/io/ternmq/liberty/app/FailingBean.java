package io.ternmq.liberty.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Throws at the first two deliveries of each message. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "liberty_failing"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
        @ActivationConfigProperty(propertyName = "maxConcurrency", propertyValue = "1")})
public class FailingBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        String line = Received.textAndCount(message);
        Received.add("failing", line);
        if (Received.by("failing").stream().filter(other -> other.startsWith(Received.text(message))).count() < 3) {
            throw new IllegalStateException("refused on purpose: " + line);
        }
    }
}
