package io.ternmq.jms.session;

import io.ternmq.jms.core.AckMode;
import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.message.Messages;
import jakarta.jms.JMSException;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XATopicConnection;

/** A connection that makes sessions for a transaction manager, and ordinary ones. Any thread. */
public final class TernXAConnection extends TernConnection implements XAQueueConnection, XATopicConnection {
    /** Parameters as of {@link TernConnection}. */
    public TernXAConnection(ConnectionCore core, Messages messages, Domain domain) {
        super(core, messages, domain);
    }

    /** Both at once, whatever the connection's kind is declared as: also an {@code XAQueueSession} and an {@code XATopicSession}. */
    @Override
    public TernXASession createXASession() throws JMSException {
        return newXASession(domain());
    }

    @Override
    public TernXASession createXAQueueSession() throws JMSException {
        return newXASession(Domain.QUEUE);
    }

    @Override
    public TernXASession createXATopicSession() throws JMSException {
        return newXASession(Domain.TOPIC);
    }

    private TernXASession newXASession(Domain sessionDomain) throws JMSException {
        return new TernXASession(this, newCore(AckMode.XA), sessionDomain);
    }
}
