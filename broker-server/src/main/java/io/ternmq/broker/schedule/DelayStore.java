package io.ternmq.broker.schedule;

import io.ternmq.broker.engine.AppliedMessage;
import io.ternmq.broker.engine.HiddenMessage;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.broker.store.log.StoreException;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.message.MessageProperties;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which messages wait for their time. A message of the hidden topic adds an entry, or moves it; the copy that its queue gets when
 * it is due takes it out, so that a crash neither loses a message nor delivers it twice. Engine thread.
 *
 * <pre>
 *   801 DROPPED        version | count | origins        cancelled, or its topic is gone
 *   802 TOPIC_DROPPED  version | topic
 * </pre>
 */
public final class DelayStore implements StateModule {
    private static final int DROPPED = StateTypes.DELAYED + 1;
    private static final int TOPIC_DROPPED = StateTypes.DELAYED + 2;
    private static final int LAYOUT_VERSION = 1;

    private final DelayTable table = new DelayTable();

    DelayTable table() {
        return table;
    }

    /** Takes entries out that will never be delivered. */
    static StateChange drop(List<Long> origins) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION).putInt(origins.size());
        origins.forEach(out::putLong);
        return new StateChange(DROPPED, out.toBytes());
    }

    /** Takes out what waits for a topic that is being deleted; none when nothing does. Engine thread. */
    public List<StateChange> dropTopic(String topic) {
        return table.page(topic, 0, 1).isEmpty() ? List.of()
            : List.of(new StateChange(TOPIC_DROPPED, new StateWriter().putByte(LAYOUT_VERSION).putString(topic).toBytes()));
    }

    /** Log bytes that waiting messages take. Engine thread. */
    public long bytes() {
        return table.bytes();
    }

    @Override
    public int typeBase() {
        return StateTypes.DELAYED;
    }

    @Override
    public void onMessage(AppliedMessage message) {
        if (message.preparedTransactionOffset() != 0) {
            table.remove(message.preparedTransactionOffset());
        }
    }

    @Override
    public void onHidden(HiddenMessage message) {
        if (message.topic().equals(DelayedMessage.TOPIC)) {
            put(message);
        } else if (message.preparedTransactionOffset() != 0 && DestinationNames.isTemporary(message.topic())) {
            // The due copy for a temporary destination, whose messages are all hidden.
            table.remove(message.preparedTransactionOffset());
        }
    }

    private void put(HiddenMessage message) {
        String properties = message.propertiesText().get();
        String topic = MessageProperties.find(properties, MessageProperties.REAL_TOPIC);
        String dueMs = MessageProperties.find(properties, MessageProperties.TIMER_OUT_MS);
        if (topic == null || dueMs == null || !dueMs.matches("\\d{1,18}")) {
            throw new StoreException("delayed message at position " + message.position() + " has topic " + topic + " and time "
                + dueMs + " (expected: both)");
        }
        long origin = message.preparedTransactionOffset() != 0 ? message.preparedTransactionOffset() : message.position();
        int idHash = DelayedMessage.idHash(MessageProperties.find(properties, MessageProperties.UNIQUE_KEY));
        table.put(topic, new Scheduled(origin, message.position(), message.size(), Long.parseLong(dueMs)), idHash);
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        StateReader in = reader(payload);
        switch (type) {
            case DROPPED -> {
                for (int i = in.getInt(); i > 0; i--) {
                    table.remove(in.getLong());
                }
            }
            case TOPIC_DROPPED -> table.removeTopic(in.getString());
            default -> throw new IllegalStateException("unknown change " + type + " of delayed messages");
        }
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        table.snapshot(LAYOUT_VERSION, chunks);
    }

    @Override
    public void restore(ByteBuffer chunk) {
        table.restore(reader(chunk));
    }

    private static StateReader reader(ByteBuffer bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.getByte();
        if (version != LAYOUT_VERSION) {
            throw new IllegalStateException("delayed messages of layout version " + version + " (expected: " + LAYOUT_VERSION
                + "); was this store used by a newer broker?");
        }
        return in;
    }
}
