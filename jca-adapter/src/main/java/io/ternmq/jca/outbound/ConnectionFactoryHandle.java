package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.SettingsSource;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.Session;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import java.io.Serializable;
import javax.naming.Reference;

/** The connection factory that an application looks up. Any thread. */
final class ConnectionFactoryHandle implements QueueConnectionFactory, TopicConnectionFactory, Referenceable, SettingsSource,
        Serializable {

    private static final long serialVersionUID = 1L;

    private final TernManagedConnectionFactory factory;
    private final ConnectionManager connectionManager;
    private final Domain domain;
    private Reference reference;

    ConnectionFactoryHandle(TernManagedConnectionFactory factory, ConnectionManager connectionManager, Domain domain) {
        this.factory = factory;
        this.connectionManager = connectionManager;
        this.domain = domain;
    }

    @Override
    public Connection createConnection() throws JMSException {
        return createConnection(null, null);
    }

    @Override
    public Connection createConnection(String userName, String password) throws JMSException {
        return connect(userName, password, domain);
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return createQueueConnection(null, null);
    }

    @Override
    public QueueConnection createQueueConnection(String userName, String password) throws JMSException {
        return connect(userName, password, Domain.QUEUE);
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return createTopicConnection(null, null);
    }

    @Override
    public TopicConnection createTopicConnection(String userName, String password) throws JMSException {
        return connect(userName, password, Domain.TOPIC);
    }

    @Override
    public JMSContext createContext() {
        return createContext(null, null, Session.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(String userName, String password) {
        return createContext(userName, password, Session.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return createContext(null, null, sessionMode);
    }

    @Override
    public JMSContext createContext(String userName, String password, int sessionMode) {
        if (sessionMode < Session.SESSION_TRANSACTED || sessionMode > Session.DUPS_OK_ACKNOWLEDGE) {
            throw RuntimeExceptions.of(new JMSException("sessionMode: " + sessionMode + " (expected: 0 to 3)"));
        }
        return ContextHandle.open(connect(userName, password, domain), sessionMode);
    }

    @Override
    public ConnectionSettings settings() throws JMSException {
        try {
            return factory.configured();
        } catch (ResourceException e) {
            throw AdapterError.NOT_ASSOCIATED.jms(e.getMessage(), e);
        }
    }

    private ConnectionHandle connect(String userName, String password, Domain connectionDomain) {
        return new ConnectionHandle(factory, connectionManager, new ConnectionRequest(userName, password), connectionDomain);
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    @Override
    public Reference getReference() {
        return reference;
    }
}
