package io.ternmq.wire.command.route;

import io.ternmq.wire.frame.HeaderFields;

/**
 * Which broker a registration is about.
 *
 * @param brokerAddr "host:port" for clients
 * @param brokerId 0 for a master
 */
public record BrokerIdentity(String clusterName, String brokerName, long brokerId, String brokerAddr) {
    static BrokerIdentity from(HeaderFields f) {
        return new BrokerIdentity(f.require("clusterName"), f.require("brokerName"), f.requireLong("brokerId"),
            f.require("brokerAddr"));
    }

    void writeTo(HeaderFields f) {
        f.put("brokerName", brokerName).put("brokerAddr", brokerAddr).put("clusterName", clusterName).put("brokerId", brokerId);
    }
}
