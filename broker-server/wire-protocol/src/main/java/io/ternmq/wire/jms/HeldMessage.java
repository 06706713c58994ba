package io.ternmq.wire.jms;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of a transaction, on its way to the broker, which holds it until the transaction commits. Several travel together, see
 * {@link HeldSends}:
 *
 * <pre>
 * messages = message*
 * message  = u8 length, topic | i32 lane | i64 delivery time | i32 length, properties | i32 length, body
 * </pre>
 *
 * A topic of no bytes is that of the message before. Text is UTF-8.
 *
 * @param topic          at most {@value #MAX_TOPIC_BYTES} bytes
 * @param lane           says which queue, see {@link JmsSend#putLane}
 * @param deliveryTimeMs JMSDeliveryTime by the sender's clock, see {@link HeldSends#bornTimestampMs}; 0 for delivery at once
 * @param properties     property text (PROTOCOL §5)
 * @param body           position to limit
 */
public record HeldMessage(String topic, int lane, long deliveryTimeMs, String properties, ByteBuffer body) {
    /** More than this in one request are refused. */
    public static final int MAX_COUNT = 4_000;
    /** Longest topic. */
    public static final int MAX_TOPIC_BYTES = 255;

    private static final int FIXED_BYTES = Byte.BYTES + 2 * Integer.BYTES + Long.BYTES + Integer.BYTES;

    /** Appends messages to {@code out}, which stays the caller's. */
    public static void encode(List<HeldMessage> messages, ByteBuf out) {
        String topic = null;
        for (HeldMessage message : messages) {
            message.encode(message.topic.equals(topic), out);
            topic = message.topic;
        }
    }

    private void encode(boolean hasTopicOfLast, ByteBuf out) {
        out.ensureWritable(FIXED_BYTES + body.remaining() + properties.length());
        int topicLengthAt = out.writerIndex();
        out.writeByte(0);
        if (!hasTopicOfLast) {
            int length = ByteBufUtil.writeUtf8(out, topic);
            if (length == 0 || length > MAX_TOPIC_BYTES) {
                throw new BadBlockException("topic of " + length + " bytes (expected: 1 to " + MAX_TOPIC_BYTES + ")");
            }
            out.setByte(topicLengthAt, length);
        }
        out.writeInt(lane).writeLong(deliveryTimeMs);
        int propertiesLengthAt = out.writerIndex();
        out.writeInt(0);
        out.setInt(propertiesLengthAt, ByteBufUtil.writeUtf8(out, properties));
        out.writeInt(body.remaining()).writeBytes(body.duplicate());
    }

    /**
     * Reads all of {@code bytes}, which the bodies share.
     *
     * @throws BadBlockException when it is not as documented
     */
    public static List<HeldMessage> decode(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        List<HeldMessage> messages = new ArrayList<>();
        String topic = null;
        while (rest.hasRemaining()) {
            if (messages.size() == MAX_COUNT) {
                throw new BadBlockException("messages in one request: more than " + MAX_COUNT + " (expected: at most " + MAX_COUNT + ")");
            }
            topic = topic(rest, topic);
            require(rest, Integer.BYTES + Long.BYTES, "lane and delivery time");
            int lane = rest.getInt();
            long deliveryTimeMs = rest.getLong();
            String properties = StandardCharsets.UTF_8.decode(take(rest, "properties")).toString();
            messages.add(new HeldMessage(topic, lane, deliveryTimeMs, properties, take(rest, "body")));
        }
        return messages;
    }

    private static String topic(ByteBuffer rest, String last) {
        int length = Byte.toUnsignedInt(rest.get());
        if (length == 0 && last == null) {
            throw new BadBlockException("topic of the first message: 0 bytes (expected: 1 to " + MAX_TOPIC_BYTES + ")");
        }
        require(rest, length, "topic");
        if (length == 0) {
            return last;
        }
        byte[] topic = new byte[length];
        rest.get(topic);
        return new String(topic, StandardCharsets.UTF_8);
    }

    private static ByteBuffer take(ByteBuffer rest, String what) {
        require(rest, Integer.BYTES, "length of " + what);
        int length = rest.getInt();
        require(rest, length, what);
        ByteBuffer part = rest.slice(rest.position(), length);
        rest.position(rest.position() + length);
        return part;
    }

    private static void require(ByteBuffer rest, int length, String what) {
        if (length < 0 || length > rest.remaining()) {
            throw new BadBlockException(what + " of a message: " + length + " bytes (expected: at most " + rest.remaining()
                + ", which are left)");
        }
    }
}
