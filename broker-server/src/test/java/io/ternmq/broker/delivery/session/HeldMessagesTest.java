package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.ternmq.broker.EmbeddedServer;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.HeldMessage;
import io.ternmq.wire.jms.HeldSends;
import io.ternmq.wire.jms.Hold;
import io.ternmq.wire.jms.JmsCodes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages that travel with a request of a transaction, at a whole broker: checked and completed like any other. */
@Timeout(60)
class HeldMessagesTest {
    @TempDir
    private Path store;
    private EmbeddedServer server;
    private JmsPeer peer;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(store);
        String[] parts = server.brokerAddress().split(":");
        peer = JmsPeer.connected(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), null);
    }

    @AfterEach
    void stop() {
        peer.close();
        server.close();
    }

    private Frame hold(HeldMessage... messages) {
        return peer.call(JmsPeer.with(new Hold(peer.epoch(), 7).toFrame(), 1, List.of(messages)));
    }

    @Test
    void createsTheTopicsThatAreMissing() {
        assertThat(hold(JmsPeer.message("a", 0, "1"), JmsPeer.message("b", 0, "2"), JmsPeer.message("a", 0, "3")).code()).isZero();
        assertThat(peer.commit(7)).isZero();

        peer.queue(1, "a", null, 10);
        assertThat(peer.takeBodies(2)).containsExactly("1", "3");
        peer.queue(2, "b", null, 10);
        assertThat(peer.takeBodies(1)).containsExactly("2");
    }

    @Test
    void storesThePropertiesOfEach() {
        assertThat(peer.call(JmsPeer.with(new Commit(peer.epoch(), 7, 2).toFrame(), 1, List.of(
            new HeldMessage("q", 0, 0, "TAGS\u0001red\u0002", ByteBuffer.wrap(new byte[] {'r'})),
            new HeldMessage("q", 0, 0, "TAGS\u0001blue\u0002", ByteBuffer.wrap(new byte[] {'b'}))))).code()).isZero();

        peer.queue(1, "q", "JMSType = 'blue'", 10);
        assertThat(peer.takeBodies(1)).containsExactly("b");
        assertThat(peer.drain(1, 0)).isEqualTo(9);
    }

    @Test
    void refusesAllWhenOneMayNotBeSent() {
        Frame answer = hold(JmsPeer.message("q", 0, "1"), JmsPeer.message("SCHEDULE_TOPIC_XXXX", 0, "2"));

        assertThat(answer.code()).isEqualTo(ResponseCode.NO_PERMISSION);
        assertThat(answer.remark()).contains("SCHEDULE_TOPIC_XXXX");
        assertThat(peer.sendAndCommit("q", "3", 7, 3, 3)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        peer.queue(1, "q", null, 10);
        assertThat(peer.drain(1, 0)).isEqualTo(10);
    }

    @Test
    void answersBadBytesAndGoesOn() {
        Frame cut = new Hold(peer.epoch(), 7).toFrame().body(Unpooled.wrappedBuffer(new byte[] {1, 'q', 0, 0}));
        new HeldSends(1, 1, 1, 4).writeTo(cut.fields());
        Frame answer = peer.call(cut);
        assertThat(answer.code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(answer.remark()).contains("12 bytes (expected: at most 2");

        Frame tooLong = new Hold(peer.epoch(), 7).toFrame();
        new HeldSends(1, 1, 1, 5).writeTo(tooLong.fields());
        answer = peer.call(tooLong);
        assertThat(answer.code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(answer.remark()).contains("messages of 5 bytes (expected: at most 0");

        assertThat(peer.sendAndCommit("q", "next", 7, 1, 1)).isZero();
    }
}
