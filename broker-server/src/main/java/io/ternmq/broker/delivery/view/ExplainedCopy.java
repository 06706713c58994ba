package io.ternmq.broker.delivery.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.BodyEnvelope;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.message.MessageLayout;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
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
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private ByteBuffer body;
    private boolean isBodyNew;
    private JmsHeader header;

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
                properties.put(JmsHeader.PROPERTY, lasting.encode());
            } else {
                properties.put(JmsHeader.PROPERTY, lasting.encodeEnveloped());
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

    /** Sets a property in place of an earlier one. */
    ExplainedCopy put(String name, String value) {
        properties.put(name, value);
        return this;
    }

    /** Adds a reason, the most important ones first: the last ones are left out when there is no room for all. Null adds nothing. */
    ExplainedCopy explain(String name, Object valueOrNull) {
        if (valueOrNull != null) {
            reasons.put(name, valueOrNull.toString().replace(MessageProperties.NAME_END, ' ').replace(MessageProperties.VALUE_END, ' '));
        }
        return this;
    }

    /** The message for queue 0 of a topic. */
    NewMessage to(String topic, int reconsumeTimes) {
        String tags = properties.get(MessageProperties.TAGS);
        int crc = isBodyNew ? NewMessage.crcOf(body) : message.bodyCrc();
        byte[] encoded = explained();
        return new NewMessage(topic, NewMessage.bytesOf(topic), 0, message.flag(), message.sysFlag(), message.bornTimestamp(),
            message.bornHostBytes(), message.storeHostBytes(), reconsumeTimes, 0, body, crc, encoded, Tags.code(tags), 0);
    }

    private byte[] explained() {
        byte[] best = bytes(properties);
        Map<String, String> all = new LinkedHashMap<>(properties);
        for (Map.Entry<String, String> reason : reasons.entrySet()) {
            all.put(reason.getKey(), reason.getValue());
            byte[] next = bytes(all);
            if (next.length > MessageLayout.MAX_PROPERTIES_LENGTH) {
                return best;
            }
            best = next;
        }
        return best;
    }

    private static byte[] bytes(Map<String, String> properties) {
        return MessageProperties.encode(properties).getBytes(UTF_8);
    }
}
