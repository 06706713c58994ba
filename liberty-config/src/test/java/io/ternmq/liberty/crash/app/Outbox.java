package io.ternmq.liberty.crash.app;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;

/** Sends, in the caller's transaction. */
@Stateless
public class Outbox {

    @Resource(lookup = "jms/connectionFactory")
    private ConnectionFactory factory;

    /**
     * Sends {@code text} to {@code crash_out}.
     *
     * @param deliveries how often the message had been delivered that is the reason; 0 for none
     */
    public void send(String text, int deliveries) {
        try (Connection connection = factory.createConnection(); Session session = connection.createSession()) {
            TextMessage message = session.createTextMessage(text);
            message.setIntProperty("deliveries", deliveries);
            session.createProducer(session.createQueue("crash_out")).send(message);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
