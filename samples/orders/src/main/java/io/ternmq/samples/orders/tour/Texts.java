package io.ternmq.samples.orders.tour;

import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** Reads messages in beans, where a failure is one of the delivery. */
public final class Texts {

    private Texts() {
    }

    /** The text of a message. */
    public static String of(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new IllegalStateException("Not a text: " + message, e);
        }
    }

    /** A property; null when the message has none of this name. */
    public static String property(Message message, String name) {
        try {
            return message.getStringProperty(name);
        } catch (JMSException e) {
            throw new IllegalStateException("Cannot read " + name + " of " + message, e);
        }
    }
}
