package io.ternmq.jms.session;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.SessionCore;
import jakarta.jms.JMSException;
import jakarta.jms.QueueSession;
import jakarta.jms.TopicSession;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XATopicSession;
import javax.transaction.xa.XAResource;

/**
 * A session whose transactions belong to a transaction manager. Outside of them it acknowledges each message by itself and sends at
 * once; {@code commit} and {@code rollback} are never the application's.
 */
final class TernXASession extends TernSession implements XAQueueSession, XATopicSession {
    private final XAResource resource;

    TernXASession(TernConnection connection, SessionCore core, Domain domain) {
        super(connection, core, domain);
        this.resource = new TernXAResource(core.branches());
    }

    @Override
    public XAResource getXAResource() {
        return resource;
    }

    @Override
    public TernSession getSession() throws JMSException {
        core().requireOpen();
        return this;
    }

    @Override
    public QueueSession getQueueSession() throws JMSException {
        return getSession();
    }

    @Override
    public TopicSession getTopicSession() throws JMSException {
        return getSession();
    }

    @Override
    public boolean getTransacted() throws JMSException {
        core().requireOpen();
        return true;
    }

    @Override
    public void commit() throws JMSException {
        throw notTheApplications("commit");
    }

    @Override
    public void rollback() throws JMSException {
        throw notTheApplications("rollback");
    }

    private JMSException notTheApplications(String call) throws JMSException {
        core().requireOpen();
        return new TransactionInProgressException(call + " cannot be called on an XASession: its transaction manager does that",
            JmsErrors.ILLEGAL_STATE);
    }
}
