package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.XAResource;

/**
 * Resources for the recovery of deliveries: one for each broker and user that specifications lead to, kept, so that a server that asks
 * again and again opens no further connections. Any thread.
 */
public final class Recovery {

    private record Key(String nameServers, String user, String password) {
    }

    private final Broker broker;
    // Guarded by this.
    private final Map<Object, RecoveryResource> resources = new HashMap<>();

    /** @param broker the adapter that the specifications belong to */
    public Recovery(Broker broker) {
        this.broker = broker;
    }

    /** The resources to ask for what deliveries by these specifications have left in doubt. Does not connect. */
    public synchronized XAResource[] resources(List<TernActivationSpec> specs) {
        List<XAResource> found = new ArrayList<>();
        for (TernActivationSpec spec : specs) {
            if (isWithoutXa(spec)) {
                continue;
            }
            RecoveryResource resource = resources.computeIfAbsent(key(spec), key -> new RecoveryResource(spec, broker));
            if (!found.contains(resource)) {
                found.add(resource);
            }
        }
        return found.toArray(XAResource[]::new);
    }

    private boolean isWithoutXa(TernActivationSpec spec) {
        try {
            return ActivationSettings.isWithoutXa(new ActivationSettings(spec, broker).general());
        } catch (JMSException | IllegalArgumentException e) {
            // Told when something is asked of the resource.
            return false;
        }
    }

    /** Where it leads is not known yet, when the address comes late: then the specification has a resource of its own. */
    private Object key(TernActivationSpec spec) {
        try {
            ConnectionSettings settings = new ActivationSettings(spec, broker).general();
            return settings.nameServers() == null ? spec : new Key(settings.nameServers(), settings.user(), settings.password());
        } catch (JMSException | IllegalArgumentException e) {
            return spec;
        }
    }

    /** Closes connections that are not used. */
    public void closeIdle() {
        copy().forEach(RecoveryResource::closeIfIdle);
    }

    /** Closes all connections. */
    public void close() {
        copy().forEach(RecoveryResource::close);
    }

    private synchronized List<RecoveryResource> copy() {
        return List.copyOf(resources.values());
    }
}
