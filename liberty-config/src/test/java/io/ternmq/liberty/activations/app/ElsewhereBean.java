package io.ternmq.liberty.activations.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Listens at the broker of a connection factory, as its user. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "connectionFactoryLookup", propertyValue = "jms/elsewhereFactory"),
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "elsewhere"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class ElsewhereBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Notes.add("ElsewhereBean", Notes.line(message));
    }
}
