package io.ternmq.samples.requestreply;

import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;

/** Answers each request where it asks to be answered, in the transaction of the request: one that fails is not answered, it comes again. */
@MessageDriven
public class PriceBean implements MessageListener {

    @Inject
    @JMSConnectionFactory("jms/connectionFactory")
    private JMSContext context;

    @Override
    public void onMessage(Message request) {
        try {
            String item = request.getBody(String.class);
            TextMessage answer = context.createTextMessage(item + " costs " + 10 * item.length());
            answer.setJMSCorrelationID(request.getJMSMessageID());
            context.createProducer().send(request.getJMSReplyTo(), answer);
        } catch (JMSException e) {
            throw new IllegalStateException("Not a request: " + request, e);
        }
    }
}
