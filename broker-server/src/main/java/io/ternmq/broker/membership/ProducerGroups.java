package io.ternmq.broker.membership;

import io.ternmq.wire.connection.Connection;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Native producers by group. Any thread. */
public final class ProducerGroups {
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Member>> groups = new ConcurrentHashMap<>();

    /** Members of a group; empty when there are none. */
    public Collection<Member> members(String group) {
        Map<String, Member> members = groups.get(group);
        return members == null ? List.of() : Collections.unmodifiableCollection(members.values());
    }

    /** Names of groups that have members. */
    public Collection<String> names() {
        return Collections.unmodifiableCollection(groups.keySet());
    }

    /** Takes a heartbeat in. */
    public void heartbeat(String group, ConsumerGroups.Sender sender) {
        groups.computeIfAbsent(group, name -> new ConcurrentHashMap<>()).compute(sender.connection().id(), (id, old) -> {
            if (old == null || !old.clientId().equals(sender.clientId())) {
                return sender.toMember();
            }
            old.seen(sender.nowMs());
            return old;
        });
    }

    /** A client leaves a group of its own accord. */
    public void leave(String group, Connection connection) {
        groups.computeIfPresent(group, (name, members) -> {
            members.remove(connection.id());
            return members.isEmpty() ? null : members;
        });
    }

    /** A connection has ended. */
    public void onConnectionClosed(Connection connection) {
        groups.keySet().forEach(group -> leave(group, connection));
    }

    /** Drops members without a heartbeat since {@code sinceMs}, and their connections. */
    public void expire(long sinceMs) {
        groups.values().forEach(members -> members.values().forEach(member -> {
            if (member.lastSeenMs() < sinceMs) {
                member.connection().close("no heartbeat of producer " + member.clientId());
            }
        }));
    }
}
