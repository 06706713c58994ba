package io.ternmq.broker.schedule;

import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import io.ternmq.wire.message.Tags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a message with a delivery time stands in the log while it waits: the message itself in a hidden topic, marked as prepared
 * so that stock RocketMQ makes no queue entry of it, with the properties that RocketMQ's timer uses.
 *
 * <pre>
 *   topic                       rmq_sys_TERNMQ_DELAYED
 *   REAL_TOPIC, REAL_QID        where it goes
 *   TIMER_OUT_MS                when, ms since the epoch
 *   prepared-transaction field  position of its sending when that is another one: it was copied forward, or sent in a
 *                               transaction that was prepared; else 0
 * </pre>
 *
 * The copy that its queue gets when it is due has the position of the sending in the same field.
 */
public final class DelayedMessage {
    /** The hidden topic. */
    public static final String TOPIC = "rmq_sys_TERNMQ_DELAYED";

    /** No delivery time is later; the year 33658 will not be missed. */
    public static final long MAX_DUE_MS = 1_000_000_000_000_000L;

    private static final byte[] TOPIC_BYTES = NewMessage.bytesOf(TOPIC);
    private static final List<String> OWN =
        List.of(MessageProperties.REAL_TOPIC, MessageProperties.REAL_QUEUE_ID, MessageProperties.TIMER_OUT_MS);

    private DelayedMessage() {
    }

    /**
     * A complete message as one that waits.
     *
     * @param dueMs wall-clock time before which it must not be delivered
     * @throws IllegalArgumentException when its properties leave no room, or the time is beyond {@link #MAX_DUE_MS}
     */
    public static NewMessage waiting(NewMessage message, long dueMs) {
        if (dueMs > MAX_DUE_MS || dueMs < 0) {
            throw new IllegalArgumentException("delivery time " + dueMs + " ms (expected: 0 to " + MAX_DUE_MS + ")");
        }
        String text = new String(message.properties(), StandardCharsets.UTF_8);
        if (OWN.stream().anyMatch(name -> MessageProperties.find(text, name) != null)) {
            // A delivered message that is sent again.
            var decoded = MessageProperties.decode(text);
            decoded.keySet().removeAll(OWN);
            return waiting(message, MessageProperties.encode(decoded), dueMs);
        }
        return waiting(message, text, dueMs);
    }

    private static NewMessage waiting(NewMessage message, String text, long dueMs) {
        StringBuilder properties = new StringBuilder(text.length() + 96).append(text);
        if (!text.isEmpty() && text.charAt(text.length() - 1) != MessageProperties.VALUE_END) {
            properties.append(MessageProperties.VALUE_END);
        }
        MessageProperties.append(properties, MessageProperties.REAL_TOPIC, message.topic());
        MessageProperties.append(properties, MessageProperties.REAL_QUEUE_ID, Integer.toString(message.queueId()));
        MessageProperties.append(properties, MessageProperties.TIMER_OUT_MS, Long.toString(dueMs));
        return new NewMessage(TOPIC, TOPIC_BYTES, message.queueId(), message.flag(),
            SysFlags.withTransactionType(message.sysFlag(), SysFlags.TRANSACTION_PREPARED), message.bornTimestamp(),
            message.bornHost(), message.storeHost(), message.reconsumeTimes(), message.preparedTransactionOffset(),
            message.body(), message.bodyCrc(), NewMessage.bytesOf(properties.toString()), 0, 0, message.marks());
    }

    /** The same waiting message, to be stored again further on in the log. */
    static NewMessage forward(MessageView stored, long origin, byte[] storeHost) {
        return message(stored, TOPIC, stored.queueId(), SysFlags.TRANSACTION_PREPARED, origin, storeHost);
    }

    /** The copy for its queue. */
    static NewMessage due(MessageView stored, String topic, int queueId, long origin, byte[] storeHost) {
        return message(stored, topic, queueId, 0, origin, storeHost);
    }

    private static NewMessage message(MessageView stored, String topic, int queueId, int transactionType, long origin,
            byte[] storeHost) {
        byte[] bornHost = stored.bornHostBytes();
        byte[] properties = stored.propertiesBytes();
        int sysFlag = NewMessage.withHosts(SysFlags.withTransactionType(stored.sysFlag(), transactionType), bornHost, storeHost);
        String tags = MessageProperties.find(stored.propertiesText(), MessageProperties.TAGS);
        return new NewMessage(topic, NewMessage.bytesOf(topic), queueId, stored.flag(), sysFlag, stored.bornTimestamp(),
            bornHost, storeHost, stored.reconsumeTimes(), origin, stored.body(), stored.bodyCrc(), properties, Tags.code(tags), 0);
    }

    /** A 32-bit hash of a message id, by which it is found; 0 for none. */
    static int idHash(String uniqueKeyOrNull) {
        return uniqueKeyOrNull == null ? 0 : uniqueKeyOrNull.hashCode();
    }

    /** A stored message; the view is valid as long as the bytes are. */
    static MessageView view(ByteBuffer stored) {
        return new MessageView().wrap(stored, stored.position());
    }
}
