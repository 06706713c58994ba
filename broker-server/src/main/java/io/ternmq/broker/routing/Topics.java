package io.ternmq.broker.routing;

import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.wire.command.route.DataVersion;
import io.ternmq.wire.command.route.TopicConfig;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The broker's topics. Changed by the engine thread, read by any. */
public final class Topics implements StateModule {
    private static final int PUT = StateTypes.TOPICS + 1;
    private static final int DELETE = StateTypes.TOPICS + 2;
    private static final int LAYOUT_VERSION = 1;
    private static final int SNAPSHOT_CHUNK_BYTES = 128 * 1024;

    private final ConcurrentHashMap<String, TopicConfig> topics = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private Hiding hiding = (topic, queueId, offset) -> { };
    private volatile DataVersion version = DataVersion.NONE;

    /** The change that makes or replaces a topic. */
    public static StateChange put(TopicConfig topic, long nowMs) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION).putLong(nowMs);
        write(topic, out);
        return new StateChange(PUT, out.toBytes());
    }

    /**
     * The change that removes a topic and hides its messages.
     *
     * @param queueEnds for each queue the offset before which messages are hidden from then on, should the topic be made again
     */
    public static StateChange delete(String topic, List<Long> queueEnds, long nowMs) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION).putLong(nowMs).putString(topic).putInt(queueEnds.size());
        queueEnds.forEach(out::putLong);
        return new StateChange(DELETE, out.toBytes());
    }

    /** Sets who hides messages of deleted topics. Before recovery. */
    public void hideWith(Hiding newHiding) {
        hiding = newHiding;
    }

    /** Hides a queue's messages before an offset. Engine thread. */
    @FunctionalInterface
    public interface Hiding {
        void hideBefore(String topic, int queueId, long offset);
    }

    /** The topic, or null. Any thread. */
    public TopicConfig get(String name) {
        return topics.get(name);
    }

    /** All topics, in no order. Any thread. */
    public Collection<TopicConfig> all() {
        return Collections.unmodifiableCollection(topics.values());
    }

    /** Any thread. */
    public DataVersion version() {
        return version;
    }

    /** Is told the name after each change of a topic, on the engine thread, and must return at once. */
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    public static boolean isReadable(TopicConfig topic) {
        return (topic.perm() & TopicConfig.PERM_READ) != 0;
    }

    public static boolean isWritable(TopicConfig topic) {
        return (topic.perm() & TopicConfig.PERM_WRITE) != 0;
    }

    @Override
    public int typeBase() {
        return StateTypes.TOPICS;
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        StateReader in = new StateReader(payload);
        LayoutVersions.require(in.getByte(), LAYOUT_VERSION, "topic change");
        long nowMs = in.getLong();
        String name = switch (type) {
            case PUT -> applyPut(in);
            case DELETE -> applyDelete(in);
            default -> throw new IllegalStateException("unknown topic change " + type);
        };
        version = version.next(nowMs);
        listeners.forEach(listener -> listener.accept(name));
    }

    private String applyPut(StateReader in) {
        TopicConfig topic = read(in);
        topics.put(topic.topicName(), topic);
        return topic.topicName();
    }

    private String applyDelete(StateReader in) {
        String topic = in.getString();
        topics.remove(topic);
        int queues = in.getInt();
        for (int id = 0; id < queues; id++) {
            hiding.hideBefore(topic, id, in.getLong());
        }
        return topic;
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        StateWriter out = startChunk();
        for (TopicConfig topic : new TreeMap<>(topics).values()) {
            write(topic, out);
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
        LayoutVersions.require(in.getByte(), LAYOUT_VERSION, "topic snapshot");
        version = new DataVersion(in.getLong(), in.getLong(), in.getLong());
        while (in.hasRemaining()) {
            TopicConfig topic = read(in);
            topics.put(topic.topicName(), topic);
        }
    }

    private static void write(TopicConfig topic, StateWriter out) {
        out.putString(topic.topicName()).putInt(topic.readQueueNums()).putInt(topic.writeQueueNums()).putInt(topic.perm())
            .putString(topic.topicFilterType()).putInt(topic.topicSysFlag()).putBoolean(topic.order());
        writeMap(topic.attributes(), out);
    }

    private static TopicConfig read(StateReader in) {
        return new TopicConfig(in.getString(), in.getInt(), in.getInt(), in.getInt(), in.getString(), in.getInt(),
            in.getBoolean(),
            readMap(in));
    }

    static void writeMap(Map<String, String> map, StateWriter out) {
        out.putInt(map.size());
        new TreeMap<>(map).forEach((key, value) -> out.putString(key).putString(value));
    }

    static Map<String, String> readMap(StateReader in) {
        Map<String, String> map = new TreeMap<>();
        for (int i = in.getInt(); i > 0; i--) {
            map.put(in.getString(), in.getString());
        }
        return map;
    }
}
