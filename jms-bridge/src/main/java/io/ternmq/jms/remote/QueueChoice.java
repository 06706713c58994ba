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
import java.util.concurrent.locks.LockSupport;

/**
 * Which queue id of a topic a lane's messages go to: always the same, so that they keep their order. Any thread; may wait for the
 * name server.
 *
 * <p>While a topic does not exist yet, its lanes go to queue 0, and those that did so stay there when more queues become known.
 */
final class QueueChoice {
    /** Lanes that come so soon behind one that has found its topic missing go where it goes. */
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long ASK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final NameServers nameServers;
    private final RemoteConnection connection;
    private final long patienceNs;
    // All guarded by this.
    private final Map<String, Integer> queueCounts = new HashMap<>();
    private final Map<String, Set<Integer>> pinnedLanes = new HashMap<>();
    /** When the name servers have last said that they do not know a topic. */
    private final Map<String, Long> missingNs = new HashMap<>();

    /**
     * Knows no topic yet.
     *
     * @param patienceMs how long the name servers are asked again when none answers, though the broker is connected
     */
    QueueChoice(NameServers nameServers, RemoteConnection connection, long patienceMs) {
        this.nameServers = nameServers;
        this.connection = connection;
        this.patienceNs = TimeUnit.MILLISECONDS.toNanos(patienceMs);
    }

    /** The queue id. */
    int queueFor(String topic, int lane) throws JMSException {
        if (DestinationNames.isTemporary(topic)) {
            // Name servers do not know temporary destinations, which have one queue.
            return 0;
        }
        int known = knownQueue(topic, lane);
        return known >= 0 ? known : choose(topic, lane, awaitCount(topic));
    }

    /** The queue id, when nothing has to be asked for it; else -1. */
    private synchronized int knownQueue(String topic, int lane) {
        if (isPinned(topic, lane)) {
            return 0;
        }
        Integer count = queueCounts.get(topic);
        if (count != null) {
            return Math.floorMod(lane, count);
        }
        Long lastNs = missingNs.get(topic);
        return lastNs != null && System.nanoTime() - lastNs < RETRY_NS ? pin(topic, lane) : -1;
    }

    private boolean isPinned(String topic, int lane) {
        return !pinnedLanes.isEmpty() && pinnedLanes.getOrDefault(topic, Set.of()).contains(lane);
    }

    private int pin(String topic, int lane) {
        pinnedLanes.computeIfAbsent(topic, key -> new HashSet<>()).add(lane);
        return 0;
    }

    /** @param count 0: the topic does not exist yet */
    private synchronized int choose(String topic, int lane, int count) {
        if (count == 0) {
            missingNs.put(topic, System.nanoTime());
            return pin(topic, lane);
        }
        queueCounts.put(topic, count);
        missingNs.remove(topic);
        return isPinned(topic, lane) ? 0 : Math.floorMod(lane, count);
    }

    /** Asks as a request to the broker is asked: again after an outage. Without the lock, which others need who know their queue. */
    private int awaitCount(String topic) throws JMSException {
        long connectedNs = System.nanoTime();
        while (true) {
            try {
                return countIn(nameServers.route(topic), topic);
            } catch (JMSException e) {
                if (!JmsErrors.CONNECTION_LOST.equals(e.getErrorCode())) {
                    throw e;
                }
                if (connection.isInterrupted()) {
                    connectedNs = System.nanoTime();
                } else if (connection.isOver() || System.nanoTime() - connectedNs > patienceNs) {
                    throw e;
                }
                pause(topic, e);
            }
        }
    }

    private static void pause(String topic, JMSException cause) throws JMSException {
        LockSupport.parkNanos(ASK_AGAIN_NS);
        if (Thread.currentThread().isInterrupted()) {
            throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while looking for destination " + topic, cause);
        }
    }

    private int countIn(TopicRouteData routeOrNull, String topic) throws JMSException {
        String brokerName = connection.session().brokerName();
        if (routeOrNull == null || routeOrNull.queueDatas().isEmpty()) {
            return 0;
        }
        for (QueueData queues : routeOrNull.queueDatas()) {
            if (queues.brokerName().equals(brokerName)) {
                return Math.max(1, queues.writeQueueNums());
            }
        }
        throw new InvalidDestinationException("Destination " + topic + " is on broker " + routeOrNull.queueDatas().get(0).brokerName()
            + " only, and this connection is to broker " + brokerName + ": destinations of several brokers in one connection are not "
            + "supported by this version of TernMQ", JmsErrors.NOT_SUPPORTED);
    }
}
