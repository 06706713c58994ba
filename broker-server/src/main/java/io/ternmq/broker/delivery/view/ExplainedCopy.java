package io.ternmq.broker.delivery.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.BodyEnvelope;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.message.MessageLayout;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.RecordChecksum;
import io.ternmq.wire.message.Tags;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A copy of a stored message for another queue, with properties that say why it is there. It has no expiration: whoever looks for
 * it there must find it. One use, engine thread.
 */
final class ExplainedCopy {

    private final MessageView message;
    private final Map<String, String> properties;
    /** What is said of it, in place of an earlier value; the most important first. */
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private ByteBuffer body;
    private boolean isBodyNew;
    private JmsHeader header;
    /** The encoded header without expiration; null when it stays as it is. */
    private String lastingHeader;

    ExplainedCopy(ByteBuffer stored) {
        message = new MessageView().wrap(stored, 0);
        properties = MessageProperties.decode(message.propertiesText());
        body = message.body();
        readHeader();
    }

    private void readHeader() {
        String block = properties.get(JmsHeader.PROPERTY);
        if (block == null) {
            return;
        }
        try {
            BodyEnvelope envelope = JmsHeader.isEnveloped(block) ? BodyEnvelope.decode(message.bodyBytes()) : null;
            header = JmsHeader.decode(envelope == null ? block : envelope.headerBlock());
            if (header.expirationMs() == 0) {
                return;
            }
            JmsHeader lasting = header.withoutExpiration();
            if (envelope == null) {
                lastingHeader = lasting.encode();
            } else {
                lastingHeader = lasting.encodeEnveloped();
                body = ByteBuffer.wrap(new BodyEnvelope(lasting.encode(), envelope.propertyBlock(), envelope.body()).encode());
                isBodyNew = true;
            }
        } catch (BadBlockException e) {
            // Nobody can read its blocks, so that nobody will see an expiration either: it is copied as it is.
            header = null;
        }
    }

    MessageView message() {
        return message;
    }

    /** The JMS header as it was sent; null for a native message. */
    JmsHeader header() {
        return header;
    }

    String property(String name) {
        return properties.get(name);
    }

    /** Adds a reason, the most important ones first: the last ones are left out when there is no room for all. Null adds nothing. */
    ExplainedCopy explain(String name, Object valueOrNull) {
        if (valueOrNull != null) {
            reasons.put(name, valueOrNull.toString().replace(MessageProperties.NAME_END, ' ').replace(MessageProperties.VALUE_END, ' '));
        }
        return this;
    }

    /**
     * The message for queue 0 of a topic.
     *
     * @param maxBytes as long as the message itself leaves room, the copy is not longer
     */
    NewMessage to(String topic, int reconsumeTimes, int maxBytes) {
        String tags = properties.get(MessageProperties.TAGS);
        int crc = isBodyNew ? NewMessage.crcOf(body) : message.bodyCrc();
        byte[] topicBytes = NewMessage.bytesOf(topic);
        int otherBytes = MessageLayout.totalSize(message.sysFlag(), body.remaining(), topicBytes.length, RecordChecksum.LENGTH);
        byte[] encoded = explained(Math.min(MessageLayout.MAX_PROPERTIES_LENGTH, maxBytes - otherBytes));
        return new NewMessage(topic, topicBytes, 0, message.flag(), message.sysFlag(), message.bornTimestamp(),
            message.bornHostBytes(), message.storeHostBytes(), reconsumeTimes, 0, body, crc, encoded, Tags.code(tags), 0);
    }

    private byte[] explained(int maxLength) {
        StringBuilder text = kept();
        byte[] best = bytes(text);
        if (best.length > MessageLayout.MAX_PROPERTIES_LENGTH) {
            // They came without the last separator, and were as long as they may be.
            return message.propertiesBytes();
        }
        for (Map.Entry<String, String> reason : reasons.entrySet()) {
            MessageProperties.append(text, reason.getKey(), reason.getValue());
            byte[] next = bytes(text);
            if (next.length > maxLength) {
                return best;
            }
            best = next;
        }
        return best;
    }

    // Part by part: not all that a native producer may send can be decoded and encoded again.
    private StringBuilder kept() {
        StringBuilder text = new StringBuilder();
        for (String part : message.propertiesText().split(Character.toString(MessageProperties.VALUE_END))) {
            String name = part.substring(0, Math.max(0, part.indexOf(MessageProperties.NAME_END)));
            if (lastingHeader != null && name.equals(JmsHeader.PROPERTY)) {
                MessageProperties.append(text, name, lastingHeader);
            } else if (!part.isEmpty() && !reasons.containsKey(name)) {
                text.append(part).append(MessageProperties.VALUE_END);
            }
        }
        return text;
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(UTF_8);
    }
}
