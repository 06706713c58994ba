package io.ternmq.jms;

import io.ternmq.jms.remote.Credentials;
import io.ternmq.jms.session.Domain;
import io.ternmq.jms.session.TernXAConnection;
import io.ternmq.jms.session.TernXAContext;
import io.ternmq.jms.session.Unchecked;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicConnectionFactory;

/**
 * Makes connections for a transaction manager. Options and all else as of {@link TernConnectionFactory}; a class of its own since
 * containers take a factory that has the XA interfaces for one that has to be used with them.
 */
public final class TernXAConnectionFactory extends TernConnectionFactory implements XAConnectionFactory, XAQueueConnectionFactory,
        XATopicConnectionFactory {
    private static final long serialVersionUID = 1L;

    /** Without address: {@link #setNamesrvAddr} or {@link #setUri} has to follow. */
    public TernXAConnectionFactory() {
    }

    /** As {@link TernConnectionFactory#TernConnectionFactory(String)}. */
    public TernXAConnectionFactory(String addressOrUri) {
        super(addressOrUri);
    }

    @Override
    public XAConnection createXAConnection() throws JMSException {
        return createXAConnection(getUser(), getPassword());
    }

    @Override
    public XAConnection createXAConnection(String userName, String userPassword) throws JMSException {
        return connectXA(Domain.UNIFIED, getClientId(), userName, userPassword);
    }

    @Override
    public XAQueueConnection createXAQueueConnection() throws JMSException {
        return createXAQueueConnection(getUser(), getPassword());
    }

    @Override
    public XAQueueConnection createXAQueueConnection(String userName, String userPassword) throws JMSException {
        return connectXA(Domain.QUEUE, getClientId(), userName, userPassword);
    }

    @Override
    public XATopicConnection createXATopicConnection() throws JMSException {
        return createXATopicConnection(getUser(), getPassword());
    }

    @Override
    public XATopicConnection createXATopicConnection(String userName, String userPassword) throws JMSException {
        return connectXA(Domain.TOPIC, getClientId(), userName, userPassword);
    }

    /**
     * A connection for a transaction manager's recovery: the same, but without the factory's client id, which the application may hold
     * at the time.
     */
    public XAConnection createRecoveryConnection() throws JMSException {
        return createRecoveryConnection(getUser(), getPassword());
    }

    /** The same for another user than the factory's. */
    public XAConnection createRecoveryConnection(String userName, String userPassword) throws JMSException {
        return connectXA(Domain.UNIFIED, null, userName, userPassword);
    }

    /**
     * A connection for a pool in which the sessions of one connection stand for one session of the application, say one for transactions and
     * one without: they keep the order of what they send to a destination as if they were one.
     */
    public XAConnection createPooledConnection() throws JMSException {
        return connect(getClientId(), Credentials.of(getUser(), getPassword()), (core, messages) -> {
            core.sendInOneLane();
            return new TernXAConnection(core, messages, Domain.UNIFIED);
        });
    }

    @Override
    public XAJMSContext createXAContext() {
        return createXAContext(getUser(), getPassword());
    }

    @Override
    public XAJMSContext createXAContext(String userName, String userPassword) {
        try {
            TernXAConnection connection = connectXA(Domain.UNIFIED, getClientId(), userName, userPassword);
            try {
                return TernXAContext.open(connection);
            } catch (JMSException e) {
                connection.close();
                throw e;
            }
        } catch (JMSException e) {
            throw Unchecked.of(e);
        }
    }

    private TernXAConnection connectXA(Domain domain, String clientId, String userName, String userPassword) throws JMSException {
        return connect(clientId, Credentials.of(userName, userPassword),
            (core, messages) -> new TernXAConnection(core, messages, domain));
    }
}
