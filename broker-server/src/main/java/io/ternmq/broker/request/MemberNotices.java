package io.ternmq.broker.request;

import io.ternmq.broker.membership.ConsumerGroup;
import io.ternmq.broker.membership.Member;
import io.ternmq.broker.routing.Groups;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.group.ConsumerGroupRequest;
import io.ternmq.wire.command.group.GroupConfig;
import java.util.function.Consumer;

/** Tells the members of a group that its membership has changed (40), so that they share the queues anew. Any thread. */
public final class MemberNotices implements Consumer<ConsumerGroup> {
    private final Groups groups;

    public MemberNotices(Groups groups) {
        this.groups = groups;
    }

    @Override
    public void accept(ConsumerGroup group) {
        GroupConfig settings = groups.get(group.name());
        if (settings != null && !settings.notifyConsumerIdsChangedEnable()) {
            return;
        }
        ConsumerGroupRequest notice = new ConsumerGroupRequest(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, group.name());
        for (Member member : group.members().values()) {
            member.connection().send(notice.toOneway());
        }
    }
}
