package io.ternmq.broker.delivery.session;

import java.net.InetSocketAddress;

/**
 * A JMS consumer as tools see it (codes 203 and 208).
 *
 * @param group consumer group
 * @param topic topic
 * @param clientId client id of its connection, else the connection id
 * @param address where it is connected from; null when that is not known
 * @param selector its selector, null for none
 */
public record GroupMember(String group, String topic, String clientId, InetSocketAddress address, String selector) {
}
