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
 * at each connect, since servers set properties late and bind names late.
 */
final class ActivationSettings {

    /** Of RocketMQ's plain clusters, which have no distributed transactions. */
    private static final String ROCKETMQ = "rocketmq";

    // At most; the client holds as much ahead as keeps the bean busy for a moment.
    private static final int PREFETCH = 64;

    private ActivationSettings() {
    }

    /** For deliveries. */
    static ConnectionSettings of(TernActivationSpec spec, Broker broker) throws JMSException {
        return general(spec, broker).withDefaultOption("prefetch", String.valueOf(Math.max(PREFETCH, spec.batchSize())));
    }

    /** For recovery. */
    static ConnectionSettings general(TernActivationSpec spec, Broker broker) throws JMSException {
        String factory = spec.getConnectionFactoryLookup();
        ConnectionSettings own = spec.settings();
        return (factory == null || factory.isBlank() ? own : own.over(lookUp(factory))).over(broker.settings());
    }

    private static ConnectionSettings lookUp(String name) throws JMSException {
        try {
            Object found = new InitialContext().lookup(name);
            if (found instanceof SettingsSource source) {
                return source.settings();
            }
            throw AdapterError.WRONG_ACTIVATION.jms("connectionFactoryLookup: '" + name + "' is "
                    + (found == null ? "nothing" : "a " + found.getClass().getName()) + " (expected: a connection factory of this adapter)");
        } catch (NamingException e) {
            throw AdapterError.WRONG_ACTIVATION.jms("connectionFactoryLookup: '" + name + "' cannot be looked up: " + e, e);
        }
    }

    /** Whether the settings are known to lead to a broker without distributed transactions. */
    static boolean isWithoutXa(ConnectionSettings settings) {
        return ROCKETMQ.equals(settings.options().get("protocol"))
                || settings.nameServers() != null && settings.nameServers().startsWith(ROCKETMQ + ":");
    }
}
