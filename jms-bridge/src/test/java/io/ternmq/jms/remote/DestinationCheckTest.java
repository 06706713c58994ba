package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.core.SilentEvents;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.jms.lookup.NameServers;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.route.ClusterInfo;
import io.ternmq.wire.command.route.QueueData;
import io.ternmq.wire.command.route.TopicRouteData;
import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What name servers are asked before something is sent. */
@Timeout(60)
class DestinationCheckTest {
    private final ScriptedPeer peer = new ScriptedPeer();
    private Connection connection;

    @AfterEach
    void close() throws JMSException {
        connection.close();
        peer.close();
    }

    private void connect() throws JMSException {
        connection = new TernConnectionFactory(peer.nameServerAddress()).createConnection();
    }

    private void connectInClusterOfTwo() throws JMSException {
        addBroker();
        connect();
    }

    private void addBroker() {
        Map<Long, String> address = Map.of(0L, peer.nameServerAddress());
        peer.answer(RequestCode.GET_BROKER_CLUSTER_INFO, request -> request.response(0, null).body(new ClusterInfo(
            Map.of("broker-a", new BrokerData("cluster", "broker-a", address), "broker-b", new BrokerData("cluster", "broker-b", address)),
            Map.of("cluster", Set.of("broker-a", "broker-b"))).toBytes()));
    }

    private void route(String broker) {
        peer.answer(RequestCode.GET_ROUTEINFO_BY_TOPIC, request -> request.response(0, null).body(new TopicRouteData(null,
            List.of(new QueueData(broker, 4, 4, 6, 0)),
            List.of(new BrokerData("cluster", broker, Map.of(0L, peer.nameServerAddress())))).toBytes()));
    }

    private static void send(Session session, String queue) throws JMSException {
        session.createProducer(session.createQueue(queue)).send(session.createMessage());
    }

    private List<String> sentTo() {
        return peer.received(RequestCode.SEND_MESSAGE_V2).stream().map(sent -> sent.fields().get("b")).toList();
    }

    private int asked() {
        return peer.received(RequestCode.GET_ROUTEINFO_BY_TOPIC).size();
    }

    @Test
    void onlyBrokerIsSentToAtOnce() throws Exception {
        connect();

        send(connection.createSession(), "orders");

        assertThat(sentTo()).containsExactly("orders");
        assertThat(asked()).isZero();
    }

    @Test
    void amongSeveralBrokersEachDestinationIsLookedForOnce() throws Exception {
        connectInClusterOfTwo();
        route("broker-a");

        send(connection.createSession(), "orders");
        send(connection.createSession(), "orders");
        send(connection.createSession(), "bills");

        assertThat(sentTo()).containsExactly("orders", "orders", "bills");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void whatNoBrokerHasIsLookedForOnceAndMadeHere() throws Exception {
        connectInClusterOfTwo();
        peer.refuse(RequestCode.GET_ROUTEINFO_BY_TOPIC, ResponseCode.TOPIC_NOT_EXIST, "none");

        send(connection.createSession(), "orders");
        send(connection.createSession(), "orders");

        assertThat(sentTo()).containsExactly("orders", "orders");
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void whatIsOnAnotherBrokerOnlyIsRefusedByNameAndLookedForAgain() throws Exception {
        connectInClusterOfTwo();
        route("broker-b");
        Session session = connection.createSession();

        assertThatThrownBy(() -> send(session, "orders")).isInstanceOf(InvalidDestinationException.class)
            .hasMessageContaining("orders").hasMessageContaining("broker-b only").hasMessageContaining("to broker broker-a");
        assertThat(sentTo()).isEmpty();

        route("broker-a");
        send(session, "orders");
        assertThat(sentTo()).containsExactly("orders");
    }

    @Test
    void brokerThatWasAwayIsNoticedHalfAMinuteLater() throws Exception {
        connect();
        RemoteSettings settings = new RemoteSettings(Addresses.parseAll(peer.nameServerAddress()), 5_000, 5_000, 30_000, false,
            ReconnectSettings.OFF, null, SendFlow.DEFAULTS);
        AtomicLong nowNs = new AtomicLong();
        try (NameServers names = new NameServers(settings.nameServers(), 5_000, 5_000)) {
            RemoteConnection link = RemoteConnection.open(settings, names,
                new BrokerData("cluster", "broker-a", Map.of(0L, peer.nameServerAddress())), true, null, new SilentEvents());
            DestinationCheck check = new DestinationCheck(names, link, 5_000, nowNs::get);
            addBroker();
            route("broker-b");

            check.requireHere("orders");
            nowNs.addAndGet(TimeUnit.SECONDS.toNanos(31));
            check.requireHere("orders");
            assertThatThrownBy(() -> check.requireHere("bills")).isInstanceOf(InvalidDestinationException.class);
            link.close();
        }
    }

    @Test
    void temporaryDestinationsAreNotLookedFor() throws Exception {
        connectInClusterOfTwo();
        Session session = connection.createSession();

        session.createProducer(session.createTemporaryQueue()).send(session.createMessage());

        assertThat(sentTo()).hasSize(1);
        assertThat(asked()).isZero();
    }
}
