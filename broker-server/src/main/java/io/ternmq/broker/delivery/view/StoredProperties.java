package io.ternmq.broker.delivery.view;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.ternmq.wire.jms.BodyEnvelope;
import io.ternmq.wire.jms.DeadLetterProperties;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.jms.JmsProperties;
import io.ternmq.wire.jms.JmsPropertyLookup;
import io.ternmq.wire.jms.MessageMarks;
import io.ternmq.wire.message.Bytes;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.selector.PropertySource;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A stored message as a selector sees it. What is asked for is looked up where it is stored; only header fields, and blocks that are
 * in the body's envelope, are decoded as a whole. A message without JMS header block is a native one: its properties are strings. One
 * thread, re-aimed for each message.
 */
final class StoredProperties implements PropertySource {

    private static final byte[] HEADER = JmsHeader.PROPERTY.getBytes(US_ASCII);
    private static final byte[] PROPERTIES = JmsProperties.PROPERTY.getBytes(US_ASCII);
    private static final byte[] TAGS = MessageProperties.TAGS.getBytes(US_ASCII);
    private static final byte[] UNIQUE_KEY = MessageProperties.UNIQUE_KEY.getBytes(US_ASCII);
    private static final byte[] ENVELOPE_END = ";e=1;".getBytes(US_ASCII);

    /** How a property is found in either kind of message. */
    private record Wanted(byte[] nativeName, JmsPropertyLookup jms, boolean isDeadLetters) {
    }

    private final MessageView message = new MessageView();
    private final Map<String, Wanted> wanted = new HashMap<>();
    private ByteBuffer stored;
    private long headerRange;
    private JmsHeader header;
    private BodyEnvelope envelope;
    private Map<String, Object> envelopeProperties;

    /** Aims at the message that starts at an absolute index. */
    StoredProperties wrap(ByteBuffer newStored, int start) {
        stored = newStored;
        message.wrap(stored, start);
        headerRange = message.propertyRange(HEADER);
        header = null;
        envelope = null;
        envelopeProperties = null;
        return this;
    }

    /** Client id or connection id under which it was sent; null when unknown. */
    String origin() {
        return isJms() ? header().origin() : null;
    }

    @Override
    public Object get(String name) {
        return switch (name) {
            case "JMSDeliveryMode" -> !isJms() || header().persistent() ? "PERSISTENT" : "NON_PERSISTENT";
            case "JMSPriority" -> isJms() ? MessageMarks.priority(MessageMarks.ofHeader(headerText())) : JmsHeader.DEFAULT_PRIORITY;
            case "JMSTimestamp" -> isJms() ? header().timestampMs() : message.bornTimestamp();
            case "JMSMessageID" -> messageId();
            case "JMSCorrelationID" -> isJms() ? header().correlation().text() : null;
            case "JMSType" -> isJms() ? header().type() : message.property(TAGS);
            default -> property(name);
        };
    }

    private String messageId() {
        String uniqueKey = message.property(UNIQUE_KEY);
        return uniqueKey == null ? null : "ID:" + uniqueKey;
    }

    private Object property(String name) {
        Wanted known = wanted.get(name);
        if (known == null) {
            known = new Wanted(name.getBytes(UTF_8), new JmsPropertyLookup(name), DeadLetterProperties.isOne(name));
            wanted.put(name, known);
        }
        String added = known.isDeadLetters() ? message.property(known.nativeName()) : null;
        if (added != null) {
            return DeadLetterProperties.typed(name, added);
        }
        if (!isJms()) {
            return message.property(known.nativeName());
        }
        if (isEnveloped()) {
            return envelopeProperties().get(name);
        }
        long range = message.propertyRange(PROPERTIES, headerRange);
        return range < 0 ? null : known.jms().find(stored, MessageView.rangeIndex(range), MessageView.rangeLength(range));
    }

    private boolean isJms() {
        return headerRange >= 0;
    }

    // It is the last entry of such a block.
    private boolean isEnveloped() {
        int at = MessageView.rangeIndex(headerRange) + MessageView.rangeLength(headerRange) - ENVELOPE_END.length;
        return at >= MessageView.rangeIndex(headerRange) && Bytes.startsWith(stored, at, ENVELOPE_END);
    }

    private JmsHeader header() {
        if (header == null) {
            header = JmsHeader.decode(isEnveloped() ? envelope().headerBlock() : headerText());
        }
        return header;
    }

    private String headerText() {
        byte[] text = new byte[MessageView.rangeLength(headerRange)];
        stored.get(MessageView.rangeIndex(headerRange), text);
        return new String(text, UTF_8);
    }

    private Map<String, Object> envelopeProperties() {
        if (envelopeProperties == null) {
            envelopeProperties = JmsProperties.decode(envelope().propertyBlock());
        }
        return envelopeProperties;
    }

    private BodyEnvelope envelope() {
        if (envelope == null) {
            envelope = BodyEnvelope.decode(message.bodyBytes());
        }
        return envelope;
    }
}
