package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.TransactionSupport;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;

/**
 * Makes and matches the pooled connections of one configured {@code jakarta.jms.ConnectionFactory}. A JavaBean: the server sets its
 * properties before use and does not change them afterwards. Two factories are equal when they are configured alike.
 */
public class TernManagedConnectionFactory
        implements ManagedConnectionFactory, ResourceAdapterAssociation, ValidatingManagedConnectionFactory, TransactionSupport {

    private static final long serialVersionUID = 1L;

    private String nameServers;
    private String user;
    private String password;
    private String clientId;
    private String options;
    private String transactions;
    private transient ResourceAdapter resourceAdapter;
    private transient PrintWriter logWriter;

    /** For the server. */
    public TernManagedConnectionFactory() {
    }

    /** Wrong properties are refused here, when an application looks the factory up, and not only when it connects. */
    @Override
    public Object createConnectionFactory(ConnectionManager connectionManager) throws ResourceException {
        check();
        return new ConnectionFactoryHandle(this, connectionManager, domain());
    }

    @Override
    public Object createConnectionFactory() throws ResourceException {
        return createConnectionFactory(new DirectConnectionManager());
    }

    private void check() throws ResourceException {
        level();
        // A factory may be made before the server has associated it; what is missing then is said when it connects.
        if (resourceAdapter instanceof Broker broker) {
            try {
                broker.provider().check(configured());
            } catch (JMSException e) {
                throw AdapterError.ofConnecting(e).in(new InvalidPropertyException(e.getMessage(), e));
            }
        }
    }

    private TransactionLevels level() throws InvalidPropertyException {
        try {
            return TransactionLevels.of(transactions);
        } catch (IllegalArgumentException e) {
            throw AdapterError.WRONG_PROPERTY.in(new InvalidPropertyException(e.getMessage(), e));
        }
    }

    /** What the property {@code transactions} says; the default for a wrong value, which is refused elsewhere. */
    @Override
    public TransactionSupportLevel getTransactionSupport() {
        try {
            return level().level();
        } catch (InvalidPropertyException e) {
            return TransactionLevels.XA.level();
        }
    }

    @Override
    public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo request) throws ResourceException {
        ConnectionSettings settings = settings(subject, request);
        try {
            return TernManagedConnection.open(this, settings, broker());
        } catch (JMSException e) {
            throw ResourceExceptions.connectFailed(settings, e);
        }
    }

    /**
     * A connection of this factory that is usable and belongs to the wanted user, or null. Finding a broken one is not an error
     * here: servers validate, and some mishandle an error event that is fired while they match.
     */
    @Override
    @SuppressWarnings("rawtypes") // the interface is older than generics
    public ManagedConnection matchManagedConnections(Set candidates, Subject subject, ConnectionRequestInfo request)
            throws ResourceException {
        ConnectionSettings wanted = settings(subject, request);
        for (Object candidate : candidates) {
            if (candidate instanceof TernManagedConnection connection && connection.matches(this, wanted)) {
                return connection;
            }
        }
        return null;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // the interface is older than generics
    public Set getInvalidConnections(Set connections) {
        Set invalid = new HashSet();
        for (Object connection : connections) {
            if (connection instanceof TernManagedConnection ours && !ours.isUsable()) {
                invalid.add(ours);
            }
        }
        return invalid;
    }

    /** Which connection factory interface this one stands for. */
    Domain domain() {
        return Domain.ANY;
    }

    /** The settings that this request leads to: container-managed sign-on first, then the application's user, then what is configured. */
    private ConnectionSettings settings(Subject subject, ConnectionRequestInfo request) throws ResourceException {
        ConnectionSettings configured = configured();
        if (subject != null) {
            for (PasswordCredential credential : subject.getPrivateCredentials(PasswordCredential.class)) {
                if (equals(credential.getManagedConnectionFactory())) {
                    return configured.withUser(credential.getUserName(), new String(credential.getPassword()));
                }
            }
        }
        if (request instanceof ConnectionRequest asked && asked.user() != null) {
            return configured.withUser(asked.user(), asked.password());
        }
        return configured;
    }

    /** What is configured: here, and for the rest at the resource adapter. */
    ConnectionSettings configured() throws ResourceException {
        try {
            return new ConnectionSettings(nameServers, user, password, clientId, ConnectionSettings.parseOptions(options))
                    .over(broker().settings());
        } catch (IllegalArgumentException e) {
            throw AdapterError.WRONG_OPTION.in(new InvalidPropertyException(e.getMessage(), e));
        }
    }

    private Broker broker() throws ResourceException {
        if (resourceAdapter instanceof Broker broker) {
            return broker;
        }
        throw AdapterError.NOT_ASSOCIATED.in(new ResourceAllocationException(
                "The connection factory is not associated with the TernMQ resource adapter: " + resourceAdapter));
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return resourceAdapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter resourceAdapter) {
        this.resourceAdapter = resourceAdapter;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(PrintWriter logWriter) {
        this.logWriter = logWriter;
    }

    /** Name server addresses, {@code host:port;host:port}; null takes the resource adapter's. */
    public String getNameServers() {
        return nameServers;
    }

    /** @see #getNameServers() */
    public void setNameServers(String nameServers) {
        this.nameServers = nameServers;
    }

    /** User to connect as when neither the container nor the application names one; may be null. */
    public String getUser() {
        return user;
    }

    /** @see #getUser() */
    public void setUser(String user) {
        this.user = user;
    }

    /** The same as {@link #getUser()}, under the name that a {@code @JMSConnectionFactoryDefinition} uses. */
    public String getUserName() {
        return user;
    }

    /** @see #getUserName() */
    public void setUserName(String userName) {
        this.user = userName;
    }

    /** Password of {@link #getUser()}. */
    public String getPassword() {
        return password;
    }

    /** @see #getPassword() */
    public void setPassword(String password) {
        this.password = password;
    }

    /** JMS client identifier of the connections; with one set, the pool can hold no more than one connection at work. Usually null. */
    public String getClientId() {
        return clientId;
    }

    /** @see #getClientId() */
    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    /** Options of the JMS client, {@code name=value;name=value}, as {@link io.ternmq.jms.TernConnectionFactory} lists them; may be null. */
    public String getOptions() {
        return options;
    }

    /** @see #getOptions() */
    public void setOptions(String options) {
        this.options = options;
    }

    /**
     * Which transactions the connections take part in: {@code xa}, {@code local} (alone in a transaction) or {@code none}, with which
     * all is done at once whatever transaction there is; {@code xa} when null. A broker without XA needs one of the others.
     */
    public String getTransactions() {
        return transactions;
    }

    /** @see #getTransactions() */
    public void setTransactions(String transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean equals(Object other) {
        return other != null && other.getClass() == getClass() && isConfiguredLike((TernManagedConnectionFactory) other);
    }

    private boolean isConfiguredLike(TernManagedConnectionFactory that) {
        return Objects.equals(nameServers, that.nameServers)
                && Objects.equals(user, that.user)
                && Objects.equals(password, that.password)
                && Objects.equals(clientId, that.clientId)
                && Objects.equals(options, that.options)
                && Objects.equals(transactions, that.transactions)
                && Objects.equals(resourceAdapter, that.resourceAdapter);
    }

    @Override
    public int hashCode() {
        return Objects.hash(getClass(), nameServers, user, clientId);
    }
}
