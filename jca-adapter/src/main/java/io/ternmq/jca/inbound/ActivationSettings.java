package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.SettingsSource;
import jakarta.jms.JMSException;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Where a specification leads: its own properties, over those of the connection factory that it names, over the resource adapter's. Read
 * at each connect, since servers set properties late and bind names late. One thread at a time.
 */
final class ActivationSettings {

    private static final System.Logger LOG = System.getLogger(ActivationSettings.class.getName());

    /** Of RocketMQ's plain clusters, which have no distributed transactions. */
    private static final String ROCKETMQ = "rocketmq";

    // At most; the client holds as much ahead as keeps the bean busy for a moment.
    private static final int PREFETCH = 64;

    private final TernActivationSpec spec;
    private final Broker broker;
    private volatile SettingsSource lastFound;

    ActivationSettings(TernActivationSpec spec, Broker broker) {
        this.spec = spec;
        this.broker = broker;
    }

    /** For deliveries. */
    ConnectionSettings forDeliveries() throws JMSException {
        return general().withDefaultOption("prefetch", String.valueOf(Math.max(PREFETCH, spec.batchSize())));
    }

    /**
     * For recovery, and for looking at what is known by now.
     *
     * @throws JMSException when the connection factory cannot be looked up, or is none of this adapter; when options are not of their form
     */
    ConnectionSettings general() throws JMSException {
        String factory = spec.getConnectionFactoryLookup();
        ConnectionSettings own;
        ConnectionSettings adapter;
        try {
            own = spec.settings();
            adapter = broker.settings();
        } catch (IllegalArgumentException e) {
            throw AdapterError.WRONG_OPTION.jms(e.getMessage(), e);
        }
        if (factory == null || factory.isBlank()) {
            return own.over(adapter);
        }
        // Open Liberty gives an activation whatever the adapter has by the same name; the factory goes before that.
        return own.without(adapter).over(lookUp(factory).settings()).over(adapter);
    }

    /**
     * What has the name now. Some servers cannot look up on any thread: then it is what was found before, at the latest on the thread that
     * activates the endpoint.
     */
    private SettingsSource lookUp(String name) throws JMSException {
        SettingsSource before = lastFound;
        try {
            Object found = new InitialContext().lookup(name);
            if (found instanceof SettingsSource source) {
                lastFound = source;
                return source;
            }
            throw AdapterError.WRONG_ACTIVATION.jms("connectionFactoryLookup: '" + name + "' is "
                    + (found == null ? "nothing" : "a " + found.getClass().getName())
                    + " (expected: a connection factory of this adapter)");
        } catch (NamingException e) {
            if (before == null) {
                throw AdapterError.WRONG_ACTIVATION.jms("connectionFactoryLookup: '" + name + "' cannot be looked up "
                        + "(expected: the name of a connection factory of this adapter): " + e, e);
            }
            LOG.log(System.Logger.Level.DEBUG, "connectionFactoryLookup: {0} is taken to be what it was: {1}", name, e.getMessage());
            return before;
        }
    }

    /** Whether the settings are known to lead to a broker without distributed transactions. */
    static boolean isWithoutXa(ConnectionSettings settings) {
        return ROCKETMQ.equals(settings.options().get("protocol"));
    }
}
