package io.ternmq.broker;

import static io.ternmq.broker.NativeClients.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.config.BrokerConfig;
import io.ternmq.broker.config.BrokerConfigReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole broker, driven by RocketMQ's clients, then its log replayed into a fresh one. */
class BrokerReplayTest {
    /** The first chunk of the state is the number of the reign, which each start counts up. */
    private static final int EPOCH_END = 17;

    /** Layout version, and the topic as a chunk of marks names it. */
    private static final String MARKS_OF_PLAIN = "\u0001\0\0\0\u0005Plain";

    @TempDir
    Path directory;

    @Test
    void findsTheSameStateAfterReplayingItsLog() throws Exception {
        Path store = directory.resolve("store");
        try (Broker live = Broker.start(config(store), failure -> { });
             NativeClients clients = new NativeClients(live.nameServerAddress())) {
            drive(clients);
            byte[] state = settledState(live.parts());
            assertThat(new String(state, StandardCharsets.ISO_8859_1)).as("marks are part of the state").contains(MARKS_OF_PLAIN);
            Path copy = copyOf(store, directory.resolve("copy"));
            // Without the hint the log is replayed from its first record.
            Files.deleteIfExists(copy.resolve("snapshot"));

            try (BrokerParts replayed = BrokerParts.open(config(copy), new InetSocketAddress("127.0.0.1", 1), failure -> { })) {
                assertThat(Arrays.equals(withoutEpoch(state(replayed)), withoutEpoch(state)))
                    .as("the replayed state is the live one").isTrue();
            }
        }
    }

    // Topics and groups come into being, offsets are committed, messages fail and wait in delay levels.
    private static void drive(NativeClients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        List<MessageExt> received = clients.collect("g-plain", "Plain", "*");
        for (int i = 0; i < 50; i++) {
            producer.send(message("Plain", "tag" + i % 3, "m" + i));
        }
        DefaultMQPushConsumer failing = clients.consumer("g-failing", "Failing", "*");
        failing.registerMessageListener((MessageListenerConcurrently) (messages, context) ->
            ConsumeConcurrentlyStatus.RECONSUME_LATER);
        clients.started(failing);
        for (int i = 0; i < 5; i++) {
            producer.send(message("Failing", null, "f" + i));
        }
        // What a JMS client would send: a priority, an expiration, a message group.
        for (int i = 0; i < 20; i++) {
            Message marked = message("Plain", null, "p" + i);
            marked.putUserProperty("JMS", "v1;b=T;" + (i % 3 == 0 ? "p=" + i % 10 + ";" : "") + (i % 4 == 0 ? "x=99;" : ""));
            if (i % 5 == 0) {
                marked.putUserProperty("__SHARDINGKEY", "group");
            }
            producer.send(marked);
        }
        Message delayed = message("Delayed", null, "later");
        delayed.setDelayTimeLevel(18);
        producer.send(delayed);
        await("all messages").atMost(Duration.ofSeconds(60)).until(() -> received.size() == 70);
    }

    private static byte[] settledState(BrokerParts parts) {
        byte[][] last = {state(parts)};
        await("offsets and retries to settle").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(2500)).until(() -> {
            byte[] before = last[0];
            last[0] = state(parts);
            return Arrays.equals(before, last[0]);
        });
        return last[0];
    }

    private static byte[] state(BrokerParts parts) {
        return parts.exportState().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static byte[] withoutEpoch(byte[] state) {
        return Arrays.copyOfRange(state, EPOCH_END, state.length);
    }

    private static BrokerConfig config(Path store) {
        return BrokerConfigReader.withoutFile(Map.of("brokerName", "broker-a", "listenPort", "0", "nameServerPort", "0",
            "mappedFileSizeCommitLog", Integer.toString(64 << 20), "storePathRootDir", store.toString(),
            "messageDelayLevel", "1s 1h 2h")).config();
    }

    private static Path copyOf(Path root, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Path to = target.resolve(root.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        return target;
    }
}
