package io.ternmq.servers.app;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Answers in the transaction of the delivery; marks the first one for rollback, and throws at the second. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destination", propertyValue = "servers_questions"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
        @ActivationConfigProperty(propertyName = "maxConcurrency", propertyValue = "1")})
public class QuestionBean implements MessageListener {

    @Resource
    private MessageDrivenContext transaction;

    @Resource(name = "jms/factory")
    private ConnectionFactory factory;

    @Override
    public void onMessage(Message message) {
        Received.add("questions", Received.textAndCount(message));
        int delivery = Received.by("questions").size();
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue("servers_answers"), "answer " + delivery);
        }
        if (delivery == 1) {
            transaction.setRollbackOnly();
        } else if (delivery == 2) {
            throw new IllegalStateException("Refused on purpose");
        }
    }
}
