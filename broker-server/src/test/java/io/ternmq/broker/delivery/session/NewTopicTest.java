package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.route.CreateTopicRequest;
import io.ternmq.wire.command.route.TopicRequest;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.Hold;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to a destination that nobody has sent to before, at a broker whose name server takes its time. */
@Timeout(60)
class NewTopicTest {
    private static final int LANES = 32;
    private static final long ANNOUNCEMENT_NS = TimeUnit.MILLISECONDS.toNanos(900);

    @TempDir
    private Path store;
    private ServerSocket silentNames;
    private EmbeddedServer server;
    private JmsPeer peer;

    @BeforeEach
    void start() throws Exception {
        silentNames = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server = EmbeddedServer.start(store, Map.of("namesrvAddr", "127.0.0.1:" + silentNames.getLocalPort()));
        String[] parts = server.brokerAddress().split(":");
        peer = JmsPeer.connected(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), null);
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        // First, or the broker waits for an answer when it takes leave.
        silentNames.close();
        server.close();
    }

    private void awaitTopic(String topic) {
        await("topic " + topic + " is there").until(() -> {
            Frame answer = peer.call(new TopicRequest(RequestCode.GET_TOPIC_CONFIG, topic).toFrame());
            int code = answer.code();
            answer.release();
            return code == 0;
        });
    }

    private static void requireDone(List<CompletableFuture<Frame>> sends) {
        for (CompletableFuture<Frame> send : sends) {
            Frame answer = send.join();
            assertThat(answer.code()).as(answer.remark()).isZero();
            answer.release();
        }
    }

    @Test
    void nothingOvertakesTheMessageThatMakesTheTopic() {
        List<CompletableFuture<Frame>> sends = new ArrayList<>();
        sends.add(peer.sendInLane("new", 5, "first"));
        awaitTopic("new");
        sends.add(peer.sendInLane("new", 5, "second"));
        sends.add(peer.sendInLane("new", 5, "third"));
        requireDone(sends);

        peer.queue(1, "new", null, 10);
        assertThat(peer.takeBodies(3)).containsExactly("first", "second", "third");
    }

    @Test
    void lanesKeepTheirOrderAmongEachOther() {
        List<CompletableFuture<Frame>> sends = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            sends.add(peer.sendInLane("new", lane, "lane " + lane));
        }
        requireDone(sends);

        peer.queue(1, "new", null, LANES);
        assertThat(peer.takeBodies(LANES)).containsExactlyElementsOf(
            IntStream.range(0, LANES).mapToObj(lane -> "lane " + lane).toList());
    }

    @Test
    void answersWaitUntilTheTopicIsAnnounced() {
        long beginNs = System.nanoTime();
        requireDone(List.of(peer.sendInLane("new", 0, "sent")));
        assertThat(System.nanoTime() - beginNs).as("the name server does not answer in time").isGreaterThan(ANNOUNCEMENT_NS);

        beginNs = System.nanoTime();
        requireDone(List.of(peer.ask(JmsPeer.with(new Hold(peer.epoch(), 7).toFrame(), 1, List.of(JmsPeer.message("held", 0, "1"))))));
        assertThat(System.nanoTime() - beginNs).as("the same").isGreaterThan(ANNOUNCEMENT_NS);
    }

    @Test
    void noCommitOvertakesTheMessagesOfItsTransaction() {
        CompletableFuture<Frame> held = peer.ask(JmsPeer.with(new Hold(peer.epoch(), 7).toFrame(), 1,
            List.of(JmsPeer.message("a", 0, "1"), JmsPeer.message("b", 0, "2"))));
        CompletableFuture<Frame> committed = peer.ask(new Commit(peer.epoch(), 7, 2).toFrame());
        requireDone(List.of(held, committed));

        peer.queue(1, "a", null, 10);
        peer.queue(2, "b", null, 10);
        assertThat(peer.takeBodies(2)).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void eachLaneHasAQueueAndAllOfThemHaveAll() {
        requireDone(List.of(peer.ask(new CreateTopicRequest("wide", 4, 6).toFrame())));
        List<CompletableFuture<Frame>> sends = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int lane = -LANES / 2; lane < LANES / 2; lane++) {
                sends.add(peer.sendInLane("wide", lane, "lane " + lane));
            }
        }
        requireDone(sends);

        peer.queue(1, "wide", null, 2 * LANES);
        Map<String, List<Integer>> queues = peer.take(2 * LANES).stream().collect(
            Collectors.groupingBy(JmsPeer.Received::body, Collectors.mapping(JmsPeer.Received::queueId, Collectors.toList())));
        assertThat(queues).hasSize(LANES).allSatisfy((lane, ids) -> assertThat(ids.get(0)).as(lane).isEqualTo(ids.get(1)));
        assertThat(queues.values().stream().flatMap(List::stream).distinct()).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
}
