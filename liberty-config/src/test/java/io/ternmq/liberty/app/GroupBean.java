package io.ternmq.liberty.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Carries on a RocketMQ consumer group. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "liberty_grouped"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
        @ActivationConfigProperty(propertyName = "consumerGroup", propertyValue = "liberty_group")})
public class GroupBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Received.add("group", Received.text(message));
    }
}
