package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.transaction.RecoveryResources;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAResource;

/** Finds the resources for the recovery of deliveries: one for each broker and user that specifications lead to. Any thread. */
public final class Recovery {

    private final Broker broker;
    private final RecoveryResources resources;

    /**
     * Connects nowhere.
     *
     * @param broker    the adapter that the specifications belong to
     * @param resources the adapter's
     */
    public Recovery(Broker broker, RecoveryResources resources) {
        this.broker = broker;
        this.resources = resources;
    }

    /** The resources to ask for what deliveries by these specifications have left in doubt. Does not connect. */
    public XAResource[] resources(List<TernActivationSpec> specs) {
        List<XAResource> found = new ArrayList<>();
        for (TernActivationSpec spec : specs) {
            ConnectionSettings known = settingsOrNull(spec);
            if (known != null && ActivationSettings.isWithoutXa(known)) {
                continue;
            }
            // Where it leads is not known yet, when the address comes late: then the specification has a resource of its own.
            XAResource resource = known == null || known.nameServers() == null
                    ? resources.of(spec, () -> new ActivationSettings(spec, broker).general(), "of " + spec.describeDestination())
                    : resources.at(known);
            if (!found.contains(resource)) {
                found.add(resource);
            }
        }
        return found.toArray(XAResource[]::new);
    }

    /** Null when they are wrong, which is told when something is asked of the resource. */
    private ConnectionSettings settingsOrNull(TernActivationSpec spec) {
        try {
            return new ActivationSettings(spec, broker).general();
        } catch (JMSException e) {
            return null;
        }
    }
}
