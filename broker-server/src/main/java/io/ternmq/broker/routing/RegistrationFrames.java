package io.ternmq.broker.routing;

import io.ternmq.wire.command.route.BrokerIdentity;
import io.ternmq.wire.command.route.DataVersion;
import io.ternmq.wire.command.route.QueryDataVersionRequest;
import io.ternmq.wire.command.route.RegisterBrokerBody;
import io.ternmq.wire.command.route.RegisterBrokerRequest;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.route.TopicTable;
import io.ternmq.wire.command.route.UnregisterBrokerRequest;
import io.ternmq.wire.frame.Frame;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the broker tells name servers about itself.
 *
 * @param permission bits that topics keep
 */
record RegistrationFrames(BrokerIdentity identity, String haAddress, Topics topics, int permission) {
    private static final long HEARTBEAT_TIMEOUT_MS = 120_000;

    Frame register() {
        DataVersion version = topics.version();
        Map<String, TopicConfig> table = new TreeMap<>();
        for (TopicConfig topic : topics.all()) {
            table.put(topic.topicName(), restricted(topic));
        }
        byte[] body = new RegisterBrokerBody(new TopicTable(table, version)).toBytes();
        RegisterBrokerRequest header = new RegisterBrokerRequest(identity, haAddress, HEARTBEAT_TIMEOUT_MS, false, false,
            RegisterBrokerBody.crc32(body), null);
        return header.toFrame().body(body);
    }

    private TopicConfig restricted(TopicConfig topic) {
        int both = TopicConfig.PERM_READ | TopicConfig.PERM_WRITE;
        if (permission == both) {
            return topic;
        }
        return new TopicConfig(topic.topicName(), topic.readQueueNums(), topic.writeQueueNums(),
            topic.perm() & ~(both & ~permission), topic.topicFilterType(), topic.topicSysFlag(), topic.order(), topic.attributes());
    }

    Frame queryVersion() {
        return new QueryDataVersionRequest(identity).toFrame().body(topics.version().toBytes());
    }

    Frame unregister() {
        return new UnregisterBrokerRequest(identity).toFrame();
    }
}
