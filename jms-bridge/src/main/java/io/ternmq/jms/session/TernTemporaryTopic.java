package io.ternmq.jms.session;

import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.destination.TernTopic;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryTopic;

/** A topic of the connection that made it. What others get to see of it, in JMSReplyTo, is a plain topic of the same name. */
final class TernTemporaryTopic extends TernTopic implements TemporaryTopic {
    private static final long serialVersionUID = 1L;

    private final transient ConnectionCore owner;

    TernTemporaryTopic(ConnectionCore owner, String name) {
        super(name);
        this.owner = owner;
    }

    @Override
    public void delete() throws JMSException {
        Temporaries.delete(owner, getName());
    }
}
