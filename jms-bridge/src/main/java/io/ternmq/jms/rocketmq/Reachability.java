package io.ternmq.jms.rocketmq;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which of the brokers that are asked for messages answer. One that does not is asked again and again; when none has for a lease's
 * time, the connection counts as lost. Owned by the connection's logical thread.
 */
final class Reachability {
    private static final System.Logger LOG = System.getLogger(Reachability.class.getName());

    private final long patienceNs;
    private final Set<BrokerLink> asked = new HashSet<>();
    private final Map<BrokerLink, Long> failingSinceNs = new HashMap<>();
    private boolean isLost;

    Reachability(long patienceNs) {
        this.patienceNs = patienceNs;
    }

    void onReached(BrokerLink broker) {
        asked.add(broker);
        if (failingSinceNs.remove(broker) != null) {
            LOG.log(System.Logger.Level.INFO, "Broker {0} answers again", broker.brokerName());
        }
    }

    /** Notes a failure; returns true once, when all brokers have failed for too long. */
    boolean isLost(BrokerLink broker, long nowNs, Exception cause) {
        asked.add(broker);
        if (failingSinceNs.putIfAbsent(broker, nowNs) == null) {
            LOG.log(System.Logger.Level.WARNING, "Broker " + broker.brokerName() + " gives no messages, and is asked again every second: "
                + cause.getMessage());
        }
        boolean isNewlyLost = !isLost && failingSinceNs.keySet().containsAll(asked)
            && failingSinceNs.values().stream().allMatch(sinceNs -> nowNs - sinceNs > patienceNs);
        isLost |= isNewlyLost;
        return isNewlyLost;
    }
}
