package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.ClientThreads;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.group.ConsumerConnections;
import io.ternmq.wire.command.group.ConsumerData;
import io.ternmq.wire.command.group.HeartbeatData;
import io.ternmq.wire.command.group.ProducerData;
import io.ternmq.wire.command.group.ProducerGroupRequest;
import io.ternmq.wire.command.group.SubscriptionData;
import io.ternmq.wire.command.group.UnregisterClientRequest;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the brokers every 30 s which groups this connection consumes in, so that administrators and other clients see it; pops would
 * do without. Any thread; what waits says so.
 */
final class Membership {
    private static final System.Logger LOG = System.getLogger(Membership.class.getName());
    private static final long HEARTBEAT_MS = 30_000;
    private static final String POPPING = "CONSUME_POP";
    private static final String CLIENT_ID_PREFIX = "JMSC_";
    private static final Set<Integer> CLIENTS_OR_NONE = Set.of(ResponseCode.SUCCESS, ResponseCode.SYSTEM_ERROR);

    private final Cluster cluster;
    private final String memberId;
    private final String clientIdGroup;
    private final Map<String, Member> members = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    private record Member(PopSource source, int consumers, long version) {
        SubscriptionData subscription() {
            ConsumerFilter filter = source.filter();
            return filter.expressionType().equals(SubscriptionData.TAG)
                ? SubscriptionData.ofTags(source.topic(), filter.expression(), version)
                : new SubscriptionData(source.topic(), filter.expression(), Set.of(), Set.of(), version, filter.expressionType(), false);
        }
    }

    /**
     * Of a connection.
     *
     * @param clientId nullable
     */
    Membership(Cluster cluster, String connectionId, String clientId) {
        this.cluster = cluster;
        this.memberId = "jms@" + connectionId;
        this.clientIdGroup = clientId == null ? null : DestinationNames.queueGroup(CLIENT_ID_PREFIX + DestinationNames.topicOf(clientId));
    }

    /** Looks whether somebody else has the client id at the moment, and takes it. Waits. */
    void takeClientId(String clientId) throws JMSException {
        if (clientIdGroup != null) {
            String what = "Looking for other clients with client id " + clientId;
            for (BrokerLink master : cluster.masters()) {
                boolean isTaken = cluster.await(Replies.read(master.request(new ProducerGroupRequest(clientIdGroup).toFrame()), what,
                    CLIENTS_OR_NONE, frame -> frame.code() == ResponseCode.SUCCESS
                        && !ConsumerConnections.read(frame.body()).connections().isEmpty()), what);
                if (isTaken) {
                    throw new InvalidClientIDException("Client id " + clientId + " is in use by another connection", JmsErrors.REFUSED);
                }
            }
            cluster.await(beat(), "Telling the brokers of client id " + clientId);
        }
    }

    void start() {
        ClientThreads.schedule(this::repeat, HEARTBEAT_MS);
    }

    private void repeat() {
        if (!isClosed) {
            beat();
            start();
        }
    }

    /** One more consumer in a group. Waits for the brokers. */
    void join(PopSource source) throws JMSException {
        members.merge(source.group(), new Member(source, 1, System.currentTimeMillis()),
            (old, added) -> new Member(source, old.consumers + 1, added.version));
        cluster.await(beat(), "Joining consumer group " + source.group());
    }

    /** One fewer. Completes when the brokers know, if it was the last. */
    CompletableFuture<Void> leave(String group) {
        Member left = members.compute(group, (name, member) -> member == null || member.consumers == 1 ? null
            : new Member(member.source, member.consumers - 1, member.version));
        return left == null ? unregister(null, group) : CompletableFuture.completedFuture(null);
    }

    /** Completes when the brokers know that this connection is no more. */
    CompletableFuture<Void> close() {
        isClosed = true;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        if (clientIdGroup != null) {
            all.add(unregister(clientIdGroup, null));
        }
        members.keySet().forEach(group -> all.add(unregister(null, group)));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> unregister(String producerGroup, String consumerGroup) {
        return CompletableFuture.allOf(cluster.masters().stream()
            .map(master -> Replies.done(master.request(new UnregisterClientRequest(memberId, producerGroup, consumerGroup).toFrame()),
                "Leaving a group"))
            .toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> beat() {
        List<ConsumerData> consumers = members.values().stream().map(member -> new ConsumerData(member.source.group(), POPPING,
            ConsumerData.CLUSTERING, ConsumerData.FROM_FIRST_OFFSET, List.of(member.subscription()), false)).toList();
        List<ProducerData> producers = clientIdGroup == null ? List.of() : List.of(new ProducerData(clientIdGroup));
        if (consumers.isEmpty() && producers.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        HeartbeatData heartbeat = new HeartbeatData(memberId, producers, consumers);
        return CompletableFuture.allOf(cluster.masters().stream().map(master -> Replies.done(master.request(heartbeat.toFrame()), "Heartbeat")
            .exceptionally(failure -> {
                LOG.log(System.Logger.Level.DEBUG, "Broker {0} got no heartbeat: {1}", master.brokerName(), failure.getMessage());
                return null;
            })).toArray(CompletableFuture[]::new));
    }
}
