package io.ternmq.broker.delivery.view;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.lease.EntryMarks;
import io.ternmq.broker.engine.AppliedMessage;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.MessageMarks;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The {@link EntryMarks} of every queue that has marked messages, derived from the messages as they are logged. A plain message
 * costs one comparison, and a topic without marked ones has no entry. Owned by the engine thread.
 *
 * <pre>
 *   701 TRIMMED  version | topic | queue id | offset     nothing below it is owed to anybody any more
 * </pre>
 */
public final class TopicMarks implements StateModule {

    private static final int TRIMMED = StateTypes.MARKS + 1;
    private static final int LAYOUT_VERSION = 1;
    private static final int CHUNK_BYTES = 128 << 10;
    private static final EntryMarks[] NO_QUEUES = {};

    private final Map<String, EntryMarks[]> topics = new HashMap<>();
    private final TreeSet<String> names = new TreeSet<>();
    /** The chunks of a queue so far, while a snapshot is being read. */
    private final ByteArrayOutputStream restoring = new ByteArrayOutputStream();

    /** Visits the marks of a queue. */
    @FunctionalInterface
    public interface Visitor {
        /** One queue; its marks are not empty. */
        void onMarks(String topic, int queueId, EntryMarks marks);
    }

    /** The marks of a queue; {@link EntryMarks#NONE} when it never had any. */
    public EntryMarks of(String topic, int queueId) {
        EntryMarks[] queues = topics.isEmpty() ? NO_QUEUES : topics.getOrDefault(topic, NO_QUEUES);
        return queueId < queues.length && queues[queueId] != null ? queues[queueId] : EntryMarks.NONE;
    }

    /** The topic whose name comes after this one, null behind the last; null asks for the first. */
    public String topicAfter(String topicOrNull) {
        if (names.isEmpty()) {
            return null;
        }
        return topicOrNull == null ? names.first() : names.higher(topicOrNull);
    }

    /** Visits the queues of a topic that have marks. */
    public void forEach(String topic, Visitor visitor) {
        EntryMarks[] queues = topics.getOrDefault(topic, NO_QUEUES);
        for (int queueId = 0; queueId < queues.length; queueId++) {
            if (queues[queueId] != null && !queues[queueId].isEmpty()) {
                visitor.onMarks(topic, queueId, queues[queueId]);
            }
        }
    }

    /** The change that forgets what lies below an offset. */
    public static StateChange trim(String topic, int queueId, long queueOffset) {
        return new StateChange(TRIMMED, new StateWriter().putByte(LAYOUT_VERSION).putString(topic).putInt(queueId)
            .putLong(queueOffset).toBytes());
    }

    /** Forgets what lies below an offset in a temporary destination, of which nothing is in the log's state. */
    public void trimTransient(String topic, long queueOffset) {
        if (topics.containsKey(topic)) {
            obtain(topic, 0).trim(queueOffset);
        }
    }

    /** A temporary destination is gone. */
    public void dropTransient(String topic) {
        topics.remove(topic);
        names.remove(topic);
    }

    @Override
    public int typeBase() {
        return StateTypes.MARKS;
    }

    @Override
    public void onMessage(AppliedMessage message) {
        int marks = message.marks();
        boolean isCopy = message.preparedTransactionOffset() > 0;
        if (marks != MessageMarks.PLAIN || isCopy) {
            obtain(message.topic(), message.queueId()).add(message.queueOffset(), MessageMarks.priority(marks),
                isCopy || MessageMarks.isDetailed(marks));
        }
    }

    private EntryMarks obtain(String topic, int queueId) {
        EntryMarks[] queues = topics.getOrDefault(topic, NO_QUEUES);
        if (queueId >= queues.length) {
            queues = Arrays.copyOf(queues, queueId + 1);
            topics.put(topic, queues);
            names.add(topic);
        }
        if (queues[queueId] == null) {
            queues[queueId] = new EntryMarks();
        }
        return queues[queueId];
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        if (type != TRIMMED) {
            throw new IllegalStateException("unknown change of message marks " + type);
        }
        StateReader in = reader(payload);
        obtain(in.getString(), in.getInt()).trim(in.getLong());
    }

    /** One or more chunks for each queue: version, topic, queue id, whether it is the last of the queue, bytes. */
    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        for (String topic : names) {
            EntryMarks[] queues = topics.get(topic);
            for (int queueId = 0; queueId < queues.length; queueId++) {
                if (queues[queueId] != null && !DestinationNames.isTemporary(topic)) {
                    snapshot(topic, queueId, encode(queues[queueId]), chunks);
                }
            }
        }
    }

    private static void snapshot(String topic, int queueId, byte[] state, Consumer<byte[]> chunks) {
        for (int from = 0; from < state.length; from += CHUNK_BYTES) {
            int to = Math.min(state.length, from + CHUNK_BYTES);
            chunks.accept(new StateWriter().putByte(LAYOUT_VERSION).putString(topic).putInt(queueId)
                .putBoolean(to == state.length).putBytes(Arrays.copyOfRange(state, from, to)).toBytes());
        }
    }

    private static byte[] encode(EntryMarks marks) {
        ByteBuf out = Unpooled.buffer();
        marks.encode(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader in = reader(chunk);
        String topic = in.getString();
        int queueId = in.getInt();
        boolean isLast = in.getBoolean();
        restoring.writeBytes(in.getBytes());
        if (isLast) {
            obtain(topic, queueId);
            topics.get(topic)[queueId] = EntryMarks.decode(Unpooled.wrappedBuffer(restoring.toByteArray()));
            restoring.reset();
        }
    }

    private static StateReader reader(ByteBuffer bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.getByte();
        if (version != LAYOUT_VERSION) {
            throw new IllegalStateException("message marks of layout version " + version + " (expected: " + LAYOUT_VERSION
                + "); was this store used by a newer broker?");
        }
        return in;
    }
}
