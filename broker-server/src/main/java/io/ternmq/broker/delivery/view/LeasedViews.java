package io.ternmq.broker.delivery.view;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.lease.GroupProgress;
import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.lease.SettleRecord;
import io.ternmq.broker.delivery.lease.SettleRecord.QueueSettlement;
import io.ternmq.broker.delivery.lease.SettleRecord.Reason;
import io.ternmq.broker.delivery.lease.SettleRecordCodec;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The views whose progress is in the log. Owned by the engine thread.
 *
 * <pre>
 *   501 SETTLE  a settle record, see {@link SettleRecordCodec}
 *   502 PUT     version | definition | created position | queue count | { queue id, low-water mark } ...
 *               begins a new incarnation
 *   503 DELETE  version | group | topic
 *   504 HANDED  version | group | topic | queue count | { queue id, committed offset } ...   see LeasedView.handedOver
 * </pre>
 */
public final class LeasedViews implements StateModule {

    private static final int SETTLE = StateTypes.DELIVERY + 1;
    private static final int PUT = StateTypes.DELIVERY + 2;
    private static final int DELETE = StateTypes.DELIVERY + 3;
    private static final int HANDED_OVER = StateTypes.DELIVERY + 4;
    private static final int LAYOUT_VERSION = 2;
    private static final int CHUNK_BYTES = 128 << 10;

    private final QueueIndexes indexes;
    private final TopicQueues queues;
    private final TopicMarks marks;
    private final StoredDetails details;
    private final RedeliveryRules rules;
    private final int maxDeadLetterBytes;
    private final TreeMap<ViewKey, LeasedView> views = new TreeMap<>();
    /** The same, for those who settle: with thousands of views the way through a tree costs more than the settlement. */
    private final Map<ViewKey, LeasedView> byKey = new HashMap<>();
    private final Map<String, Map<ViewKey, LeasedView>> byTopic = new HashMap<>();
    private ViewEvents events = ViewEvents.NONE;
    /** The chunks of a view so far, while a snapshot is being read. */
    private final ByteArrayOutputStream restoring = new ByteArrayOutputStream();

    /**
     * Without views.
     *
     * @param indexes the store's queue indexes
     * @param queues how many queues a topic has
     * @param marks the messages that need a closer look
     * @param log where they are read
     * @param rules what becomes of messages that applications fail to process, unless a consumer says otherwise
     * @param maxDeadLetterBytes the longest message of which a dead letter can be made
     */
    public LeasedViews(QueueIndexes indexes, TopicQueues queues, TopicMarks marks, LogReader log,
            RedeliveryRules rules, int maxDeadLetterBytes) {
        this.indexes = indexes;
        this.queues = queues;
        this.marks = marks;
        this.details = new StoredDetails(log);
        this.rules = rules;
        this.maxDeadLetterBytes = maxDeadLetterBytes;
    }

    /** Tells of views that come and go from now on, in replay as well. */
    public void tell(ViewEvents newEvents) {
        events = newEvents;
    }

    /** The view, or null. */
    public LeasedView get(ViewKey key) {
        return byKey.get(key);
    }

    /** All of them, by group and topic. */
    public Collection<LeasedView> all() {
        return views.values();
    }

    /** The view behind another one in the order of the table; the first for null; null when there is none. */
    public LeasedView after(ViewKey keyOrNull) {
        Map.Entry<ViewKey, LeasedView> next = keyOrNull == null ? views.firstEntry() : views.higherEntry(keyOrNull);
        return next == null ? null : next.getValue();
    }

    /** The views of one group, by topic. */
    public Collection<LeasedView> ofGroup(String group) {
        return views.subMap(new ViewKey(group, ""), new ViewKey(group + '\0', "")).values();
    }

    /** The views of one topic, in no order. */
    public Collection<LeasedView> ofTopic(String topic) {
        return byTopic.getOrDefault(topic, Map.of()).values();
    }

