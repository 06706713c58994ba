package io.ternmq.jms.mapping;

import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.BodyEnvelope;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.DeadLetterProperties;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.jms.JmsProperties;
import io.ternmq.wire.message.MessageIds;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stored messages as JMS messages; those of native producers as bytes or text. Immutable. */
public final class InboundMapping {
    private static final System.Logger LOG = System.getLogger(InboundMapping.class.getName());


    private final boolean isNativeText;

    /** @param isNativeText whether native messages become TextMessage instead of BytesMessage */
    public InboundMapping(boolean isNativeText) {
        this.isNativeText = isNativeText;
    }

    /**
     * Reads stored messages that lie back to back in a frame's body.
     *
     * @param bytes          from its position to its limit, with nothing else
     * @param destination    what they were sent to
     * @param deliveryCounts JMSXDeliveryCount of each
     * @throws BadBlockException when these are not so many messages
     */
    public List<InboundMessage> mapAll(ByteBuffer bytes, TernDestination destination, int[] deliveryCounts) {
        ByteBuffer left = bytes.slice();
        List<InboundMessage> messages = mapNext(left, destination, deliveryCounts, 0, deliveryCounts.length);
        StoredMessages.requireEnd(left);
        return messages;
    }

    /**
     * Reads the next of the stored messages that lie back to back in a frame's body.
     *
     * @param bytes          from its position on; the position moves behind what is read
     * @param destination    what they were sent to
     * @param deliveryCounts JMSXDeliveryCount of all messages of the frame
     * @param from           which of them is next
     * @param count          how many to read
     * @throws BadBlockException when these are not so many messages
     */
    public List<InboundMessage> mapNext(ByteBuffer bytes, TernDestination destination, int[] deliveryCounts, int from, int count) {
        List<InboundMessage> messages = new ArrayList<>(count);
        MessageView view = new MessageView();
        for (int i = from; i < from + count; i++) {
            StoredMessages.next(bytes, view);
            messages.add(map(view, destination, deliveryCounts[i]));
        }
        return messages;
    }

    /**
     * Reads a message that nobody else changes meanwhile; copies what it keeps.
     *
     * @param destination   what it was sent to
     * @param deliveryCount JMSXDeliveryCount of this delivery, from 1
     */
    public InboundMessage map(MessageView stored, TernDestination destination, int deliveryCount) {
        Map<String, String> properties = MessageProperties.decode(stored.propertiesText());
        String id = properties.get(MessageProperties.UNIQUE_KEY);
        String messageId = id == null ? MessageIds.offsetId(stored.storeHostBytes(), stored.position()) : id;
        byte[] body = Decompression.bodyOf(stored);
        if (properties.containsKey(JmsHeader.PROPERTY)) {
            try {
                return jms(properties, body, messageId, destination, deliveryCount);
            } catch (BadBlockException e) {
                LOG.log(System.Logger.Level.WARNING, "The JMS blocks of message " + messageId + " from " + destination
                    + " cannot be read: it is delivered as a native message", e);
            }
        }
        return nativeMessage(stored, properties, body, messageId, destination, deliveryCount);
    }

    private static InboundMessage jms(Map<String, String> properties, byte[] stored, String messageId, TernDestination destination,
            int deliveryCount) {
        String header = properties.get(JmsHeader.PROPERTY);
        String block = properties.get(JmsProperties.PROPERTY);
        byte[] body = stored;
        if (JmsHeader.isEnveloped(header)) {
            BodyEnvelope envelope = BodyEnvelope.decode(stored);
            header = envelope.headerBlock();
            block = envelope.propertyBlock();
            body = envelope.body();
        }
        Map<String, Object> typed = JmsProperties.decode(block);
        properties.forEach((name, value) -> {
            // What the broker has added.
            if (DeadLetterProperties.isOne(name)) {
                typed.putIfAbsent(name, DeadLetterProperties.typed(name, value));
            }
        });
        return new InboundMessage(destination, messageId, JmsHeader.decode(header), typed, body, deliveryCount);
    }

    private InboundMessage nativeMessage(MessageView stored, Map<String, String> properties, byte[] body, String messageId,
            TernDestination destination, int deliveryCount) {
        BodyType type = isNativeText ? BodyType.TEXT : BodyType.BYTES;
        JmsHeader header = new JmsHeader(type, true, true, JmsHeader.DEFAULT_PRIORITY, stored.bornTimestamp(), 0, 0,
            JmsHeader.Correlation.NONE, null, properties.get(MessageProperties.TAGS), null, null);
        Map<String, Object> visible = new LinkedHashMap<>();
        properties.forEach((name, value) -> {
            if (name.equals(MessageProperties.SHARDING_KEY)) {
                visible.put("JMSXGroupID", value);
            } else if (DeadLetterProperties.isOne(name)) {
                visible.put(name, DeadLetterProperties.typed(name, value));
            } else if (isVisible(name)) {
                visible.put(name, value);
            }
        });
        return new InboundMessage(destination, messageId, header, visible, body, deliveryCount);
    }

    /** Whether JMS can name it and RocketMQ does not keep it for itself. */
    private static boolean isVisible(String name) {
        boolean isReserved = MessageProperties.isReserved(name) && !name.equals(MessageProperties.KEYS) || name.startsWith("JMS");
        return !isReserved && Character.isJavaIdentifierStart(name.charAt(0)) && name.chars().allMatch(Character::isJavaIdentifierPart);
    }
}
