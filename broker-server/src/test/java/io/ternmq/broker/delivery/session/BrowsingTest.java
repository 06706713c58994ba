package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Browse;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.message.MessageView;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowsingTest {
    @TempDir
    Path store;
    private DeliveryServer server;
    private JmsPeer peer;
    private int pages;

    @BeforeEach
    void start() {
        server = new DeliveryServer(store);
        server.createTopic("orders", 3);
        peer = JmsPeer.connected(server.address(), null);
    }

    @AfterEach
    void stop() {
        peer.close();
        server.close();
    }

    private List<String> browse(String group, String selector, int maxMessages) {
        List<String> bodies = new ArrayList<>();
        byte[] cursor = {};
        pages = 0;
        do {
            cursor = page(group, selector, maxMessages, cursor, bodies);
            pages++;
        } while (cursor.length > 0);
        return bodies;
    }

    private byte[] page(String group, String selector, int maxMessages, byte[] cursor, List<String> bodies) {
        Frame answer = peer.call(new Browse(peer.epoch(), "orders", group, selector, maxMessages).toFrame().body(cursor));
        assertThat(answer.code()).as(answer.remark()).isZero();
        Browse.Page page = Browse.Page.from(answer.fields());
        byte[] next = new byte[page.cursorLengthBytes()];
        answer.body().readBytes(next);
        ByteBuffer stored = answer.body().nioBuffer();
        int[] counts = page.parseDeliveryCounts();
        int at = stored.position();
        for (int count : counts) {
            MessageView message = new MessageView().wrap(stored, at);
            bodies.add(DeliveryServer.text(message.bodyBytes()) + (count > 1 ? "*" + count : ""));
            at += message.totalSize();
        }
        answer.release();
        return next;
    }

    private List<String> browse() {
        return browse(null, null, 100);
    }

    private int code(Browse browse, byte[] cursor) {
        Frame answer = peer.call(browse.toFrame().body(cursor));
        int code = answer.code();
        answer.release();
        return code;
    }

    @Test
    void mergesQueuesInTheOrderOfTheLogAndCutsPages() {
        for (int i = 0; i < 10; i++) {
            server.send("orders", i % 3, Integer.toString(i), null);
        }

        assertThat(browse(null, null, 4)).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(pages).isGreaterThanOrEqualTo(3);
    }

    @Test
    void seesEachMessageOnceHoweverUnevenTheQueuesAre() {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            String body = Integer.toString(i);
            server.send("orders", i < 2_500 ? 1 : i % 3, body, i % 100 == 0 ? "round" : null);
            sent.add(body);
        }

        assertThat(browse(null, null, 1_000)).isEqualTo(sent);
        assertThat(browse(null, "JMSType = 'round'", 1_000)).isEqualTo(sent.stream().filter(body -> body.equals("0")
            || body.endsWith("00")).toList());
    }

    @Test
    void showsWhatWaitsAndHowOftenItWasSeen() {
        for (int i = 1; i <= 6; i++) {
            server.send("orders", 0, Integer.toString(i), null);
        }
        peer.queue(1, "orders", null, 5);
        peer.take(5);
        peer.settle(1, Outcome.ACCEPT, 1, 1);
        peer.settle(1, Outcome.RELEASE, 2, 2, 0, 60_000);
        peer.settle(1, Outcome.RELEASE, 3, 3);
        peer.flow(1, 0, 4);

        assertThat(browse()).as("done, waiting for redelivery, given back, seen, pushed but not seen, waiting")
            .containsExactly("3*2", "5", "6");
    }

    @Test
    void leavesNoTraceAtTheBroker() {
        server.send("orders", 0, "1", null);
        List<String> before = server.state();

        assertThat(browse()).containsExactly("1");
        assertThat(browse("group", null, 10)).containsExactly("1");
        server.nativeGroups.commit("group", "orders", 0, 1);
        assertThat(browse("group", null, 10)).isEmpty();
        assertThat(server.state()).isEqualTo(before);
    }

    @Test
    void refusesWhatItCannotRead() {
        long epoch = peer.epoch();
        server.send("orders", 0, "1", null);

        assertThat(code(new Browse(epoch, "orders", null, "= 1", 10), new byte[0])).isEqualTo(JmsCodes.INVALID_SELECTOR);
        assertThat(code(new Browse(epoch, "a/b", null, null, 10), new byte[0])).isEqualTo(JmsCodes.INVALID_DESTINATION);
        assertThat(code(new Browse(epoch + 1, "orders", null, null, 10), new byte[0])).isEqualTo(JmsCodes.LEASE_LOST);
        for (byte[] cursor : List.of(new byte[1], new byte[6], new byte[] {1, 10, 0, 0, 0, 0}, new byte[] {1, 0, 0, 0, 0, 1},
            new byte[] {1, 0, -1, 0, 0, 0})) {
            assertThat(code(new Browse(epoch, "orders", null, null, 10), cursor)).isEqualTo(ResponseCode.INVALID_PARAMETER);
        }
    }

    @Test
    void readsOnWhateverACursorSays() {
        IntStream.range(0, 5).forEach(i -> server.send("orders", 0, Integer.toString(i), null));
        ByteBuffer farEnd = ByteBuffer.allocate(6 + 16).put((byte) 1).put((byte) 4).putInt(1).putLong(3).putLong(Long.MAX_VALUE);
        List<String> bodies = new ArrayList<>();

        page(null, null, 10, farEnd.array(), bodies);
        assertThat(bodies).containsExactly("3", "4");
    }
}