    /**
     * The change that makes a view, or begins a new incarnation of it.
     *
     * @param createdPosition see {@link GroupProgress#createdPosition}
     * @param lowWaterMarks queue id to the first offset that is owed; a queue that is not named begins at 0
     */
    public static StateChange put(ViewDefinition definition, long createdPosition, Map<Integer, Long> lowWaterMarks) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION);
        definition.write(out);
        out.putLong(createdPosition);
        writeOffsets(lowWaterMarks, out);
        return new StateChange(PUT, out.toBytes());
    }

    /** The change that notes the committed offsets of the same group as a native one, see {@link LeasedView#handedOver}. */
    public static StateChange handOver(ViewKey key, Map<Integer, Long> committedOffsets) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION).putString(key.group()).putString(key.topic());
        writeOffsets(committedOffsets, out);
        return new StateChange(HANDED_OVER, out.toBytes());
    }

    private static void writeOffsets(Map<Integer, Long> offsets, StateWriter out) {
        out.putInt(offsets.size());
        offsets.forEach((queueId, offset) -> out.putInt(queueId).putLong(offset));
    }

    private static Map<Integer, Long> readOffsets(StateReader in) {
        Map<Integer, Long> offsets = new TreeMap<>();
        for (int i = in.getInt(); i > 0; i--) {
            offsets.put(in.getInt(), in.getLong());
        }
        return offsets;
    }

    /** The change that removes a view. */
    public static StateChange delete(ViewKey key) {
        return new StateChange(DELETE,
            new StateWriter().putByte(LAYOUT_VERSION).putString(key.group()).putString(key.topic()).toBytes());
    }

    /** The change that settles. */
    public static StateChange settle(SettleRecord record) {
        ByteBuf bytes = Unpooled.buffer(64);
        SettleRecordCodec.encode(record, bytes);
        byte[] payload = new byte[bytes.readableBytes()];
        bytes.readBytes(payload);
        return new StateChange(SETTLE, payload);
    }

    /**
     * A view that begins at the given marks and is not in this table: for subscriptions that are not durable.
     *
     * @param createdPosition see {@link GroupProgress#createdPosition}
     */
    public LeasedView unstored(ViewDefinition definition, long createdPosition, Map<Integer, Long> lowWaterMarks) {
        GroupProgress progress = new GroupProgress(definition.group(), definition.topic(), definition.kind(), createdPosition);
        List<QueueSettlement> marks = lowWaterMarks.entrySet().stream()
            .map(mark -> new QueueSettlement(mark.getKey(), mark.getValue(), new long[0], List.of())).toList();
        progress.apply(new SettleRecord(definition.group(), definition.topic(), Reason.SETTLED, marks));
        return view(definition, progress);
    }

    private LeasedView view(ViewDefinition definition, GroupProgress progress) {
        IndexedEntries entries = new IndexedEntries(definition.topic(), indexes, queues, marks, details);
        return new LeasedView(definition, new LeasedGroup(progress, entries, rules, maxDeadLetterBytes,
            DeadLetterCopies.isDeadLetterTopic(definition.topic())));
    }

    /** The lowest log position that a queue or a durable subscription is owed; {@link Long#MAX_VALUE} for none. */
    public long owedPosition() {
        long lowest = Long.MAX_VALUE;
        for (LeasedView view : views.values()) {
            // A group by name is a native group as well, whose messages go when they are old.
            if (view.definition().sharing() != Sharing.GROUP || view.group().consumerCount() > 0 || !view.group().isIdle()) {
                lowest = Math.min(lowest, owedPosition(view));
            }
        }
        return lowest;
    }

    private long owedPosition(LeasedView view) {
        String topic = view.definition().topic();
        long[] lowest = {Long.MAX_VALUE};
        for (int queueId = 0; queueId < queues.readQueueCount(topic); queueId++) {
            QueueIndex index = indexes.get(topic, queueId);
            long mark = view.group().progress().lowWaterMark(queueId);
            if (index != null && mark < index.leasableOffset()) {
                index.readLeasable(mark, 1, (offset, position, size, tagsCode) -> {
                    lowest[0] = Math.min(lowest[0], position);
                    return false;
                });
            }
        }
        return lowest[0];
    }

    @Override
    public int typeBase() {
        return StateTypes.DELIVERY;
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        switch (type) {
            case SETTLE -> applySettle(payload);
            case PUT -> applyPut(reader(payload));
            case DELETE -> {
                StateReader in = reader(payload);
                ViewKey key = new ViewKey(in.getString(), in.getString());
                remove(key);
                events.onDeleted(key);
            }
            case HANDED_OVER -> applyHandedOver(reader(payload));
            default -> throw new IllegalStateException("unknown delivery change " + type);
        }
    }

    private void applySettle(ByteBuffer payload) {
        SettleRecord record = SettleRecordCodec.decode(Unpooled.wrappedBuffer(payload));
        LeasedView view = get(new ViewKey(record.group(), record.topic()));
        if (view != null) {
            view.group().apply(record);
        }
    }

    private void applyPut(StateReader in) {
        ViewDefinition definition = ViewDefinition.read(in);
        LeasedView view = unstored(definition, in.getLong(), readOffsets(in));
        place(view);
        events.onBegun(view);
    }

    private void applyHandedOver(StateReader in) {
        LeasedView view = get(new ViewKey(in.getString(), in.getString()));
        Map<Integer, Long> offsets = readOffsets(in);
        if (view != null) {
            view.handedOver(offsets);
        }
    }

    /**
     * One or more chunks for each view: version, whether it is the last of its view, bytes. The bytes of a view's chunks
     * together are definition, offsets handed over, progress.
     */
    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        for (LeasedView view : views.values()) {
            byte[] state = encode(view);
            for (int from = 0; from < state.length; from += CHUNK_BYTES) {
                int to = Math.min(state.length, from + CHUNK_BYTES);
                chunks.accept(new StateWriter().putByte(LAYOUT_VERSION).putBoolean(to == state.length)
                    .putBytes(Arrays.copyOfRange(state, from, to)).toBytes());
            }
        }
    }

    private static byte[] encode(LeasedView view) {
        StateWriter out = new StateWriter();
        view.definition().write(out);
        writeOffsets(view.handedOver(), out);
        ByteBuf progress = Unpooled.buffer();
        view.group().progress().encode(progress);
        byte[] bytes = new byte[progress.readableBytes()];
        progress.readBytes(bytes);
        return out.putBytes(bytes).toBytes();
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader in = reader(chunk);
        boolean isLast = in.getBoolean();
        restoring.writeBytes(in.getBytes());
        if (isLast) {
            StateReader state = new StateReader(ByteBuffer.wrap(restoring.toByteArray()));
            restoring.reset();
            restore(state);
        }
    }

    private void restore(StateReader in) {
        ViewDefinition definition = ViewDefinition.read(in);
        Map<Integer, Long> handedOver = readOffsets(in);
        LeasedView view = view(definition, GroupProgress.decode(Unpooled.wrappedBuffer(in.getBytes())));
        view.handedOver(handedOver);
        place(view);
    }

    private void place(LeasedView view) {
        ViewKey key = view.definition().key();
        views.put(key, view);
        byKey.put(key, view);
        byTopic.computeIfAbsent(key.topic(), topic -> new HashMap<>()).put(key, view);
    }

    private void remove(ViewKey key) {
        if (views.remove(key) != null) {
            byKey.remove(key);
            Map<ViewKey, LeasedView> siblings = byTopic.get(key.topic());
            siblings.remove(key);
            if (siblings.isEmpty()) {
                byTopic.remove(key.topic());
            }
        }
    }

    private static StateReader reader(ByteBuffer bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.getByte();
        if (version != LAYOUT_VERSION) {
            throw new IllegalStateException("delivery state of layout version " + version + " (expected: " + LAYOUT_VERSION
                + "); was this store used by a newer broker?");
        }
        return in;
    }
}
