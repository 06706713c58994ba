package io.ternmq.broker.routing;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.route.DataVersion;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Consumer groups as configured. Changed by the engine thread, read by any. */
public final class Groups implements StateModule {
    private static final int PUT = StateTypes.GROUPS + 1;
    private static final int DELETE = StateTypes.GROUPS + 2;
    private static final int LAYOUT_VERSION = 1;
    private static final int SNAPSHOT_CHUNK_BYTES = 128 * 1024;

    private final ConcurrentHashMap<String, GroupConfig> groups = new ConcurrentHashMap<>();
    private volatile DataVersion version = DataVersion.NONE;

    /** The change that makes or replaces a group. */
    public static StateChange put(GroupConfig group, long nowMs) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION).putLong(nowMs);
        write(group, out);
        return new StateChange(PUT, out.toBytes());
    }

    /** The change that removes a group's settings. */
    public static StateChange delete(String group, long nowMs) {
        return new StateChange(DELETE, new StateWriter().putByte(LAYOUT_VERSION).putLong(nowMs).putString(group).toBytes());
    }

    /** The group, or null. Any thread. */
    public GroupConfig get(String name) {
        return groups.get(name);
    }

    /** All groups, in no order. Any thread. */
    public Collection<GroupConfig> all() {
        return Collections.unmodifiableCollection(groups.values());
    }

    /** Any thread. */
    public DataVersion version() {
        return version;
    }

    @Override
    public int typeBase() {
        return StateTypes.GROUPS;
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        StateReader in = new StateReader(payload);
        LayoutVersions.require(in.getByte(), LAYOUT_VERSION, "group change");
        long nowMs = in.getLong();
        switch (type) {
            case PUT -> {
                GroupConfig group = read(in);
                groups.put(group.groupName(), group);
            }
            case DELETE -> groups.remove(in.getString());
            default -> throw new IllegalStateException("unknown group change " + type);
        }
        version = version.next(nowMs);
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        StateWriter out = startChunk();
        for (GroupConfig group : new TreeMap<>(groups).values()) {
            write(group, out);
            if (out.length() > SNAPSHOT_CHUNK_BYTES) {
                chunks.accept(out.toBytes());
                out = startChunk();
            }
        }
        chunks.accept(out.toBytes());
    }

    private StateWriter startChunk() {
        return new StateWriter().putByte(LAYOUT_VERSION).putLong(version.stateVersion()).putLong(version.timestamp())
            .putLong(version.counter());
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader in = new StateReader(chunk);
        LayoutVersions.require(in.getByte(), LAYOUT_VERSION, "group snapshot");
        version = new DataVersion(in.getLong(), in.getLong(), in.getLong());
        while (in.hasRemaining()) {
            GroupConfig group = read(in);
            groups.put(group.groupName(), group);
        }
    }

    private static void write(GroupConfig group, StateWriter out) {
        out.putString(group.groupName()).putBoolean(group.consumeEnable()).putBoolean(group.consumeFromMinEnable())
            .putBoolean(group.consumeBroadcastEnable()).putBoolean(group.consumeMessageOrderly())
            .putInt(group.retryQueueNums()).putInt(group.retryMaxTimes())
            .putString(group.retryPolicy() == null ? null : JSON.toJSONString(group.retryPolicy()))
            .putLong(group.brokerId()).putLong(group.whichBrokerWhenConsumeSlowly())
            .putBoolean(group.notifyConsumerIdsChangedEnable()).putInt(group.groupSysFlag())
            .putInt(group.consumeTimeoutMinute());
        Topics.writeMap(group.attributes(), out);
    }

    private static GroupConfig read(StateReader in) {
        return new GroupConfig(in.getString(), in.getBoolean(), in.getBoolean(), in.getBoolean(), in.getBoolean(), in.getInt(),
            in.getInt(), policy(in.getString()), in.getLong(), in.getLong(), in.getBoolean(), in.getInt(), in.getInt(),
            Topics.readMap(in));
    }

    private static JSONObject policy(String text) {
        return text == null ? null : JSON.parseObject(text);
    }
}
