package io.ternmq.jca;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.JmsProvider;
import io.ternmq.jca.connection.TernProvider;
import io.ternmq.jca.inbound.EndpointActivation;
import io.ternmq.jca.inbound.EndpointContext;
import io.ternmq.jca.inbound.Recovery;
import io.ternmq.jca.inbound.TernActivationSpec;
import io.ternmq.jca.management.Registration;
import io.ternmq.jca.transaction.RecoveryResources;
import jakarta.jms.JMSException;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;

/**
 * The adapter as a server sees it: a JavaBean with the broker's address, started once, told of endpoints, stopped once. The server may
 * set properties late and activate endpoints early, so the address is read at each connect. Any thread.
 */
public class TernResourceAdapter implements ResourceAdapter, Broker, Serializable {

    private static final long serialVersionUID = 1L;
    private static final System.Logger LOG = System.getLogger(TernResourceAdapter.class.getName());
    private static final long IDLE_CHECK_MS = 30_000;

    private String nameServers;
    private String user;
    private String password;
    private String clientId;
    private String options;
    private transient JmsProvider provider = new TernProvider();
    private transient BootstrapContext bootstrap;
    private transient ScheduledExecutorService timer;
    private transient Registration registration;
    private final transient Map<Endpoint, Active> activations = new ConcurrentHashMap<>();
    private final transient RecoveryResources recoveryResources = new RecoveryResources(this);
    private final transient Recovery recovery = new Recovery(this, recoveryResources);

    /** For the server. */
    public TernResourceAdapter() {
    }

