package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.group.ConsumeStats;
import io.ternmq.wire.command.group.ConsumeStatsRequest;
import io.ternmq.wire.command.group.ConsumerConnections;
import io.ternmq.wire.command.group.ConsumerConnections.ClientConnection;
import io.ternmq.wire.command.group.ConsumerGroupRequest;
import io.ternmq.wire.command.route.QueueId;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Attach.Subscription;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.Detached;
import io.ternmq.wire.jms.Disconnect;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Unsubscribe;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JMS sessions on a whole broker: what {@link JmsDeliveryTest} leaves out. */
class JmsOnBrokerTest {

    @TempDir
    Path store;

    private static InetSocketAddress address(EmbeddedServer server) {
        String[] parts = server.brokerAddress().split(":");
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }

    @Test
    void carriesMessagesThroughTheOrdinarySend() {
        try (EmbeddedServer server = EmbeddedServer.start(store); JmsPeer peer = JmsPeer.connected(address(server), null)) {
            assertThat(peer.queue(1, "orders", null, 10)).isZero();
            assertThat(peer.send("orders", 0, "plain", 0)).isZero();
            assertThat(peer.takeBodies(1)).containsExactly("plain");
            assertThat(peer.send("orders", 0, "one", 3)).isZero();
            assertThat(peer.send("orders", 0, "", 3)).isZero();
            assertThat(peer.drain(1, 0)).isEqualTo(9);
            peer.flow(1, 9, 0);

            assertThat(peer.commit(3)).isZero();

            assertThat(peer.takeBodies(2)).containsExactly("one", "");
            assertThat(peer.settle(1, Outcome.ACCEPT, 1, 3)).isZero();
        }
        try (EmbeddedServer server = EmbeddedServer.start(store); JmsPeer peer = JmsPeer.connected(address(server), null)) {
            peer.queue(1, "orders", null, 10);
            assertThat(peer.drain(1, 0)).isEqualTo(10);
        }
    }

    @Test
    void showsLeasedGroupsToTools() {
        try (EmbeddedServer server = EmbeddedServer.start(store); JmsPeer peer = JmsPeer.connected(address(server), "shop")) {
            peer.queue(1, "orders", null, 10);
            peer.send("orders", 0, "a", 0);
            peer.send("orders", 0, "b", 0);
            peer.take(2);
            peer.settle(1, Outcome.ACCEPT, 2, 2);

            ConsumerConnections members = peer.ask(
                new ConsumerGroupRequest(RequestCode.GET_CONSUMER_CONNECTION_LIST, "JMSQ_orders").toFrame(),
                ConsumerConnections::read);
            ConsumeStats stats = peer.ask(new ConsumeStatsRequest("JMSQ_orders", null).toFrame(), ConsumeStats::read);

            assertThat(members.connections()).extracting(ClientConnection::clientId).containsExactly("shop");
            assertThat(members.subscriptions()).containsOnlyKeys("orders");
            ConsumeStats.Progress progress = stats.offsetTable().get(new QueueId("orders", "broker-a", 0));
            assertThat(progress.brokerOffset()).isEqualTo(2);
            assertThat(progress.consumerOffset()).isEqualTo(1);
            peer.run(new Disconnect(peer.epoch()));
            Frame nobody = peer.call(new ConsumerGroupRequest(RequestCode.GET_CONSUMER_CONNECTION_LIST, "JMSQ_orders").toFrame());
            assertThat(nobody.code()).isEqualTo(ResponseCode.CONSUMER_NOT_ONLINE);
            nobody.release();
        }
    }

    @Test
    void keepsNativeConsumersOutOfALeasedGroup() {
        try (EmbeddedServer server = EmbeddedServer.start(store); JmsPeer peer = JmsPeer.connected(address(server), null)) {
            Attach attach =
                new Attach(peer.epoch(), 1, "orders", DestinationKind.TOPIC, Subscription.group("workers"), null, false, 10);
            assertThat(peer.attach(attach)).isZero();

            assertThat(peer.heartbeat("workers", List.of("orders"))).isEqualTo(JmsCodes.GROUP_KIND_CONFLICT);
            assertThat(peer.heartbeat("others", List.of("orders"))).isZero();
            assertThat(peer.attach(
                new Attach(peer.epoch(), 2, "orders", DestinationKind.TOPIC, Subscription.group("others"), null, false, 10)))
                .isEqualTo(JmsCodes.GROUP_KIND_CONFLICT);
        }
    }

    @Test
    void takesConsumersAndSubscriptionsOfADeletedTopicAway() throws InterruptedException {
        Subscription durable = new Subscription("sub", true, false, null);
        try (EmbeddedServer server = EmbeddedServer.start(store); JmsPeer peer = JmsPeer.connected(address(server), "shop")) {
            peer.queue(1, "orders", null, 10);
            peer.topic(2, "orders", durable, null, 10);
            peer.queue(3, "others", null, 10);
            peer.send("orders", 0, "open", 0);
            peer.take(2);

            Frame deletion = Frame.request(RequestCode.DELETE_TOPIC_IN_BROKER);
            deletion.fields().put("topic", "orders");
            Frame answer = peer.call(deletion);
            assertThat(answer.code()).isZero();
            answer.release();

            List<Long> told = List.of(takeDetached(peer), takeDetached(peer));
            assertThat(told).containsExactlyInAnyOrder(1L, 2L);
            assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1)).isEqualTo(JmsCodes.LEASE_LOST);
            assertThat(peer.run(new Unsubscribe(peer.epoch(), "sub", "shop"))).isEqualTo(JmsCodes.INVALID_DESTINATION);
            assertThat(peer.queue(4, "orders", null, 10)).isZero();
            peer.send("orders", 0, "new", 0);
            assertThat(peer.takeBodies(1)).containsExactly("new");
            peer.send("others", 0, "stays", 0);
            assertThat(peer.takeBodies(1)).containsExactly("stays");
        }
    }

    private static long takeDetached(JmsPeer peer) throws InterruptedException {
        Detached detached = peer.detached.poll(10, TimeUnit.SECONDS);
        assertThat(detached).as("word that the consumer is gone, within 10 s").isNotNull();
        assertThat(detached.reason()).contains("orders");
        return detached.consumerId();
    }
}
