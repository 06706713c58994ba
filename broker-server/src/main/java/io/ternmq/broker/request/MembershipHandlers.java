package io.ternmq.broker.request;

import io.ternmq.broker.membership.ConsumerGroup;
import io.ternmq.broker.membership.ConsumerGroups;
import io.ternmq.broker.membership.ProducerGroups;
import io.ternmq.broker.membership.QueueLocks;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.routing.Creation;
import io.ternmq.broker.routing.TopicNames;
import io.ternmq.broker.routing.Topics;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.group.ConsumerData;
import io.ternmq.wire.command.group.ConsumerGroupRequest;
import io.ternmq.wire.command.group.ConsumerIds;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.group.HeartbeatData;
import io.ternmq.wire.command.group.HeartbeatReply;
import io.ternmq.wire.command.group.LockReply;
import io.ternmq.wire.command.group.LockRequest;
import io.ternmq.wire.command.group.ProducerData;
import io.ternmq.wire.command.group.UnregisterClientRequest;
import io.ternmq.wire.command.route.QueueId;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import java.util.List;

/** Coming, staying and going of clients, and their queue locks: codes 34, 35, 38, 41, 42 (PROTOCOL §9). */
public final class MembershipHandlers {
    private final ConsumerGroups consumers;
    private final ProducerGroups producers;
    private final QueueLocks locks;
    private final Creation creation;
    private final Topics topics;
    private final GroupKinds kinds;

    public MembershipHandlers(ConsumerGroups consumers, ProducerGroups producers, QueueLocks locks, Creation creation,
        Topics topics,
                              GroupKinds kinds) {
        this.consumers = consumers;
        this.producers = producers;
        this.locks = locks;
        this.creation = creation;
        this.topics = topics;
        this.kinds = kinds;
    }

    /** Adds the handlers. */
    public void addTo(RequestDispatcher dispatcher) {
        dispatcher.add(RequestCode.HEART_BEAT, RequestHandler.immediate(this::heartbeat));
        dispatcher.add(RequestCode.UNREGISTER_CLIENT, RequestHandler.immediate(this::unregister));
        dispatcher.add(RequestCode.GET_CONSUMER_LIST_BY_GROUP, RequestHandler.immediate(this::list));
        dispatcher.add(RequestCode.LOCK_BATCH_MQ, RequestHandler.immediate(this::lock));
        dispatcher.add(RequestCode.UNLOCK_BATCH_MQ, RequestHandler.immediate(this::unlock));
        dispatcher.add(RequestCode.CHECK_CLIENT_CONFIG, RequestHandler.immediate(this::checkClient));
        dispatcher.onConnectionClosed(consumers::onConnectionClosed);
        dispatcher.onConnectionClosed(producers::onConnectionClosed);
    }

    private Frame heartbeat(Connection connection, Frame request) {
        HeartbeatData data = HeartbeatData.read(request.body());
        ConsumerGroups.Sender sender = new ConsumerGroups.Sender(data.clientId(), connection, request.language(),
            request.version(),
            System.currentTimeMillis());
        for (ProducerData producer : data.producers()) {
            producers.heartbeat(producer.groupName(), sender);
        }
        boolean isChanged = false;
        for (ConsumerData consumer : data.consumers()) {
            isChanged |= heartbeat(consumer, sender, data.withoutSub());
        }
        return new HeartbeatReply(true, isChanged).toResponse(request);
    }

    private boolean heartbeat(ConsumerData consumer, ConsumerGroups.Sender sender, boolean isWithoutSubscriptions) {
        GroupConfig settings = creation.obtainGroup(consumer.groupName());
        if (settings == null) {
            // As RocketMQ does: the heartbeat counts, the pull is refused with 26.
            return false;
        }
        kinds.requireNative(consumer.groupName());
        ConsumerGroup known = consumers.get(consumer.groupName());
        if (isWithoutSubscriptions && known == null) {
            return true;
        }
        if (topics.get(TopicNames.retryTopicOf(consumer.groupName())) == null
            && !consumer.messageModel().equals(ConsumerData.BROADCASTING)) {
            creation.createRetryTopic(settings);
        }
        var subscriptions = isWithoutSubscriptions ? List.copyOf(known.subscriptions().values()) : consumer.subscriptions();
        return consumers.heartbeat(consumer.groupName(),
            new ConsumerGroup.Mode(consumer.consumeType(), consumer.messageModel(), consumer.consumeFromWhere()), subscriptions,
                sender);
    }

    private Frame unregister(Connection connection, Frame request) {
        UnregisterClientRequest leaving = UnregisterClientRequest.from(request.fields());
        if (leaving.producerGroup() != null) {
            producers.leave(leaving.producerGroup(), connection);
        }
        if (leaving.consumerGroup() != null) {
            consumers.leave(leaving.consumerGroup(), leaving.clientId(), connection);
        }
        return request.response(ResponseCode.SUCCESS, null);
    }

    private Frame list(Connection connection, Frame request) {
        String name = ConsumerGroupRequest.from(request).consumerGroup();
        ConsumerGroup group = consumers.get(name);
        if (group == null) {
            throw new RefusedException(ResponseCode.SYSTEM_ERROR, "no consumer for this group, " + name);
        }
        return request.response(ResponseCode.SUCCESS, null).body(new ConsumerIds(group.clientIds()).toBytes());
    }

    private Frame lock(Connection connection, Frame request) {
        LockRequest wanted = LockRequest.read(request.body());
        List<QueueLocks.Queue> held = locks.lock(wanted.consumerGroup(), wanted.clientId(), queues(wanted),
            System.currentTimeMillis());
        List<QueueId> answer = held.stream().map(queue -> new QueueId(queue.topic(), queue.brokerName(),
            queue.queueId())).toList();
        return request.response(ResponseCode.SUCCESS, null).body(new LockReply(answer).toBytes());
    }

    private Frame unlock(Connection connection, Frame request) {
        LockRequest wanted = LockRequest.read(request.body());
        locks.unlock(wanted.consumerGroup(), wanted.clientId(), queues(wanted));
        return request.response(ResponseCode.SUCCESS, null);
    }

    private static List<QueueLocks.Queue> queues(LockRequest wanted) {
        return wanted.queues().stream()
            .map(queue -> new QueueLocks.Queue(queue.topic(), queue.brokerName(), queue.queueId())).toList();
    }

    // Clients ask at start when they filter by other than tags.
    private Frame checkClient(Connection connection, Frame request) {
        return request.response(ResponseCode.SYSTEM_ERROR, "The broker does not support consumer to filter message by SQL92");
    }
}
