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
}