    /** For tests: another JMS client below. */
    TernResourceAdapter(JmsProvider provider) {
        this.provider = provider;
    }

    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        check();
        bootstrap = context;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "ternmq-jca-timer");
            thread.setDaemon(true);
            // Not the application's that happens to be starting: it must be possible to unload it.
            thread.setContextClassLoader(TernResourceAdapter.class.getClassLoader());
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        timer = executor;
        executor.scheduleWithFixedDelay(() -> closeIdle(context.getWorkManager()), IDLE_CHECK_MS, IDLE_CHECK_MS, TimeUnit.MILLISECONDS);
        registration = Registration.of("Adapter", null, new AdapterManagement(this));
    }

    /** Throws nothing: it would be the last time that the timer calls. */
    void closeIdle(WorkManager workManager) {
        try {
            workManager.scheduleWork(new TaskWork(recoveryResources::closeIdle));
        } catch (WorkException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "The server takes no work: {0}", e.getMessage());
        }
    }

    // What the server has set by now; what it sets later is looked at when it is used.
    private void check() throws ResourceAdapterInternalException {
        try {
            provider.check(settings());
        } catch (JMSException e) {
            throw AdapterError.ofConnecting(e).in(new ResourceAdapterInternalException(e.getMessage(), e));
        } catch (IllegalArgumentException e) {
            throw AdapterError.WRONG_OPTION.in(new ResourceAdapterInternalException(e.getMessage(), e));
        }
    }

    @Override
    public void stop() {
        if (timer != null) {
            timer.shutdownNow();
        }
        activations.values().forEach(active -> end("activation " + active.activation().name(), active::stop));
        activations.clear();
        end("connections for recovery", recoveryResources::stop);
        if (registration != null) {
            end("MBean of the adapter", registration::close);
        }
    }

    /** Whatever happens, the rest is to be ended as well. */
    private static void end(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "Not ended in good order: " + what, e);
        }
    }

    /**
     * Begins to deliver. Returns at once, and does not fail when the broker cannot be reached: that is tried again in the background.
     *
     * @throws NotSupportedException when the specification is not ours, or its broker cannot do what the bean needs
     */
    @Override
    public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec spec) throws ResourceException {
        if (!(spec instanceof TernActivationSpec ours) || !equals(spec.getResourceAdapter())) {
            throw AdapterError.NOT_ASSOCIATED.in(new NotSupportedException("Not an activation specification of this adapter: " + spec));
        }
        EndpointContext context = new EndpointContext(EndpointContext.nameOf(endpoints), this, endpoints, bootstrap.getWorkManager(),
                transactions(), timer);
        Active active = new Active(EndpointActivation.of(context, ours));
        if (activations.putIfAbsent(new Endpoint(endpoints, spec), active) != null) {
            throw AdapterError.ACTIVATED_TWICE.in(new ResourceException("Activated already: " + spec));
        }
        try {
            active.start();
        } catch (RuntimeException | Error e) {
            endpointDeactivation(endpoints, spec);
            throw e;
        }
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
        Active active = activations.remove(new Endpoint(endpoints, spec));
        if (active != null) {
            end("activation " + active.activation().name(), active::stop);
        }
    }

    /**
     * What in-doubt deliveries by these specifications are ended with, whether they are activated or not. Connects when it is used, by
     * the properties of the specifications themselves.
     */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) throws ResourceException {
        List<TernActivationSpec> ours = new ArrayList<>();
        for (ActivationSpec spec : specs) {
            if (!(spec instanceof TernActivationSpec known)) {
                throw AdapterError.NOT_ASSOCIATED.in(new NotSupportedException("Not an activation specification of this adapter: " + spec));
            }
            ours.add(known);
        }
        return recovery.resources(ours);
    }

    /** What is activated now. */
    List<EndpointActivation> activations() {
        return activations.values().stream().map(Active::activation).toList();
    }

    @Override
    public ConnectionSettings settings() {
        return new ConnectionSettings(nameServers, user, password, clientId, ConnectionSettings.parseOptions(options));
    }

    @Override
    public JmsProvider provider() {
        return provider;
    }

    @Override
    public XAResource recovery(ConnectionSettings settings) {
        return recoveryResources.at(settings);
    }

    private TransactionSynchronizationRegistry transactions() {
        try {
            return bootstrap.getTransactionSynchronizationRegistry();
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    /** Name server addresses, {@code host:port;host:port}; there is no default. */
    public String getNameServers() {
        return nameServers;
    }

    /** @see #getNameServers() */
    public void setNameServers(String nameServers) {
        this.nameServers = nameServers;
    }

    /** User to connect as; null for none. */
    public String getUser() {
        return user;
    }

    /** @see #getUser() */
    public void setUser(String user) {
        this.user = user;
    }

    /**
     * Null: Open Liberty hands what is here on to factories and activations that say nothing by this name, and so it would go before the
     * user that they have by the other.
     */
    public String getUserName() {
        return null;
    }

    /** The same as {@link #setUser}. */
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

    /** JMS client identifier of every connection; null, as is usual, for none. */
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

    @Override
    public boolean equals(Object other) {
        return other instanceof TernResourceAdapter that
                && Objects.equals(nameServers, that.nameServers)
                && Objects.equals(user, that.user)
                && Objects.equals(password, that.password)
                && Objects.equals(clientId, that.clientId)
                && Objects.equals(options, that.options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(nameServers, user, clientId);
    }

    // What is not stored is made anew.
    private Object readResolve() {
        TernResourceAdapter read = new TernResourceAdapter();
        read.nameServers = nameServers;
        read.user = user;
        read.password = password;
        read.clientId = clientId;
        read.options = options;
        return read;
    }

    /** An activation and its MBean. */
    private static final class Active {
        private final EndpointActivation activation;
        // Guarded by this.
        private Registration registration;
        private boolean isStopped;

        Active(EndpointActivation activation) {
            this.activation = activation;
        }

        EndpointActivation activation() {
            return activation;
        }

        synchronized void start() {
            if (!isStopped) {
                registration = Registration.of("Activation", activation.name(), new ActivationManagement(activation));
                activation.start();
            }
        }

        void stop() {
            try {
                activation.stop();
            } finally {
                synchronized (this) {
                    isStopped = true;
                    if (registration != null) {
                        registration.close();
                    }
                }
            }
        }
    }

    private record TaskWork(Runnable task) implements Work {
        @Override
        public void run() {
            task.run();
        }

        @Override
        public void release() {
            // It ends by the client's time-outs.
        }
    }

    /** Which activation: the very objects that the server hands back when it deactivates. */
    private static final class Endpoint {
        private final MessageEndpointFactory endpoints;
        private final ActivationSpec spec;

        Endpoint(MessageEndpointFactory endpoints, ActivationSpec spec) {
            this.endpoints = endpoints;
            this.spec = spec;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Endpoint that && endpoints.equals(that.endpoints) && spec == that.spec;
        }

        @Override
        public int hashCode() {
            return endpoints.hashCode() * 31 + System.identityHashCode(spec);
        }
    }
}
