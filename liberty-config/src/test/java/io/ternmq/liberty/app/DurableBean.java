package io.ternmq.liberty.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Has a durable subscription. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "liberty_topic"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
        @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
        @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "liberty_durable")})
public class DurableBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Received.add("durable", Received.text(message));
    }
}
