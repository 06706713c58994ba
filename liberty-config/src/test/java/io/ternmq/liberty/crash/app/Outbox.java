package io.ternmq.liberty.crash.app;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;

/** Sends, in the caller's transaction. */
@Stateless
public class Outbox {

    @Resource(lookup = "jms/connectionFactory")
    private ConnectionFactory factory;

    /** Sends {@code text} to a queue. */
    public void send(String queue, String text) {
        try (Connection connection = factory.createConnection(); Session session = connection.createSession()) {
            session.createProducer(session.createQueue(queue)).send(session.createTextMessage(text));
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
