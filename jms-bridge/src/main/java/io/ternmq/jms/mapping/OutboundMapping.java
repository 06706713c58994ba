package io.ternmq.jms.mapping;

import io.netty.buffer.ByteBufUtil;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.wire.jms.BodyEnvelope;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.jms.JmsProperties;
import io.ternmq.wire.message.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * A JMS message as property text and body of a RocketMQ message.
 *
 * <p>Besides the two JMS blocks there are plain copies for native consumers: JMSType as tag, JMSXGroupID as sharding key, and
 * application properties whose name has no meaning to RocketMQ.
 *
 * @param properties property text
 * @param body       stored body
 */
public record OutboundMapping(String properties, byte[] body) {
    // The property text may have almost 32 KiB, and the broker adds some.
    private static final int COPIES_LIMIT_BYTES = 24 << 10;
    private static final int MAX_SHARDING_KEY_CHARS = 512;
    private static final String GROUP_ID = "JMSXGroupID";

    /** Maps a message. */
    public static OutboundMapping of(OutboundMessage message) {
        return of(message, Map.of());
    }

    /**
     * Maps a message.
     *
     * @param forBroker properties that tell the broker what to do with it
     */
    public static OutboundMapping of(OutboundMessage message, Map<String, String> forBroker) {
        String header = message.header().encode();
        String block = JmsProperties.encode(message.properties());
        StringBuilder text = new StringBuilder(header.length() + 256);
        MessageProperties.append(text, MessageProperties.UNIQUE_KEY, message.messageId());
        String type = message.header().type();
        if (isTag(type)) {
            MessageProperties.append(text, MessageProperties.TAGS, type);
        }
        byte[] body = message.body();
        int blockBytes = ByteBufUtil.utf8Bytes(header) + (block == null ? 0 : ByteBufUtil.utf8Bytes(block));
        if (blockBytes > BodyEnvelope.THRESHOLD_BYTES) {
            MessageProperties.append(text, JmsHeader.PROPERTY, message.header().encodeEnveloped());
            body = new BodyEnvelope(header, block, body).encode();
        } else {
            MessageProperties.append(text, JmsHeader.PROPERTY, header);
            MessageProperties.append(text, JmsProperties.PROPERTY, block);
        }
        MessageProperties.append(text, MessageProperties.SHARDING_KEY, shardingKey(message.properties().get(GROUP_ID)));
        forBroker.forEach((name, value) -> MessageProperties.append(text, name, value));
        appendCopies(text, message.properties());
        return new OutboundMapping(text.toString(), body);
    }

    // The broker keeps a message group's lane by it, so there is always one; what cannot be written as it is gets a stand-in.
    private static String shardingKey(Object groupId) {
        if (groupId == null) {
            return null;
        }
        String id = groupId.toString();
        if (isPlain(id) && id.length() <= MAX_SHARDING_KEY_CHARS) {
            return id;
        }
        String start = id.substring(0, Math.min(id.length(), MAX_SHARDING_KEY_CHARS / 2))
            .replace(MessageProperties.NAME_END, ' ').replace(MessageProperties.VALUE_END, ' ');
        return start + '#' + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    }

    private static void appendCopies(StringBuilder text, Map<String, Object> properties) {
        int lengthBytes = properties.isEmpty() ? 0 : ByteBufUtil.utf8Bytes(text);
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            String name = property.getKey();
            String value = property.getValue() == null ? null : property.getValue().toString();
            if (value != null && isForNatives(name) && isPlain(name) && isPlain(value)) {
                lengthBytes += ByteBufUtil.utf8Bytes(name) + ByteBufUtil.utf8Bytes(value) + 2;
                if (lengthBytes > COPIES_LIMIT_BYTES) {
                    return;
                }
                MessageProperties.append(text, name, value);
            }
        }
    }

    /** Whether application properties of this name have a plain copy, whose value the broker and native consumers see. */
    public static boolean isCopied(String name) {
        return isForNatives(name) && isPlain(name) && !name.equals(MessageProperties.SHARDING_KEY);
    }

    private static boolean isForNatives(String name) {
        boolean isBlock = name.equals(JmsHeader.PROPERTY) || name.equals(JmsProperties.PROPERTY);
        return !isBlock && !name.startsWith("JMSX") && (!MessageProperties.isReserved(name) || name.equals(MessageProperties.KEYS));
    }

    private static boolean isPlain(String text) {
        return text.indexOf(MessageProperties.NAME_END) < 0 && text.indexOf(MessageProperties.VALUE_END) < 0;
    }

    /** Whether RocketMQ can filter by it: no separators of tag expressions, nothing invisible. */
    public static boolean isTag(String type) {
        return type != null && !type.isEmpty() && type.length() <= 127
            && type.chars().noneMatch(c -> c == '|' || Character.isWhitespace(c) || Character.isISOControl(c) || Character.isSpaceChar(c));
    }
}
