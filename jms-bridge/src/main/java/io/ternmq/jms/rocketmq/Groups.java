package io.ternmq.jms.rocketmq;

import io.ternmq.jms.mapping.Replies;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.fetch.OffsetReply;
import io.ternmq.wire.command.fetch.QueryOffsetRequest;
import io.ternmq.wire.command.fetch.QueueRequest;
import io.ternmq.wire.command.fetch.UpdateOffsetRequest;
import io.ternmq.wire.command.group.ConsumerConnections;
import io.ternmq.wire.command.group.ConsumerGroupRequest;
import io.ternmq.wire.command.group.DeleteGroupRequest;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.group.GroupRequest;
import io.ternmq.wire.command.route.TopicList;
import io.ternmq.wire.frame.Frame;
import jakarta.jms.JMSException;
import java.util.Set;

/** Consumer groups, made, looked at and deleted at every master. Any thread; everything waits. */
final class Groups {
    private static final Set<Integer> OFFSET_OR_NONE = Set.of(ResponseCode.SUCCESS, ResponseCode.QUERY_NOT_FOUND);
    private static final Set<Integer> MEMBERS_OR_NONE = Set.of(ResponseCode.SUCCESS, ResponseCode.CONSUMER_NOT_ONLINE);
    private static final long NONE = -1;

    private final Cluster cluster;

    Groups(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Makes a group where it is missing.
     *
     * @param isSubscription whether a new group begins with what is sent from now on, else with what is there
     * @return its settings
     */
    GroupConfig ensure(String group, TopicRoute route, boolean isSubscription) throws JMSException {
        GroupConfig config = null;
        for (TopicRoute.Place place : route.places()) {
            if (place.isReadable()) {
                config = ensureAt(cluster.link(place), group);
                if (isSubscription && !hasProgress(group, route.topic(), place)) {
                    startAtEnd(group, route.topic(), place);
                }
            }
        }
        return config == null ? GroupConfig.withDefaults(group) : config;
    }

    private GroupConfig ensureAt(BrokerLink broker, String group) throws JMSException {
        GroupConfig found = find(broker, group);
        if (found != null) {
            return found;
        }
        GroupConfig wanted = GroupConfig.withDefaults(group);
        cluster.ask(broker, Frame.request(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP).body(wanted.toBytes()),
            "Creating consumer group " + group, frame -> null);
        return wanted;
    }

    /** Brokers that make groups by themselves make this one when they are asked for it. */
    private GroupConfig find(BrokerLink broker, String group) throws JMSException {
        String what = "Looking at consumer group " + group;
        return cluster.await(Replies.read(broker.request(new GroupRequest(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, group).toFrame()), what,
            Set.of(ResponseCode.SUCCESS, ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST),
            frame -> frame.code() == ResponseCode.SUCCESS ? GroupConfig.read(frame.body()) : null), what);
    }

    private boolean hasProgress(String group, String topic, TopicRoute.Place place) throws JMSException {
        String what = "Looking for the progress of consumer group " + group;
        for (int queueId = 0; queueId < place.readQueues(); queueId++) {
            Frame query = new QueryOffsetRequest(group, topic, queueId, false).toFrame();
            long offset = cluster.await(Replies.read(cluster.link(place).request(query), what, OFFSET_OR_NONE,
                frame -> frame.code() == ResponseCode.SUCCESS ? OffsetReply.from(frame.fields()).offset() : NONE), what);
            if (offset != NONE) {
                return true;
            }
        }
        return false;
    }

    private void startAtEnd(String group, String topic, TopicRoute.Place place) throws JMSException {
        BrokerLink broker = cluster.link(place);
        for (int queueId = 0; queueId < place.readQueues(); queueId++) {
            long end = cluster.ask(broker, new QueueRequest(RequestCode.GET_MAX_OFFSET, topic, queueId).toFrame(),
                "Looking for the end of topic " + topic, frame -> OffsetReply.from(frame.fields()).offset());
            cluster.tell(broker, new UpdateOffsetRequest(group, topic, queueId, end), "Starting consumer group " + group);
        }
    }

    /** Whether some client, this one included, has said lately that it consumes in the group. */
    boolean hasMembers(String group) throws JMSException {
        String what = "Looking for members of consumer group " + group;
        for (BrokerLink master : cluster.masters()) {
            Frame query = new ConsumerGroupRequest(RequestCode.GET_CONSUMER_CONNECTION_LIST, group).toFrame();
            boolean found = cluster.await(Replies.read(master.request(query), what, MEMBERS_OR_NONE,
                frame -> frame.code() == ResponseCode.SUCCESS && !ConsumerConnections.read(frame.body()).connections().isEmpty()), what);
            if (found) {
                return true;
            }
        }
        return false;
    }

    /** The topics that the group has progress in; none for a group that never consumed. */
    Set<String> topicsOf(String group) throws JMSException {
        for (BrokerLink master : cluster.masters()) {
            Set<String> topics = cluster.ask(master, new GroupRequest(RequestCode.QUERY_TOPICS_BY_CONSUMER, group).toFrame(),
                "Looking for consumer group " + group, frame -> TopicList.read(frame.body()).topicList());
            if (!topics.isEmpty()) {
                return topics;
            }
        }
        return Set.of();
    }

    /** Deletes it with its progress. */
    void delete(String group) throws JMSException {
        for (BrokerLink master : cluster.masters()) {
            cluster.tell(master, new DeleteGroupRequest(group, true), "Deleting consumer group " + group);
        }
    }
}
