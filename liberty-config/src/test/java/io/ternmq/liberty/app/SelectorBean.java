package io.ternmq.liberty.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Takes messages of one type only, those that a native producer tags so. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "liberty_selected"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
        @ActivationConfigProperty(propertyName = "messageSelector", propertyValue = "JMSType = 'TagA'")})
public class SelectorBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Received.add("selector", Received.text(message));
    }
}
