package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.ProducerMark;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that lost the answer to a send sends again, with the same sequence: the message is stored once. */
class RepeatedSendsTest {

    @TempDir
    Path store;

    private JmsPeer peer(EmbeddedServer server) {
        String[] parts = server.brokerAddress().split(":");
        return JmsPeer.connected(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), null);
    }

    @Test
    void storesARepeatedMessageOnceOverRestartsAsWell() {
        try (EmbeddedServer server = EmbeddedServer.start(store); JmsPeer peer = peer(server)) {
            assertThat(peer.send("orders", 0, "1", 0, 1)).isZero();
            assertThat(peer.send("orders", 0, "1", 0, 1)).isZero();
            assertThat(peer.send("orders", 0, "3", 0, 3)).isZero();
        }
        try (EmbeddedServer server = EmbeddedServer.start(store); JmsPeer peer = peer(server); JmsPeer other = peer(server)) {
            assertThat(peer.send("orders", 0, "3", 0, 3)).isZero();
            assertThat(other.send("orders", 0, "1", 0, 1)).isZero();
            assertThat(peer.send("orders", 0, "2", 0, 2)).isZero();

            peer.queue(1, "orders", null, 10);
            assertThat(peer.takeBodies(3)).containsExactly("1", "3", "2");
            assertThat(peer.drain(1, 0)).isEqualTo(7);
        }
    }

    @Test
    void takesNoMarkFromSenders() {
        try (EmbeddedServer server = EmbeddedServer.start(store); JmsPeer peer = peer(server)) {
            Frame forged = new SendRequest(RequestCode.SEND_MESSAGE_V2, "p", "orders", "TBW102", 4, 0, 0, 1, 0, ProducerMark.of(1, 1), 0,
                false, -1, false, null).toFrame().body("forged".getBytes(StandardCharsets.UTF_8));
            Frame answer = peer.call(forged);
            assertThat(answer.code()).isZero();
            answer.release();
            assertThat(peer.send("orders", 0, "1", 0, 1)).isZero();

            peer.queue(1, "orders", null, 10);
            assertThat(peer.takeBodies(2)).containsExactly("forged", "1");
        }
    }

    @Test
    void holdsARepeatedMessageOfATransactionOnce() {
        try (EmbeddedServer server = EmbeddedServer.start(store); JmsPeer peer = peer(server)) {
            peer.send("orders", 0, "a", 7, 1);
            peer.send("orders", 0, "b", 7, 2);
            peer.send("orders", 0, "a", 7, 1);
            peer.send("orders", 0, "b", 7, 2);
            assertThat(peer.commit(7)).isZero();
            // What was committed is stored: it is not taken for new outside of a transaction either.
            assertThat(peer.send("orders", 0, "b", 0, 2)).isZero();

            peer.queue(1, "orders", null, 10);
            assertThat(peer.takeBodies(2)).containsExactly("a", "b");
            assertThat(peer.drain(1, 0)).isEqualTo(8);
        }
    }
}
