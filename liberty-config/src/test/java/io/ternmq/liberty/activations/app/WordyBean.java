package io.ternmq.liberty.activations.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Has a word where a number belongs. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "wordy"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
        @ActivationConfigProperty(propertyName = "maxConcurrency", propertyValue = "three")})
public class WordyBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Notes.add("WordyBean", Notes.line(message));
    }
}
