package io.ternmq.broker.delivery.session;

import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.xa.BranchId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Who consumes in leased groups at the moment. Changed by the engine thread, read by any: native members are refused while a
 * group has leased ones, and tools list them.
 */
public final class GroupMembers {

    private final ConcurrentHashMap<String, List<GroupMember>> members = new ConcurrentHashMap<>();
    private final Function<String, BranchId> lockerOf;

    /** @param lockerOf a prepared branch that has locked messages of a group, or null; any thread */
    public GroupMembers(Function<String, BranchId> lockerOf) {
        this.lockerOf = lockerOf;
    }

    /** Whether the group has leased members now. */
    public boolean isLeased(String group) {
        return members.containsKey(group);
    }

    /**
     * For the native side: refuses it a group that has leased members, or of which a prepared branch has locked messages.
     *
     * @throws RefusedException with {@link JmsCodes#GROUP_KIND_CONFLICT}
     */
    public void requireNative(String group) {
        if (isLeased(group)) {
            throw new RefusedException(JmsCodes.GROUP_KIND_CONFLICT, "group " + group + " is in use by " + of(group).size()
                + " JMS consumers, to which messages are leased: stop them first");
        }
        BranchId locker = lockerOf.apply(group);
        if (locker != null) {
            throw new RefusedException(JmsCodes.GROUP_KIND_CONFLICT, "prepared branch " + locker + " has locked messages of group "
                + group + ": they are in doubt until its transaction manager ends it");
        }
    }

    /** The group's leased members; unmodifiable. */
    public List<GroupMember> of(String group) {
        return members.getOrDefault(group, List.of());
    }

    /** The groups that have leased members, in no order. */
    public List<String> groups() {
        return List.copyOf(members.keySet());
    }

    void join(GroupMember member) {
        members.compute(member.group(), (group, present) -> {
            List<GroupMember> grown = new ArrayList<>(present == null ? List.of() : present);
            grown.add(member);
            return List.copyOf(grown);
        });
    }

    void leave(GroupMember member) {
        members.computeIfPresent(member.group(), (group, present) -> {
            List<GroupMember> rest = new ArrayList<>(present);
            rest.remove(member);
            return rest.isEmpty() ? null : List.copyOf(rest);
        });
    }
}
