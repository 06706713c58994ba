package io.ternmq.jms.remote;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.lookup.NameServers;
import io.ternmq.wire.command.route.TopicRouteData;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Refuses to send to what is on another broker only, where this one would make a second destination of that name. Any thread; where the
 * name servers know more than one broker, it may wait for them, once for each destination; else every half a minute, when there is a
 * destination that this connection has not sent to before.
 */
final class DestinationCheck {
    private static final long ASK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);
    /** So long it is believed that there is no other broker. */
    private static final long BELIEVED_NS = TimeUnit.SECONDS.toNanos(30);

    private final NameServers nameServers;
    private final RemoteConnection connection;
    private final long patienceNs;
    private final LongSupplier nanoTime;
    private final Set<String> checked = ConcurrentHashMap.newKeySet();
    /** Guarded by this. */
    private long believedSinceNs;

    /** @param patienceMs how long the name servers are asked again when none answers, though the broker is connected */
    DestinationCheck(NameServers nameServers, RemoteConnection connection, long patienceMs, LongSupplier nanoTime) {
        this.nameServers = nameServers;
        this.connection = connection;
        this.patienceNs = TimeUnit.MILLISECONDS.toNanos(patienceMs);
        this.nanoTime = nanoTime;
        this.believedSinceNs = nanoTime.getAsLong();
    }

    /** @throws JMSException when the destination is not on this broker, or nobody says whether it is */
    void requireHere(String topic) throws JMSException {
        // Name servers do not know temporary destinations.
        if (checked.contains(topic) || DestinationNames.isTemporary(topic)) {
            return;
        }
        if (!isToOnlyBroker()) {
            requireIn(awaitRoute(topic), topic);
        }
        checked.add(topic);
    }

    /** Another one may have been away when the connection was made. When no name server answers, what is believed holds on. */
    private synchronized boolean isToOnlyBroker() {
        if (connection.isOnlyBroker() && nanoTime.getAsLong() - believedSinceNs > BELIEVED_NS) {
            connection.lookForOthers();
            believedSinceNs = nanoTime.getAsLong();
        }
        return connection.isOnlyBroker();
    }

    /** Asks as a request to the broker is asked: again after an outage. */
    private TopicRouteData awaitRoute(String topic) throws JMSException {
        long connectedNs = System.nanoTime();
        while (true) {
            try {
                return nameServers.route(topic);
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

    private void requireIn(TopicRouteData routeOrNull, String topic) throws JMSException {
        if (routeOrNull == null || routeOrNull.queueDatas().isEmpty()) {
            return;
        }
        String brokerName = connection.session().brokerName();
        if (routeOrNull.queueDatas().stream().noneMatch(queues -> queues.brokerName().equals(brokerName))) {
            throw new InvalidDestinationException("Destination " + topic + " is on broker " + routeOrNull.queueDatas().get(0).brokerName()
                + " only, and this connection is to broker " + brokerName + ": destinations of several brokers in one connection are not "
                + "supported by this version of TernMQ", JmsErrors.NOT_SUPPORTED);
        }
    }
}
