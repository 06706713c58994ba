package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.membership.ConsumerGroups;
import io.ternmq.broker.progress.OffsetTable;

/** Native groups by their members' heartbeats and their committed offsets. */
public final class NativeMembership implements NativeGroups {

    private final ConsumerGroups groups;
    private final OffsetTable offsets;

    /** Over the tables that native clients' requests keep. */
    public NativeMembership(ConsumerGroups groups, OffsetTable offsets) {
        this.groups = groups;
        this.offsets = offsets;
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
    public void commit(EngineContext engine, String group, String topic, int queueId, long offset) {
        offsets.commit(group, topic, queueId, offset);
    }
}
