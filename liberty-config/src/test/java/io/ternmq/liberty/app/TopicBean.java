package io.ternmq.liberty.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Listens to a topic while it is deployed. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "liberty_topic"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic")})
public class TopicBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Received.add("topic", Received.text(message));
    }
}
