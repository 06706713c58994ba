package io.ternmq.broker.request;

import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;

/** Takes sends that belong to a transaction of a JMS session, which are held until it commits. */
@FunctionalInterface
public interface TransactedSends {
    /**
     * Takes a message over, and the duty to answer and to release the request, whose body the message shares. Event loop.
     */
    void hold(Connection connection, Frame request, NewMessage message);
}
