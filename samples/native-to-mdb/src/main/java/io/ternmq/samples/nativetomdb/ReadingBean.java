package io.ternmq.samples.nativetomdb;

import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Notes the readings that have the tag {@code temperature}. User properties of RocketMQ are properties of the message. */
@MessageDriven
public class ReadingBean implements MessageListener {

    @Inject
    private Readings readings;

    @Override
    public void onMessage(Message message) {
        try {
            readings.note(message.getStringProperty("station") + ": " + message.getBody(String.class));
        } catch (JMSException e) {
            throw new IllegalStateException("Not a reading: " + message, e);
        }
    }
}
