package io.ternmq.namesrv;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live brokers and the queues each has of each topic. Everything in it comes from registrations and goes with its broker.
 *
 * <p>Owned by the name server's single event loop.
 */
final class RouteTable {
    private static final Logger LOG = LoggerFactory.getLogger(RouteTable.class);

    /** Broker name to its members by id. */
    private final SortedMap<String, SortedMap<Long, BrokerMember>> brokers = new TreeMap<>();
    /** Topic to broker name to queues. */
    private final SortedMap<String, SortedMap<String, TopicQueues>> topics = new TreeMap<>();

    /**
     * Takes a registration in.
     *
     * @param offered the broker's complete or partial topic table; used when it comes from a master with a new version
     * @return false when a newer reign of the same broker is registered from another address
     */
    boolean register(BrokerMember member, Map<String, TopicQueues> offered) {
        BrokerIdentity identity = member.identity();
        SortedMap<Long, BrokerMember> group = brokers.computeIfAbsent(identity.brokerName(), name -> new TreeMap<>());
        BrokerMember earlier = group.get(identity.brokerId());
        boolean isMoved = earlier != null && !earlier.identity().address().equals(identity.address());
        if (isMoved && earlier.version().stateVersion() > member.version().stateVersion()) {
            LOG.warn("broker {} at {} is refused: {} is registered with a newer state version", identity.brokerName(),
                identity.address(), earlier.identity().address());
            return false;
        }
        // a process has one id at a time: a slave that has become master leaves its old place
        group.values().removeIf(other -> other.identity().address().equals(identity.address())
            && other.identity().brokerId() != identity.brokerId());
        group.put(identity.brokerId(), member);
        if (earlier == null || isMoved) {
            LOG.info("broker {} ({}) registered from {}", identity.brokerName(), identity.brokerId(), identity.address());
        }
        if (identity.brokerId() == 0 && (earlier == null || isMoved || !earlier.version().equals(member.version()))) {
            offered.forEach((topic, queues) -> offer(topic, identity.brokerName(), queues));
        }
        return true;
    }

    private void offer(String topic, String brokerName, TopicQueues queues) {
        topics.computeIfAbsent(topic, name -> new TreeMap<>()).put(brokerName, queues);
    }

    /** Makes a topic known on brokers that need not have registered it (code 217). */
    void addTopic(String topic, Map<String, TopicQueues> queuesByBroker) {
        queuesByBroker.forEach((brokerName, queues) -> {
            if (brokers.containsKey(brokerName)) {
                offer(topic, brokerName, queues);
            }
        });
    }

    void removeTopic(String topic, String clusterNameOrNull) {
        SortedMap<String, TopicQueues> queues = topics.get(topic);
        if (queues == null) {
            return;
        }
        queues.keySet().removeIf(broker -> clusterNameOrNull == null || clusterNameOrNull.equals(clusterOf(broker)));
        if (queues.isEmpty()) {
            topics.remove(topic);
        }
    }

    void unregister(String brokerName, long brokerId, String address) {
        dropIf((name, member) -> name.equals(brokerName) && member.identity().brokerId() == brokerId
            && member.identity().address().equals(address), "unregistered");
    }

    void dropChannel(Object channel) {
        dropIf((name, member) -> member.channel() == channel, "disconnected");
    }

    void dropExpired(long nowMs) {
        dropIf((name, member) -> member.isExpired(nowMs), "not heard of in time");
    }

    private void dropIf(BiPredicate<String, BrokerMember> isGone, String why) {
        List<String> emptied = new ArrayList<>();
        brokers.forEach((name, members) -> {
            members.values().removeIf(member -> {
                boolean gone = isGone.test(name, member);
                if (gone) {
                    LOG.info("broker {} ({}) at {} dropped: {}", name, member.identity().brokerId(),
                        member.identity().address(), why);
                }
                return gone;
            });
            if (members.isEmpty()) {
                emptied.add(name);
            }
        });
        emptied.forEach(this::forget);
    }

    private void forget(String brokerName) {
        brokers.remove(brokerName);
        topics.values().forEach(queues -> queues.remove(brokerName));
        topics.values().removeIf(Map::isEmpty);
    }

    /** Notes a sign of life; null when no such broker is registered. */
    BrokerMember touch(BrokerIdentity identity, long nowMs) {
        SortedMap<Long, BrokerMember> group = brokers.get(identity.brokerName());
        BrokerMember member = group == null ? null : group.get(identity.brokerId());
        if (member == null || !member.identity().address().equals(identity.address())) {
            return null;
        }
        BrokerMember seen = member.seen(nowMs);
        group.put(identity.brokerId(), seen);
        return seen;
    }

    /** Number of topics of this broker that lost the write permission. */
    int wipeWrite(String brokerName) {
        return changePermission(brokerName, TopicQueues::withoutWrite);
    }

    /** Number of topics of this broker that have the write permission again. */
    int addWrite(String brokerName) {
        return changePermission(brokerName, TopicQueues::withWrite);
    }

    private int changePermission(String brokerName, UnaryOperator<TopicQueues> change) {
        int changed = 0;
        for (SortedMap<String, TopicQueues> queues : topics.values()) {
            if (queues.computeIfPresent(brokerName, (name, old) -> change.apply(old)) != null) {
                changed++;
            }
        }
        return changed;
    }

    /** Queues of a topic by broker name; empty when the topic is unknown. */
    Map<String, TopicQueues> queuesOf(String topic) {
        return topics.getOrDefault(topic, new TreeMap<>());
    }

    /** Live members of a broker name by id; empty when there are none. */
    SortedMap<Long, BrokerMember> membersOf(String brokerName) {
        return brokers.getOrDefault(brokerName, new TreeMap<>());
    }

    Collection<String> brokerNames() {
        return brokers.keySet();
    }

    Collection<String> topicNames() {
        return topics.keySet();
    }

    Set<String> clusterNames() {
        Set<String> clusters = new LinkedHashSet<>();
        brokers.keySet().forEach(name -> clusters.add(clusterOf(name)));
        return clusters;
    }

    List<String> topicsOfCluster(String clusterName) {
        return topics.entrySet().stream()
            .filter(topic -> topic.getValue().keySet().stream().anyMatch(broker -> clusterName.equals(clusterOf(broker))))
            .map(Map.Entry::getKey)
            .toList();
    }

    /** Cluster of a live broker; null when the broker is not known. */
    String clusterOf(String brokerName) {
        return membersOf(brokerName).values().stream().map(member -> member.identity().clusterName())
            .filter(Objects::nonNull).findFirst().orElse(null);
    }
}
