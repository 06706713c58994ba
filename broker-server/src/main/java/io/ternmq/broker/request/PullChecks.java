package io.ternmq.broker.request;

import io.ternmq.broker.membership.ConsumerGroup;
import io.ternmq.broker.membership.ConsumerGroups;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.routing.Creation;
import io.ternmq.broker.routing.Topics;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.fetch.PullRequest;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.group.SubscriptionData;
import io.ternmq.wire.command.route.TopicConfig;
import java.util.Set;

/** Whether a pull is allowed and by what filter, in RocketMQ's order (PROTOCOL §7). Any thread. */
public final class PullChecks {
    private final Topics topics;
    private final Creation creation;
    private final ConsumerGroups consumers;
    private final GroupKinds kinds;
    private final boolean isReadable;

    /** @param isReadable whether the broker as a whole gives messages */
    public PullChecks(Topics topics, Creation creation, ConsumerGroups consumers, GroupKinds kinds, boolean isReadable) {
        this.topics = topics;
        this.creation = creation;
        this.consumers = consumers;
        this.kinds = kinds;
        this.isReadable = isReadable;
    }

    /** The pull with its filter; throws {@link RefusedException}. */
    PullTarget check(PullRequest pull) {
        if (!isReadable) {
            throw new RefusedException(ResponseCode.NO_PERMISSION, "the broker pulling message is forbidden");
        }
        GroupConfig group = creation.obtainGroup(pull.consumerGroup());
        if (group == null) {
            throw new RefusedException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                "subscription group [" + pull.consumerGroup() + "] does not exist");
        }
        if (!group.consumeEnable()) {
            throw new RefusedException(ResponseCode.NO_PERMISSION, "subscription group no permission, " + pull.consumerGroup());
        }
        kinds.requireNative(pull.consumerGroup());
        checkTopic(pull);
        SubscriptionData subscription = pull.hasSubscription() ? ofHeader(pull) : ofHeartbeat(pull, group);
        if (!subscription.isTagType()) {
            throw new RefusedException(ResponseCode.SYSTEM_ERROR,
                "The broker does not support consumer to filter message by " + subscription.expressionType());
        }
        return new PullTarget(pull, subscription);
    }

    private void checkTopic(PullRequest pull) {
        TopicConfig topic = topics.get(pull.topic());
        if (topic == null) {
            throw new RefusedException(ResponseCode.TOPIC_NOT_EXIST,
                "topic[" + pull.topic() + "] not exist, apply first please!");
        }
        if (!Topics.isReadable(topic)) {
            throw new RefusedException(ResponseCode.NO_PERMISSION,
                "the topic[" + pull.topic() + "] pulling message is forbidden");
        }
        if (pull.queueId() < 0 || pull.queueId() >= topic.readQueueNums()) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, "queueId[" + pull.queueId() + "] of topic[" + pull.topic()
                + "] (expected: 0 to " + (topic.readQueueNums() - 1) + ")");
        }
    }

    private static SubscriptionData ofHeader(PullRequest pull) {
        if (pull.expressionType() != null && !SubscriptionData.TAG.equals(pull.expressionType())) {
            return new SubscriptionData(pull.topic(), pull.subscription(), Set.of(), Set.of(), pull.subVersion(),
                pull.expressionType(), false);
        }
        try {
            return SubscriptionData.ofTags(pull.topic(), pull.subscription(), pull.subVersion());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResponseCode.SUBSCRIPTION_PARSE_FAILED,
                "parse the consumer's subscription failed: " + e.getMessage());
        }
    }

    private SubscriptionData ofHeartbeat(PullRequest pull, GroupConfig settings) {
        ConsumerGroup group = consumers.get(pull.consumerGroup());
        if (group == null) {
            throw new RefusedException(ResponseCode.SUBSCRIPTION_NOT_EXIST,
                "the consumer's group info not exist: no member of " + pull.consumerGroup() + " is connected");
        }
        if (group.mode().isBroadcast() && !settings.consumeBroadcastEnable()) {
            throw new RefusedException(ResponseCode.NO_PERMISSION,
                "the consumer group[" + pull.consumerGroup() + "] can not consume by broadcast way");
        }
        SubscriptionData subscription = group.subscription(pull.topic());
        if (subscription == null) {
            throw new RefusedException(ResponseCode.SUBSCRIPTION_NOT_EXIST,
                "the consumer's subscription not exist: group " + pull.consumerGroup() + ", topic " + pull.topic());
        }
        if (subscription.subVersion() < pull.subVersion()) {
            throw new RefusedException(ResponseCode.SUBSCRIPTION_NOT_LATEST, "the consumer's subscription not latest");
        }
        return subscription;
    }
}
