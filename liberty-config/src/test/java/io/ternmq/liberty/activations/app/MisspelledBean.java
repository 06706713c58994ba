package io.ternmq.liberty.activations.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Has a property that there is not, here and in server.xml. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "misspelled"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
        @ActivationConfigProperty(propertyName = "maxDeliverys", propertyValue = "3")})
public class MisspelledBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Notes.add("MisspelledBean", Notes.line(message));
    }
}
