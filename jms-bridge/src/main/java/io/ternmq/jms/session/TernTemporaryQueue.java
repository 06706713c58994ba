package io.ternmq.jms.session;

import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.destination.TernQueue;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;

/** A queue of the connection that made it. What others get to see of it, in JMSReplyTo, is a plain queue of the same name. */
final class TernTemporaryQueue extends TernQueue implements TemporaryQueue {
    private static final long serialVersionUID = 1L;

    private final transient ConnectionCore owner;

    TernTemporaryQueue(ConnectionCore owner, String name) {
        super(name);
        this.owner = owner;
    }

    @Override
    public void delete() throws JMSException {
        Temporaries.delete(owner, getName());
    }
}
