package io.ternmq.broker.membership;

import io.ternmq.wire.command.group.SubscriptionData;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A consumer group that has members. Immutable.
 *
 * @param members       by connection id
 * @param subscriptions by topic; the newest of what members said
 * @param mode          as the member that came last said
 */
public record ConsumerGroup(String name, Map<String, Member> members, Map<String, SubscriptionData> subscriptions, Mode mode) {
    public ConsumerGroup {
        members = Map.copyOf(members);
        subscriptions = Map.copyOf(subscriptions);
    }

    /**
     * How the group consumes, in RocketMQ's words (PROTOCOL §9.1).
     *
     * @param consumeType      CONSUME_ACTIVELY, CONSUME_PASSIVELY, CONSUME_POP
     * @param messageModel     CLUSTERING or BROADCASTING
     * @param consumeFromWhere CONSUME_FROM_LAST_OFFSET …
     */
    public record Mode(String consumeType, String messageModel, String consumeFromWhere) {
        public boolean isBroadcast() {
            return "BROADCASTING".equals(messageModel);
        }
    }

    public List<String> clientIds() {
        return members.values().stream().map(Member::clientId).distinct().sorted().toList();
    }

    /** What the group wants of a topic, or null. */
    public SubscriptionData subscription(String topic) {
        return subscriptions.get(topic);
    }

    Collection<Member> memberList() {
        return members.values();
    }
}
