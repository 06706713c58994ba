package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.membership.ConsumerGroups;
import io.ternmq.broker.progress.OffsetTable;
import io.ternmq.broker.routing.Groups;
import io.ternmq.wire.command.group.GroupConfig;
import java.util.List;
import java.util.Map;

/** Native groups by their members' heartbeats and their committed offsets. */
public final class NativeMembership implements NativeGroups {

    private final ConsumerGroups groups;
    private final OffsetTable offsets;
    private final Groups settings;
    private final boolean canCreate;

    /**
     * Over the tables that native clients' requests keep.
     *
     * @param canCreate whether groups may come into being of themselves
     */
    public NativeMembership(ConsumerGroups groups, OffsetTable offsets, Groups settings, boolean canCreate) {
        this.groups = groups;
        this.offsets = offsets;
        this.settings = settings;
        this.canCreate = canCreate;
    }

    @Override
    public void ensureKnown(EngineContext engine, String group) {
        if (canCreate && settings.get(group) == null) {
            engine.change(Groups.put(GroupConfig.withDefaults(group), engine.nowMs()));
        }
    }

    @Override
    public boolean hasMembers(String group) {
        return groups.get(group) != null;
    }

    @Override
    public long committedOffset(String group, String topic, int queueId) {
        return offsets.committed(group, topic, queueId);
    }

    @Override
    public List<StateChange> commit(String group, String topic, Map<Integer, Long> committed) {
        return offsets.commitNow(group, topic, committed);
    }
}
