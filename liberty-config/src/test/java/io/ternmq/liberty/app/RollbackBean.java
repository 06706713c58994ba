package io.ternmq.liberty.app;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.inject.Inject;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;

/** Answers, and at the first delivery marks the transaction for rollback without throwing. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destination", propertyValue = "jms/questions"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class RollbackBean implements MessageListener {

    @Resource
    private MessageDrivenContext transaction;

    @Inject
    private JMSContext context;

    @Resource(lookup = "jms/answers")
    private Queue answers;

    @Override
    public void onMessage(Message message) {
        boolean isFirst = Received.by("rollback").isEmpty();
        Received.add("rollback", Received.textAndCount(message));
        context.createProducer().send(answers, "answer " + Received.by("rollback").size());
        if (isFirst) {
            transaction.setRollbackOnly();
        }
    }
}
