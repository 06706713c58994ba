package io.ternmq.broker.delivery.view;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.ternmq.wire.jms.BodyEnvelope;
import io.ternmq.wire.jms.DeadLetterProperties;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.jms.JmsProperties;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.selector.PropertySource;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A stored message as a selector sees it; blocks are decoded when first asked for. A message without JMS header block is a
 * native one: its properties are strings. One thread, re-aimed for each message.
 */
final class StoredProperties implements PropertySource {

    private static final byte[] HEADER = JmsHeader.PROPERTY.getBytes(US_ASCII);
    private static final byte[] PROPERTIES = JmsProperties.PROPERTY.getBytes(US_ASCII);
    private static final byte[] TAGS = MessageProperties.TAGS.getBytes(US_ASCII);
    private static final byte[] UNIQUE_KEY = MessageProperties.UNIQUE_KEY.getBytes(US_ASCII);

    private final MessageView message = new MessageView();
    private boolean isRead;
    private JmsHeader header;
    private String propertyBlock;
    private Map<String, Object> properties;

    StoredProperties wrap(ByteBuffer stored) {
        message.wrap(stored, 0);
        isRead = false;
        header = null;
        propertyBlock = null;
        properties = null;
        return this;
    }

    /** Client id or connection id under which it was sent; null when unknown. */
    String origin() {
        read();
        return header == null ? null : header.origin();
    }

    @Override
    public Object get(String name) {
        return switch (name) {
            case "JMSDeliveryMode" -> header() == null || header().persistent() ? "PERSISTENT" : "NON_PERSISTENT";
            case "JMSPriority" -> header() == null ? JmsHeader.DEFAULT_PRIORITY : header().priority();
            case "JMSTimestamp" -> header() == null ? message.bornTimestamp() : header().timestampMs();
            case "JMSMessageID" -> messageId();
            case "JMSCorrelationID" -> header() == null ? null : header().correlation().text();
            case "JMSType" -> header() == null ? message.property(TAGS) : header().type();
            default -> property(name);
        };
    }

    private String messageId() {
        String uniqueKey = message.property(UNIQUE_KEY);
        return uniqueKey == null ? null : "ID:" + uniqueKey;
    }

    private Object property(String name) {
        if (DeadLetterProperties.isOne(name)) {
            String added = message.property(name.getBytes(UTF_8));
            if (added != null) {
                return DeadLetterProperties.typed(name, added);
            }
        }
        if (header() == null) {
            return message.property(name.getBytes(UTF_8));
        }
        if (properties == null) {
            properties = JmsProperties.decode(propertyBlock);
        }
        return properties.get(name);
    }

    private JmsHeader header() {
        read();
        return header;
    }

    private void read() {
        if (isRead) {
            return;
        }
        isRead = true;
        String block = message.property(HEADER);
        if (block == null) {
            return;
        }
        if (JmsHeader.isEnveloped(block)) {
            BodyEnvelope envelope = BodyEnvelope.decode(message.bodyBytes());
            header = JmsHeader.decode(envelope.headerBlock());
            propertyBlock = envelope.propertyBlock();
        } else {
            header = JmsHeader.decode(block);
            propertyBlock = message.property(PROPERTIES);
        }
    }
}
