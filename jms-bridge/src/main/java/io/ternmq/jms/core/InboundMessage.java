package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.JmsHeader;
import java.util.Map;

/**
 * A message as it came from the broker; nobody changes it any more.
 *
 * @param destination   what it was sent to
 * @param messageId     without {@code ID:}, nullable
 * @param header        JMS header fields; made up for a native message
 * @param properties    application properties; of a native message those that JMS can name, as text
 * @param body          encoded as the header's body type says
 * @param deliveryCount JMSXDeliveryCount of this delivery, from 1
 */
public record InboundMessage(TernDestination destination, String messageId, JmsHeader header, Map<String, Object> properties,
        byte[] body, int deliveryCount) {
    private static final String GROUP = "JMSXGroupID";
    private static final byte[] NOTHING = {};

    /** Null for none. */
    Object group() {
        return properties.get(GROUP);
    }

    /** What has to be known of a message that cannot be delivered again from here: without body, and of the properties the group alone. */
    InboundMessage withoutContent() {
        Object group = group();
        return new InboundMessage(destination, messageId, header, group == null ? Map.of() : Map.of(GROUP, group), NOTHING, deliveryCount);
    }
}
