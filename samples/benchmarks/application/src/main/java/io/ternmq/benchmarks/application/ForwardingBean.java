package io.ternmq.benchmarks.application;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;

/** Sends what it gets to another queue, in the transaction in which it got it. */
public class ForwardingBean implements MessageListener {

    @Resource(lookup = "jms/connectionFactory")
    private ConnectionFactory connectionFactory;

    @Resource(lookup = "jms/Forwarded")
    private Queue forwarded;

    @Override
    public void onMessage(Message message) {
        try (JMSContext context = connectionFactory.createContext()) {
            byte[] body = Bodies.body(message);
            BytesMessage copy = context.createBytesMessage();
            copy.writeBytes(body);
            context.createProducer().send(forwarded, copy);
            Arrivals.current().arrived(Bodies.number(body), Bodies.sentNs(body));
        } catch (JMSException e) {
            throw new EJBException("forwarding a message", e);
        }
    }
}
