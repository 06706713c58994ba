package io.ternmq.broker.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.wire.command.group.SubscriptionData;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.connection.FrameServer;
import io.ternmq.wire.frame.Frame;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Membership by heartbeats, on real connections. */
class ConsumerGroupsTest {
    private static final ConsumerGroup.Mode MODE =
        new ConsumerGroup.Mode("CONSUME_PASSIVELY", "CLUSTERING", "CONSUME_FROM_LAST_OFFSET");

    private static FrameServer server;
    private static FrameClient client;
    private static InetSocketAddress address;

    private final List<ConsumerGroup> changes = new ArrayList<>();
    private final ConsumerGroups groups = new ConsumerGroups(changes::add);

    @BeforeAll
    static void start() {
        ConnectionConfig config = ConnectionConfig.defaults().withEventLoopThreads(1);
        server = new FrameServer(config, (connection, request) -> request.release());
        address = server.bind(new InetSocketAddress("127.0.0.1", 0));
        client = new FrameClient(config, (connection, request) -> request.release());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void tellsOfMembersThatComeAndGoAndNotOfThoseThatStay() throws Exception {
        Connection one = connect();
        Connection two = connect();

        heartbeat("a", one, 1, SubscriptionData.ofTags("T", "*", 1));
        heartbeat("a", one, 2, SubscriptionData.ofTags("T", "*", 1));
        heartbeat("b", two, 3, SubscriptionData.ofTags("T", "*", 1));
        groups.onConnectionClosed(two);
        groups.leave("g", "a", one);

        assertThat(changes).extracting(ConsumerGroup::clientIds).containsExactly(List.of("a"), List.of("a", "b"), List.of("a"));
        assertThat(groups.get("g")).isNull();
    }

    @Test
    void takesTheNewerSubscriptionAndForgetsTopicsThatAreLeftOut() throws Exception {
        Connection one = connect();

        heartbeat("a", one, 1, SubscriptionData.ofTags("T", "x", 5), SubscriptionData.ofTags("U", "*", 5));
        boolean older = heartbeat("a", one, 2, SubscriptionData.ofTags("T", "old", 4), SubscriptionData.ofTags("U", "*", 5));
        boolean same = heartbeat("a", one, 3, SubscriptionData.ofTags("T", "x", 6), SubscriptionData.ofTags("U", "*", 5));

        assertThat(older).isFalse();
        assertThat(same).as("the same expression in a new version").isFalse();
        assertThat(groups.get("g").subscription("T").subVersion()).isEqualTo(6);
        assertThat(heartbeat("a", one, 4, SubscriptionData.ofTags("T", "y", 7))).isTrue();
        assertThat(groups.get("g").subscription("T").subString()).isEqualTo("y");
        assertThat(groups.get("g").subscription("U")).isNull();
    }

    @Test
    void dropsWhoSendsNoHeartbeatAndItsConnection() throws Exception {
        Connection silent = connect();
        Connection lively = connect();
        heartbeat("silent", silent, 1_000, SubscriptionData.ofTags("T", "*", 1));
        heartbeat("lively", lively, 1_000, SubscriptionData.ofTags("T", "*", 1));
        heartbeat("lively", lively, 9_000, SubscriptionData.ofTags("T", "*", 1));

        groups.expire(5_000);

        assertThat(groups.get("g").clientIds()).containsExactly("lively");
        await("the connection to end").until(() -> !silent.isOpen());
        assertThat(lively.isOpen()).isTrue();
    }

    @Test
    void locksAQueueForOneClientUntilItIsGivenUpOrForgotten() {
        QueueLocks locks = new QueueLocks();
        QueueLocks.Queue queue = new QueueLocks.Queue("T", "broker-a", 0);

        assertThat(locks.lock("g", "a", List.of(queue), 0)).containsExactly(queue);
        assertThat(locks.lock("g", "b", List.of(queue), 59_000)).isEmpty();
        assertThat(locks.lock("g", "a", List.of(queue), 59_000)).containsExactly(queue);
        assertThat(locks.lock("g", "b", List.of(queue), 119_000)).isEmpty();
        assertThat(locks.lock("g", "b", List.of(queue), 119_001)).containsExactly(queue);
        locks.unlock("g", "a", List.of(queue));
        assertThat(locks.isAnyLocked("g", 119_002)).as("only the owner unlocks").isTrue();
        locks.unlock("g", "b", List.of(queue));
        assertThat(locks.isAnyLocked("g", 119_002)).isFalse();
    }

    private static Connection connect() throws Exception {
        return client.connect(address, 5_000).get(5, TimeUnit.SECONDS);
    }

    private boolean heartbeat(String clientId, Connection connection, long nowMs, SubscriptionData... subscriptions) {
        return groups.heartbeat("g", MODE, List.of(subscriptions),
            new ConsumerGroups.Sender(clientId, connection, 0, Frame.VERSION, nowMs));
    }
}
