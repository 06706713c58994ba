package io.ternmq.liberty.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Takes over the work of a RocketMQ push consumer. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "liberty_moved"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
        @ActivationConfigProperty(propertyName = "consumerGroup", propertyValue = "liberty_moved_group")})
public class MovedBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Received.add("moved", Received.text(message));
    }
}
