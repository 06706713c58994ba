package io.ternmq.jms.remote;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.lookup.NameServers;
import io.ternmq.wire.command.route.QueueData;
import io.ternmq.wire.command.route.TopicRouteData;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which queue id of a topic a lane's messages go to: always the same, so that they keep their order. Any thread; may wait for the
 * name server.
 *
 * <p>While a topic does not exist yet, its lanes go to queue 0, and those that did so stay there when more queues become known.
 */
final class QueueChoice {
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

    private final NameServers nameServers;
    private final String brokerName;
    // All guarded by this.
    private final Map<String, Integer> queueCounts = new HashMap<>();
    private final Map<String, Set<Integer>> pinnedLanes = new HashMap<>();
    private final Map<String, Long> triedNs = new HashMap<>();

    QueueChoice(NameServers nameServers, String brokerName) {
        this.nameServers = nameServers;
        this.brokerName = brokerName;
    }

    /** The queue id. */
    int queueFor(String topic, int lane) throws JMSException {
        // Name servers do not know temporary destinations, which have one queue.
        return DestinationNames.isTemporary(topic) ? 0 : permanentQueueFor(topic, lane);
    }

    private synchronized int permanentQueueFor(String topic, int lane) throws JMSException {
        Integer count = queueCounts.get(topic);
        if (count == null) {
            count = lookUp(topic);
        }
        if (count == null) {
            pinnedLanes.computeIfAbsent(topic, key -> new HashSet<>()).add(lane);
            return 0;
        }
        boolean isPinned = !pinnedLanes.isEmpty() && pinnedLanes.getOrDefault(topic, Set.of()).contains(lane);
        return isPinned ? 0 : Math.floorMod(lane, count);
    }

    private Integer lookUp(String topic) throws JMSException {
        long nowNs = System.nanoTime();
        Long lastNs = triedNs.get(topic);
        if (lastNs != null && nowNs - lastNs < RETRY_NS) {
            return null;
        }
        triedNs.put(topic, nowNs);
        TopicRouteData route = nameServers.route(topic);
        if (route == null || route.queueDatas().isEmpty()) {
            return null;
        }
        for (QueueData queues : route.queueDatas()) {
            if (queues.brokerName().equals(brokerName)) {
                int count = Math.max(1, queues.writeQueueNums());
                queueCounts.put(topic, count);
                return count;
            }
        }
        throw new InvalidDestinationException("Destination " + topic + " is on broker " + route.queueDatas().get(0).brokerName()
            + " only, and this connection is to broker " + brokerName + ": destinations of several brokers in one connection are not "
            + "supported by this version of TernMQ", JmsErrors.NOT_SUPPORTED);
    }
}
