package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.Attachment;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.pop.PopHandle;
import io.ternmq.wire.jms.Attach.Subscription;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** JMS subscriptions as consumer groups: which one, who may use it, when it goes away. Any thread; everything waits. */
final class Subscriptions {
    private final Cluster cluster;
    private final TopicRoutes routes;
    private final Groups groups;
    private final Membership membership;
    private final ConsumerFilters filters;
    private final Gaps gaps;
    private final String clientId;
    private final String connectionId;
    private final Set<String> exclusive = ConcurrentHashMap.newKeySet();

    /**
     * Of a connection.
     *
     * @param clientId nullable
     */
    Subscriptions(Cluster cluster, TopicRoutes routes, Groups groups, Membership membership, Gaps gaps, String clientId,
            String connectionId) {
        this.cluster = cluster;
        this.routes = routes;
        this.groups = groups;
        this.membership = membership;
        this.filters = new ConsumerFilters(cluster.capabilities(), gaps, clientId == null ? connectionId : clientId);
        this.gaps = gaps;
        this.clientId = clientId;
        this.connectionId = connectionId;
    }

    /** Makes sure that the group of a consumer to be is there and may be used. */
    PopSource open(Attachment attachment) throws JMSException {
        String topic = DestinationNames.topicOf(attachment.destination().getName());
        Kind kind = Kind.of(attachment);
        requirePossible(kind, attachment);
        ConsumerFilter filter = filters.of(attachment, kind.isExclusive());
        String group = groupOf(kind, attachment, topic);
        if (kind == Kind.UNSHARED_DURABLE) {
            takeAlone(group, attachment);
        }
        try {
            TopicRoute route = routes.require(topic);
            GroupConfig config = groups.ensure(group, route, !attachment.destination().isQueue());
            PopSource source = new PopSource(attachment.destination(), topic, group, route.isFifo(), filter, config.retryMaxTimes() + 1);
            if (kind != Kind.THROW_AWAY) {
                membership.join(source);
            }
            return source;
        } catch (JMSException e) {
            exclusive.remove(group);
            throw e;
        }
    }

    private void requirePossible(Kind kind, Attachment attachment) throws JMSException {
        switch (kind) {
            case SHARED_NON_DURABLE -> gaps.bridge(Gap.NON_DURABLE, "The shared non-durable subscription "
                + attachment.subscription().name());
            case THROW_AWAY -> gaps.bridge(Gap.NON_DURABLE, "A non-durable consumer of topic " + attachment.destination());
            default -> {
                // What groups are made for; or an unshared durable one, which was asked for before.
            }
        }
    }

    private String groupOf(Kind kind, Attachment attachment, String topic) {
        Subscription subscription = attachment.subscription();
        return switch (kind) {
            case GROUP -> subscription.group();
            case QUEUE -> DestinationNames.queueGroup(topic);
            case THROW_AWAY -> Temporaries.PREFIX + connectionId + "_" + attachment.consumerId();
            default -> DestinationNames.subscriptionGroup(subscription.isDurable(), clientId, subscription.name());
        };
    }

    private void takeAlone(String group, Attachment attachment) throws JMSException {
        if (!exclusive.add(group)) {
            throw inUse(attachment);
        }
        if (groups.hasMembers(group)) {
            exclusive.remove(group);
            throw inUse(attachment);
        }
    }

    private static JMSException inUse(Attachment attachment) {
        return JmsErrors.of(JmsErrors.REFUSED, "The durable subscription " + attachment.subscription().name() + " of "
            + attachment.destination() + " has a consumer already", null);
    }

    /** A consumer has gone: so does its group, if it was its own or the last one's. */
    void close(PopSource source, Attachment attachment) throws JMSException {
        Kind kind = Kind.of(attachment);
        exclusive.remove(source.group());
        if (kind != Kind.THROW_AWAY) {
            cluster.await(membership.leave(source.group()), "Leaving consumer group " + source.group());
        }
        if (kind == Kind.THROW_AWAY || kind == Kind.SHARED_NON_DURABLE && !groups.hasMembers(source.group())) {
            deleteGroup(source.group(), source.topic());
        }
    }

    /** Deletes a durable subscription. */
    void unsubscribe(String name) throws JMSException {
        gaps.bridge(Gap.UNSUBSCRIBE, "Unsubscribing " + name);
        String group = DestinationNames.subscriptionGroup(true, clientId, name);
        Set<String> topics = groups.topicsOf(group);
        if (topics.isEmpty()) {
            throw new InvalidDestinationException("There is no durable subscription " + name
                + (clientId == null ? "" : " of client id " + clientId), JmsErrors.INVALID_ARGUMENT);
        }
        if (groups.hasMembers(group)) {
            throw JmsErrors.of(JmsErrors.REFUSED, "The durable subscription " + name + " has a consumer", null);
        }
        for (String topic : topics) {
            deleteGroup(group, topic);
        }
    }

    private void deleteGroup(String group, String topic) throws JMSException {
        groups.delete(group);
        routes.delete(PopHandle.retryTopic(group, topic));
        routes.delete("%RETRY%" + group);
    }

    /** How a consumer shares its messages. */
    private enum Kind {
        /** The queue's one group. */
        QUEUE,
        /** A group by name. */
        GROUP,
        SHARED_DURABLE,
        UNSHARED_DURABLE,
        SHARED_NON_DURABLE,
        /** Its own group, for as long as it lives. */
        THROW_AWAY;

        static Kind of(Attachment attachment) {
            Subscription subscription = attachment.subscription();
            if (subscription.group() != null) {
                return GROUP;
            } else if (attachment.destination().isQueue()) {
                return QUEUE;
            } else if (subscription.name() == null) {
                return THROW_AWAY;
            } else if (subscription.isShared()) {
                return subscription.isDurable() ? SHARED_DURABLE : SHARED_NON_DURABLE;
            }
            return UNSHARED_DURABLE;
        }

        boolean isExclusive() {
            return this == UNSHARED_DURABLE || this == THROW_AWAY;
        }
    }
}
