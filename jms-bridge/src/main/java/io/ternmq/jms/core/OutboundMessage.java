package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.JmsHeader;
import java.util.Map;

/**
 * A message on its way to the broker; nobody changes it any more.
 *
 * @param destination where to
 * @param messageId   without {@code ID:}
 * @param header      JMS header fields
 * @param properties  application properties
 * @param body        encoded as the header's body type says
 * @param lane        messages of one lane keep their order
 */
public record OutboundMessage(TernDestination destination, String messageId, JmsHeader header, Map<String, Object> properties,
        byte[] body, int lane) {
    private static final int OVERHEAD_BYTES = 128;

    /** About how much it takes on its way. */
    int sizeBytes() {
        long size = OVERHEAD_BYTES + (long) body.length + length(header.type()) + length(header.correlation().text());
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            size += property.getKey().length() + length(property.getValue());
        }
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    private static int length(Object value) {
        return value instanceof String text ? text.length() : Long.BYTES;
    }
}
