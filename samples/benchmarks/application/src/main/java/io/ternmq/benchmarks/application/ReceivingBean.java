package io.ternmq.benchmarks.application;

import jakarta.ejb.EJBException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Notes what it gets, and does nothing else. Which queues it listens to, and with which transactions, says {@code ejb-jar.xml}. */
public class ReceivingBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        try {
            byte[] body = Bodies.body(message);
            Arrivals.current().arrived(Bodies.number(body), Bodies.sentNs(body));
        } catch (JMSException e) {
            throw new EJBException("reading a message", e);
        }
    }
}
