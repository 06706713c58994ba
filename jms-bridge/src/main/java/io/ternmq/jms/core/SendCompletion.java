package io.ternmq.jms.core;

import jakarta.jms.JMSException;

/** Told, on the session's executor, how an asynchronous send ended. */
public interface SendCompletion {
    /** The broker has taken the message. */
    void onSent();

    /** It has not, or nobody knows. */
    void onFailed(JMSException failure);
}
