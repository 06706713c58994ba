package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.delivery.session.JmsPeer.Received;
import io.ternmq.wire.jms.Detach;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Renew;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's next connection takes its session up: what was lost on the way comes again, what is repeated does no harm. */
class SessionTakeUpTest {

    @TempDir
    Path store;
    private DeliveryServer server;
    private final List<JmsPeer> peers = new ArrayList<>();

    @BeforeEach
    void start() {
        server = new DeliveryServer(store);
        server.createTopic("orders", 1);
        for (int i = 1; i <= 5; i++) {
            server.send("orders", 0, String.valueOf(i), null);
        }
    }

    @AfterEach
    void stop() {
        peers.forEach(JmsPeer::close);
        server.close();
    }

    private JmsPeer peer() {
        JmsPeer peer = JmsPeer.connected(server.address(), null);
        peers.add(peer);
        return peer;
    }

    private void takeUp(JmsPeer peer, io.ternmq.wire.jms.Received... got) {
        peer.open(server.address());
        assertThat(peer.connect(null, peer.epoch(), List.of(got))).isZero();
    }

    @Test
    void bringsWhatWasLostOnTheWayAgainInItsPlaceAndUncounted() {
        JmsPeer peer = peer();
        peer.queue(1, "orders", null, 4);
        peer.take(4);
        peer.breakOff();

        takeUp(peer, new io.ternmq.wire.jms.Received(1, 2));
        peer.flow(1, 3, 2);

        assertThat(peer.take(3)).extracting(Received::sequence, Received::body, Received::deliveryCount)
            .containsExactly(tuple(5L, "3", 1), tuple(6L, "4", 1), tuple(7L, "5", 1));
        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 2)).isZero();
        assertThat(peer.settle(1, Outcome.ACCEPT, 5, 7)).isZero();
        assertThat(peer.drain(1, 1)).isEqualTo(1);
    }

    @Test
    void takesASessionFromAConnectionThatHasNotNoticedItsEnd() {
        JmsPeer peer = peer();
        peer.queue(1, "orders", null, 1);
        peer.take(1);

        takeUp(peer, new io.ternmq.wire.jms.Received(1, 1));

        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1)).isZero();
    }

    @Test
    void endsTheSessionOfABrokenConnectionForWhoeverAsksForItsClientId() {
        server.close();
        server = new DeliveryServer(store, new SessionSettings.Lease(60_000, 60_000, 60_000, 60_000));
        JmsPeer broken = JmsPeer.connected(server.address(), "client");
        JmsPeer next = new JmsPeer(server.address());
        peers.addAll(List.of(broken, next));
        broken.queue(1, "orders", null, 1);
        broken.take(1);
        broken.flow(1, 0, 1);
        assertThat(broken.run(new Renew(broken.epoch()))).isZero();
        assertThat(next.connect("client", 0)).as("its connection stands").isEqualTo(JmsCodes.CLIENT_ID_IN_USE);

        broken.breakOff();
        await("that the broker notices").atMost(Duration.ofSeconds(20)).until(() -> next.connect("client", 0) == 0);

        next.queue(1, "orders", null, 1);
        assertThat(next.take(1)).extracting(Received::body, Received::deliveryCount).containsExactly(tuple("1", 2));
        broken.open(server.address());
        assertThat(broken.connect("client", broken.epoch())).isEqualTo(JmsCodes.LEASE_LOST);
        assertThat(broken.settle(1, Outcome.ACCEPT, 1, 1)).isEqualTo(JmsCodes.LEASE_LOST);
        assertThat(broken.connect("client", 0)).as("it is the next one's now").isEqualTo(JmsCodes.CLIENT_ID_IN_USE);
        assertThat(next.settle(1, Outcome.ACCEPT, 1, 1)).isZero();
    }

    @Test
    void toleratesAnAttachmentThatIsRepeated() {
        JmsPeer peer = peer();
        peer.queue(1, "orders", null, 0);
        peer.breakOff();

        takeUp(peer);

        assertThat(peer.queue(1, "orders", null, 0)).isZero();
        assertThat(peer.queue(1, "orders", "a = 1", 0)).isNotZero();
        peer.flow(1, 1, 0);
        assertThat(peer.takeBodies(1)).containsExactly("1");
    }

    @Test
    void toleratesASettlementOfAConsumerThatWentWithIt() {
        JmsPeer peer = peer();
        peer.queue(1, "orders", null, 1);
        peer.take(1);
        peer.flow(1, 0, 1);
        peer.run(new Detach(peer.epoch(), 1));
        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1)).isZero();
        peer.breakOff();

        takeUp(peer);

        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1)).isZero();
        assertThat(peer.settle(2, Outcome.ACCEPT, 1, 1)).isEqualTo(JmsCodes.LEASE_LOST);
    }

    @Test
    void commitsOnTheNextConnectionWhateverBecameOfTheFirstAttempt() {
        for (int i = 1; i <= 20; i++) {
            JmsPeer peer = peer();
            server.createTopic("out" + i, 1);
            peer.send("out" + i, 0, "a", 5);
            peer.commitAndBreakOff(5);

            takeUp(peer);

            assertThat(peer.commit(5)).as("attempt %d", i).isZero();
            peer.queue(1, "out" + i, null, 2);
            assertThat(peer.takeBodies(1)).containsExactly("a");
            assertThat(peer.drain(1, 0)).isEqualTo(1);
        }
    }
}
