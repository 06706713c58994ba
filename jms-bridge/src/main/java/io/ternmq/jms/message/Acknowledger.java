package io.ternmq.jms.message;

import jakarta.jms.JMSException;

/** What a received message's acknowledge() does. */
@FunctionalInterface
public interface Acknowledger {
    /** Acknowledges as the session's mode says. */
    void acknowledge() throws JMSException;
}
