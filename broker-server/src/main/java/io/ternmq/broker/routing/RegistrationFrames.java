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
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the broker tells name servers about itself.
 *
 * @param permission bits that topics keep
 */
record RegistrationFrames(BrokerIdentity identity, String haAddress, Topics topics, int permission) {
    private static final long HEARTBEAT_TIMEOUT_MS = 120_000;

    /** A registration with all topics. */
    Frame register() {
        DataVersion version = topics.version();
        return register(topics.all(), version);
    }

    /** A registration with those of the named topics that exist; name servers keep the others. */
    Frame register(Collection<String> names) {
        DataVersion version = topics.version();
        return register(names.stream().map(topics::get).filter(Objects::nonNull).toList(), version);
    }

    private Frame register(Collection<TopicConfig> offered, DataVersion version) {
        Map<String, TopicConfig> table = new TreeMap<>();
        for (TopicConfig topic : offered) {
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
            topic.perm() & ~(both & ~permission), topic.topicFilterType(), topic.topicSysFlag(), topic.order(),
                topic.attributes());
    }

    Frame queryVersion() {
        return new QueryDataVersionRequest(identity).toFrame().body(topics.version().toBytes());
    }

    Frame unregister() {
        return new UnregisterBrokerRequest(identity).toFrame();
    }
}
