package io.ternmq.broker.progress;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineHook;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Committed offsets of native consumer groups: the next offset each group wants of a queue.
 *
 * <p>Clients commit from event loops, and see at once what they have committed: {@code said}, which is speculative. The engine
 * logs it at most {@link #LOG_INTERVAL_MS} later, whereby it moves to {@code logged}, the state. A killed broker forgets what was
 * said in that interval, which consumers see as repeated messages.
 */
public final class OffsetTable implements StateModule, EngineHook {
    static final long LOG_INTERVAL_MS = 1_000;
    private static final int COMMIT = StateTypes.OFFSETS + 1;
    private static final int REMOVE_GROUP = StateTypes.OFFSETS + 2;
    private static final int REMOVE_TOPIC = StateTypes.OFFSETS + 3;
    private static final int LAYOUT_VERSION = 1;
    private static final int CHUNK_BYTES = 128 * 1024;
    private static final Comparator<QueueProgress> ORDER = Comparator.comparing(QueueProgress::group)
        .thenComparing(QueueProgress::topic).thenComparingInt(QueueProgress::queueId);

    private final ConcurrentHashMap<QueueProgress, Long> said = new ConcurrentHashMap<>();
    /** Written by the engine thread. */
    private final ConcurrentHashMap<QueueProgress, Long> logged = new ConcurrentHashMap<>();
    private long nextLogMs;

    /** Notes a group's progress. Any thread. */
    public void commit(String group, String topic, int queueId, long offset) {
        QueueProgress key = new QueueProgress(group, topic, queueId);
        if (said.containsKey(key) || !Objects.equals(logged.get(key), offset)) {
            said.put(key, offset);
        }
    }

    /** The next offset wanted, or -1 when the group has never committed there. Any thread. */
    public long committed(String group, String topic, int queueId) {
        QueueProgress key = new QueueProgress(group, topic, queueId);
        Long offset = said.get(key);
        if (offset == null) {
            // In this order: what leaves the one has come into the other before.
            offset = logged.get(key);
        }
        return offset == null ? -1 : offset;
    }

    /** Topics on which a group has progress. Any thread. */
    public List<String> topicsOf(String group) {
        return keys().filter(key -> key.group().equals(group)).map(QueueProgress::topic).distinct().sorted().toList();
    }

    /** Groups that have progress on a topic. Any thread. */
    public List<String> groupsOf(String topic) {
        return keys().filter(key -> key.topic().equals(topic)).map(QueueProgress::group).distinct().sorted().toList();
    }

    private Stream<QueueProgress> keys() {
        return Stream.concat(logged.keySet().stream(), said.keySet().stream());
    }

    /**
     * Notes a group's progress on a topic that somebody else's record relies on.
     *
     * @param offsets by queue id
     * @return the changes that log what is not logged of it; in several pieces when it is much
     */
    public List<StateChange> commitNow(String group, String topic, Map<Integer, Long> offsets) {
        Map<QueueProgress, Long> unlogged = new LinkedHashMap<>();
        offsets.forEach((queueId, offset) -> {
            commit(group, topic, queueId, offset);
            QueueProgress key = new QueueProgress(group, topic, queueId);
            if (!Objects.equals(logged.get(key), offset)) {
                unlogged.put(key, offset);
            }
        });
        return changes(unlogged);
    }

    /** The change that forgets a group's progress. */
    public static StateChange removeGroup(String group) {
        return new StateChange(REMOVE_GROUP, new StateWriter().putByte(LAYOUT_VERSION).putString(group).toBytes());
    }

    /** The change that forgets everybody's progress on a topic. */
    public static StateChange removeTopic(String topic) {
        return new StateChange(REMOVE_TOPIC, new StateWriter().putByte(LAYOUT_VERSION).putString(topic).toBytes());
    }

    /** Logs what was said and is not logged yet. Engine thread. */
    public void logAll(EngineContext engine) {
        changes(said).forEach(engine::change);
    }

    private static List<StateChange> changes(Map<QueueProgress, Long> offsets) {
        List<StateChange> changes = new ArrayList<>();
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION);
        for (Map.Entry<QueueProgress, Long> entry : offsets.entrySet()) {
            write(entry.getKey(), entry.getValue(), out);
            if (out.length() > CHUNK_BYTES) {
                changes.add(new StateChange(COMMIT, out.toBytes()));
                out = new StateWriter().putByte(LAYOUT_VERSION);
            }
        }
        if (out.length() > 1) {
            changes.add(new StateChange(COMMIT, out.toBytes()));
        }
        return changes;
    }

    @Override
    public long nextTimerMs() {
        return said.isEmpty() ? Long.MAX_VALUE : nextLogMs;
    }

    @Override
    public void onTimer(EngineContext engine) {
        nextLogMs = engine.nowMs() + LOG_INTERVAL_MS;
        logAll(engine);
    }

    @Override
    public int typeBase() {
        return StateTypes.OFFSETS;
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        StateReader in = new StateReader(payload);
        requireKnown(in.getByte());
        switch (type) {
            case COMMIT -> readAll(in);
            case REMOVE_GROUP -> {
                String group = in.getString();
                remove(key -> key.group().equals(group));
            }
            case REMOVE_TOPIC -> {
                String topic = in.getString();
                remove(key -> key.topic().equals(topic));
            }
            default -> throw new IllegalStateException("unknown offset change " + type);
        }
    }

    private static void requireKnown(int version) {
        if (version != LAYOUT_VERSION) {
            throw new IllegalStateException("offsets have layout version " + version + " (expected: " + LAYOUT_VERSION
                + "); was this store used by a newer broker?");
        }
    }

    private void readAll(StateReader in) {
        while (in.hasRemaining()) {
            QueueProgress key = new QueueProgress(in.getString(), in.getString(), in.getInt());
            long offset = in.getLong();
            logged.put(key, offset);
            // Unless something newer was said in the meantime, which stays for the next time.
            said.remove(key, offset);
        }
    }

    private void remove(Predicate<QueueProgress> isGone) {
        logged.keySet().removeIf(isGone);
        said.keySet().removeIf(isGone);
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION);
        TreeSet<QueueProgress> sorted = new TreeSet<>(ORDER);
        sorted.addAll(logged.keySet());
        for (QueueProgress key : sorted) {
            write(key, logged.get(key), out);
            if (out.length() > CHUNK_BYTES) {
                chunks.accept(out.toBytes());
                out = new StateWriter().putByte(LAYOUT_VERSION);
            }
        }
        chunks.accept(out.toBytes());
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader in = new StateReader(chunk);
        requireKnown(in.getByte());
        readAll(in);
    }

    private static void write(QueueProgress key, long offset, StateWriter out) {
        out.putString(key.group()).putString(key.topic()).putInt(key.queueId()).putLong(offset);
    }
}
