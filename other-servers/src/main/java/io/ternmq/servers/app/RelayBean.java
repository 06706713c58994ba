package io.ternmq.servers.app;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Passes on what it gets, in the transaction of the delivery, with the number of the process that does it. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destination", propertyValue = "servers_relay"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class RelayBean implements MessageListener {

    @Resource(name = "jms/factory")
    private ConnectionFactory factory;

    @Override
    public void onMessage(Message message) {
        Witness.enlist();
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue("servers_relayed"),
                    Received.text(message) + " by " + ProcessHandle.current().pid());
        }
    }
}
