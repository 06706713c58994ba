package io.ternmq.samples.orders.tour.container;

import io.ternmq.samples.orders.tour.Texts;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;

/** Answers where it is asked to, in the transaction of the request. */
@MessageDriven
public class AnswerBean implements MessageListener {

    @Inject
    @JMSConnectionFactory("jms/connectionFactory")
    private JMSContext context;

    @Override
    public void onMessage(Message request) {
        try {
            TextMessage answer = context.createTextMessage("well, thank you for '" + Texts.of(request) + "'");
            answer.setJMSCorrelationID(request.getJMSMessageID());
            context.createProducer().send(request.getJMSReplyTo(), answer);
        } catch (JMSException e) {
            throw new IllegalStateException("Not a request: " + request, e);
        }
    }
}
