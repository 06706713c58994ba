package io.ternmq.jms.session;

import io.ternmq.jms.core.JmsErrors;
import jakarta.jms.JMSException;

/** Which half of the API an object is for: those made by the old queue and topic factories refuse the other half. */
public enum Domain {
    /** Both. */
    UNIFIED,
    /** QueueConnection, QueueSession. */
    QUEUE,
    /** TopicConnection, TopicSession. */
    TOPIC;

    void requireTopics(String call) throws JMSException {
        if (this == QUEUE) {
            throw JmsErrors.illegalState(call + " cannot be called on a QueueSession");
        }
    }

    void requireQueues(String call) throws JMSException {
        if (this == TOPIC) {
            throw JmsErrors.illegalState(call + " cannot be called on a TopicSession");
        }
    }
}
