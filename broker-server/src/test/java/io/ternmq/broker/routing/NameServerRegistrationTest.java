package io.ternmq.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.engine.StateChange;
import io.ternmq.wire.command.route.BrokerIdentity;
import io.ternmq.wire.command.route.TopicConfig;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameServerRegistrationTest {
    private static final int READ_WRITE = 6;

    @Test
    void topicsMayChangeAfterItsEnd() {
        Topics topics = new Topics();
        NameServerRegistration registration = new NameServerRegistration(List.of(),
            new BrokerIdentity("cluster", "broker", 0, "127.0.0.1:1"), "127.0.0.1:2", topics, READ_WRITE);
        registration.close();

        StateChange change = Topics.put(new TopicConfig("late", 1, READ_WRITE), 1);
        topics.apply(change.type(), ByteBuffer.wrap(change.payload()));

        assertThat(topics.get("late")).isNotNull();
    }
}
