package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.ClientThreads;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.route.CreateTopicRequest;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.route.TopicRequest;
import io.ternmq.wire.command.route.TopicRouteData;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Where topics are, remembered, and looked up again in the background when they have been for a time. Any thread; waits. */
final class TopicRoutes {
    private static final System.Logger LOG = System.getLogger(TopicRoutes.class.getName());
    private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int NEW_TOPIC_QUEUES = 4;
    private static final String TYPE_ATTRIBUTE = "message.type";

    private final Cluster cluster;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(TopicRoute route, long foundNs) {
    }

    TopicRoutes(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Where a topic is; makes it where there is none. Waits when it was not asked for before.
     *
     * @throws InvalidDestinationException when there is none and clients may not make it
     */
    TopicRoute require(String topic) throws JMSException {
        TopicRoute route = find(topic);
        if (route != null) {
            return route;
        }
        if (!cluster.capabilities().canCreateTopics()) {
            throw new InvalidDestinationException("Topic " + topic + " does not exist, and the brokers do not let clients create it"
                + " (autoCreateTopicEnable=false): create it with mqadmin updateTopic", JmsErrors.INVALID_ARGUMENT);
        }
        create(topic);
        return awaitRoute(topic, cluster.masters().size());
    }

    /** Where a topic is, or null when it is nowhere. Waits when it was not asked for before. */
    TopicRoute find(String topic) throws JMSException {
        Known found = known.get(topic);
        if (found == null) {
            return lookUp(topic);
        }
        if (System.nanoTime() - found.foundNs > FRESH_NS) {
            // At most one at a time: until it has come back the old one counts as new.
            if (known.replace(topic, found, new Known(found.route, System.nanoTime()))) {
                ClientThreads.workers().execute(() -> refresh(topic));
            }
        }
        return found.route;
    }

    /** What is remembered may be wrong. */
    void forget(String topic) {
        known.remove(topic);
    }

    private void refresh(String topic) {
        try {
            if (lookUp(topic) == null) {
                forget(topic);
            }
        } catch (JMSException e) {
            LOG.log(System.Logger.Level.DEBUG, "Topic {0} could not be looked up again: {1}", topic, e.getMessage());
        }
    }

    private TopicRoute lookUp(String topic) throws JMSException {
        TopicRouteData data = cluster.nameServers().route(topic);
        if (data == null || data.queueDatas().isEmpty()) {
            return null;
        }
        TopicRoute bare = TopicRoute.of(topic, data, false);
        if (bare.places().isEmpty()) {
            return null;
        }
        bare.places().forEach(place -> cluster.moved(place.brokerName(), place.address()));
        BrokerLink first = cluster.link(bare.places().get(0));
        Map<String, String> attributes = cluster.ask(first, new TopicRequest(RequestCode.GET_TOPIC_CONFIG, topic).toFrame(),
            "Looking at topic " + topic, frame -> TopicConfig.read(frame.body()).attributes());
        TopicRoute route = TopicRoute.of(topic, data, "FIFO".equals(attributes.get(TYPE_ATTRIBUTE)));
        known.put(topic, new Known(route, System.nanoTime()));
        return route;
    }

    private void create(String topic) throws JMSException {
        for (BrokerLink master : cluster.masters()) {
            cluster.tell(master, new CreateTopicRequest(topic, NEW_TOPIC_QUEUES, TopicConfig.PERM_READ | TopicConfig.PERM_WRITE),
                "Creating topic " + topic);
        }
    }

    /** Makes a topic of one queue on one broker. Waits. */
    void createSmall(String topic) throws JMSException {
        BrokerLink first = cluster.masters().get(0);
        cluster.tell(first, new CreateTopicRequest(topic, 1, TopicConfig.PERM_READ | TopicConfig.PERM_WRITE), "Creating topic " + topic);
        awaitRoute(topic, 1);
    }

    /** Brokers tell the name servers of a new topic a moment after they have made it. */
    private TopicRoute awaitRoute(String topic, int masters) throws JMSException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(cluster.settings().connectTimeoutMs());
        TopicRoute route = lookUp(topic);
        while (route == null || route.places().size() < masters && System.nanoTime() < deadlineNs) {
            if (route == null && System.nanoTime() > deadlineNs) {
                throw new InvalidDestinationException("Topic " + topic + " was created, and the name servers do not know it after "
                    + cluster.settings().connectTimeoutMs() + " ms", JmsErrors.TIMED_OUT);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
            route = lookUp(topic);
        }
        return route;
    }

    /** Deletes a topic everywhere. Waits. */
    void delete(String topic) throws JMSException {
        forget(topic);
        for (BrokerLink master : cluster.masters()) {
            cluster.tell(master, new TopicRequest(RequestCode.DELETE_TOPIC_IN_BROKER, topic), "Deleting topic " + topic);
        }
    }
}
