package io.ternmq.broker.membership;

import io.ternmq.wire.command.group.SubscriptionData;
import io.ternmq.wire.connection.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Native consumers by group. Any thread; changes of one group exclude each other. */
public final class ConsumerGroups {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroups.class);

    private final ConcurrentHashMap<String, ConsumerGroup> groups = new ConcurrentHashMap<>();
    private final Consumer<ConsumerGroup> onChange;

    /** @param onChange is told of a group whose members or subscriptions have changed, on the thread that changed it */
    public ConsumerGroups(Consumer<ConsumerGroup> onChange) {
        this.onChange = onChange;
    }

    /** The group, or null when it has no member. */
    public ConsumerGroup get(String group) {
        return groups.get(group);
    }

    /** All groups that have members. */
    public Collection<ConsumerGroup> all() {
        return Collections.unmodifiableCollection(groups.values());
    }

    /** Takes a heartbeat in; whether the group's subscriptions have changed. */
    public boolean heartbeat(String name, ConsumerGroup.Mode mode, List<SubscriptionData> subscriptions, Sender sender) {
        boolean[] changed = new boolean[2];
        ConsumerGroup now = groups.compute(name, (key, old) -> {
            Map<String, Member> members = withMember(old, sender, changed);
            Map<String, SubscriptionData> merged = merge(old, subscriptions, changed);
            // A client that only renews its subscription gives it a new version, which its pulls then carry.
            boolean isSame = old != null && !changed[0] && old.subscriptions().equals(merged) && old.mode().equals(mode);
            return isSame ? old : new ConsumerGroup(name, members, merged, mode);
        });
        if (changed[0] || changed[1]) {
            onChange.accept(now);
        }
        return changed[1];
    }

    /**
     * Who sends a heartbeat.
     *
     * @param nowMs when it came
     */
    public record Sender(String clientId, Connection connection, int language, int version, long nowMs) {
        Member toMember() {
            return new Member(clientId, connection, language, version, nowMs);
        }
    }

    private static Map<String, Member> withMember(ConsumerGroup old, Sender sender, boolean[] changed) {
        String connectionId = sender.connection().id();
        Member known = old == null ? null : old.members().get(connectionId);
        if (known != null && known.clientId().equals(sender.clientId())) {
            known.seen(sender.nowMs());
            return old.members();
        }
        LOG.info("consumer {} at {} joined", sender.clientId(), sender.connection().remoteAddress());
        Map<String, Member> members = new HashMap<>(old == null ? Map.of() : old.members());
        members.put(connectionId, sender.toMember());
        changed[0] = true;
        return members;
    }

    private static Map<String, SubscriptionData> merge(ConsumerGroup old, List<SubscriptionData> subscriptions,
        boolean[] changed) {
        Map<String, SubscriptionData> known = old == null ? Map.of() : old.subscriptions();
        Map<String, SubscriptionData> merged = new HashMap<>();
        for (SubscriptionData subscription : subscriptions) {
            SubscriptionData earlier = known.get(subscription.topic());
            boolean isNewer = earlier == null || subscription.subVersion() > earlier.subVersion();
            merged.put(subscription.topic(), isNewer ? subscription : earlier);
            changed[1] |= earlier == null || isNewer && !isSameExpression(earlier, subscription);
        }
        changed[1] |= !merged.keySet().containsAll(known.keySet());
        return merged;
    }

    private static boolean isSameExpression(SubscriptionData a, SubscriptionData b) {
        return Objects.equals(a.subString(), b.subString()) && a.isTagType() == b.isTagType();
    }

    /** A client leaves a group of its own accord. */
    public void leave(String name, String clientId, Connection connection) {
        remove(name, member -> member.connection() == connection && member.clientId().equals(clientId), "left");
    }

    /** A connection has ended. */
    public void onConnectionClosed(Connection connection) {
        for (String name : new ArrayList<>(groups.keySet())) {
            ConsumerGroup group = groups.get(name);
            if (group != null && group.members().containsKey(connection.id())) {
                remove(name, member -> member.connection() == connection, "disconnected");
            }
        }
    }

    /** Drops members without a heartbeat since {@code sinceMs}, and their connections. */
    public void expire(long sinceMs) {
        for (ConsumerGroup group : groups.values()) {
            for (Member member : group.memberList()) {
                if (member.lastSeenMs() < sinceMs) {
                    member.connection().close("no heartbeat of consumer " + member.clientId() + " in group " + group.name());
                    remove(group.name(), other -> other == member, "sent no heartbeat in time");
                }
            }
        }
    }

    private void remove(String name, Predicate<Member> isGone, String why) {
        boolean[] changed = new boolean[1];
        ConsumerGroup now = groups.computeIfPresent(name, (key, old) -> {
            Map<String, Member> members = new HashMap<>(old.members());
            members.values().removeIf(member -> {
                boolean gone = isGone.test(member);
                if (gone) {
                    LOG.info("consumer {} of group {} {}", member.clientId(), name, why);
                }
                return gone;
            });
            changed[0] = members.size() != old.members().size();
            if (members.isEmpty()) {
                return null;
            }
            return changed[0] ? new ConsumerGroup(name, members, old.subscriptions(), old.mode()) : old;
        });
        if (changed[0] && now != null) {
            onChange.accept(now);
        }
    }
}
