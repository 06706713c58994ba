package io.ternmq.broker;

import static io.ternmq.broker.NativeClients.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A broker process killed with -9 in the middle of sends keeps what it has acknowledged, once. */
@SuppressWarnings("deprecation") // the pull consumer is the plainest way to read every queue from its beginning
class KilledBrokerIT {
    private static final int KILLS = 3;
    private static final int SENDERS = 4;
    private static final int MAX_SENDS_BEFORE_KILL = 4_000;
    private static final String TOPIC = "Killed";

    @TempDir
    Path directory;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private int nameServerPort;

    static Stream<Arguments> killings() {
        return Stream.of("ASYNC_FLUSH", "SYNC_FLUSH").flatMap(flush -> Campaign.seeds(1).mapToObj(seed -> arguments(flush, seed)));
    }

    @ParameterizedTest
    @MethodSource("killings")
    void keepsEveryAcknowledgedMessageOnce(String flushDiskType, long seed) throws Exception {
        Random random = new Random(seed);
        try (Installation installation = Installation.unpack(directory.resolve("ternmq"))) {
            Path file = brokerFile(flushDiskType);
            for (int kill = 1; kill <= KILLS; kill++) {
                Installation.Started broker = installation.start("mqbroker", "-c", file.toString()).awaitBoot();
                sendAndKill(broker, KILLS * 100 + random.nextInt(MAX_SENDS_BEFORE_KILL));
            }

            installation.start("mqbroker", "-c", file.toString()).awaitBoot();

            Map<String, Integer> stored = readAll();
            assertThat(acknowledged).hasSizeGreaterThan(KILLS * 100);
            assertThat(stored.keySet()).containsAll(acknowledged);
            assertThat(stored.entrySet().stream().filter(entry -> entry.getValue() > 1).toList()).isEmpty();
            assertThat(installation.brokerLog()).contains("recovered after an unclean end");
        }
    }

    private Path brokerFile(String flushDiskType) throws IOException {
        nameServerPort = Installation.freePort();
        return Files.writeString(directory.resolve("broker.properties"), """
            brokerName=broker-a
            bindAddress=127.0.0.1
            listenPort=%d
            nameServerPort=%d
            storePathRootDir=%s
            flushDiskType=%s
            # small files: they end in the middle of the sends as well
            mappedFileSizeCommitLog=1048576
            mappedFileSizeConsumeQueue=1000
            maxMessageSize=65536
            # the disk may be anybody's
            diskMaxUsedSpaceRatio=95
            """.formatted(Installation.freePort(), nameServerPort, directory.resolve("store"), flushDiskType));
    }

    /** Senders that never send a message twice; the broker is killed when enough is acknowledged. */
    private void sendAndKill(Installation.Started broker, int sends) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("killed-producer");
        producer.setNamesrvAddr("127.0.0.1:" + nameServerPort);
        producer.setRetryTimesWhenSendFailed(0);
        producer.start();
        AtomicInteger left = new AtomicInteger(sends);
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<Void>> sending = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                sending.add(senders.submit(() -> sendUntilItFails(producer, broker, left)));
            }
            for (Future<Void> sender : sending) {
                sender.get(60, TimeUnit.SECONDS);
            }
        } finally {
            senders.shutdownNow();
            broker.kill();
            producer.shutdown();
        }
    }

    private Void sendUntilItFails(DefaultMQProducer producer, Installation.Started broker, AtomicInteger left) throws Exception {
        while (broker.process().isAlive()) {
            Message message = message(TOPIC, null, "x".repeat(Math.abs(left.get() % 700) + 1));
            try {
                SendResult result = producer.send(message, 3_000);
                if (result.getSendStatus() == SendStatus.SEND_OK) {
                    acknowledged.add(result.getMsgId());
                }
            } catch (RemotingException | MQClientException
                     | MQBrokerException e) {
                // Not acknowledged: it may be there or not.
                assertThat(left.get()).as("failed before the kill: %s", e).isLessThanOrEqualTo(0);
            }
            if (left.decrementAndGet() == 0) {
                broker.process().destroyForcibly();
            }
        }
        return null;
    }

    /** How often each unique key is stored. */
    private Map<String, Integer> readAll() throws Exception {
        DefaultMQPullConsumer consumer = new DefaultMQPullConsumer("killed-reader");
        consumer.setNamesrvAddr("127.0.0.1:" + nameServerPort);
        consumer.start();
        try {
            Map<String, Integer> stored = new HashMap<>();
            for (MessageQueue queue : consumer.fetchSubscribeMessageQueues(TOPIC)) {
                for (MessageExt message : readQueue(consumer, queue)) {
                    stored.merge(message.getMsgId(), 1, Integer::sum);
                }
            }
            return stored;
        } finally {
            consumer.shutdown();
        }
    }

    private static List<MessageExt> readQueue(DefaultMQPullConsumer consumer, MessageQueue queue) throws Exception {
        List<MessageExt> messages = new ArrayList<>();
        PullResult result = consumer.pull(queue, "*", 0, 32);
        while (result.getPullStatus() == PullStatus.FOUND) {
            messages.addAll(result.getMsgFoundList());
            result = consumer.pull(queue, "*", result.getNextBeginOffset(), 32);
        }
        for (int i = 0; i < messages.size(); i++) {
            assertThat(messages.get(i).getQueueOffset()).isEqualTo(i);
        }
        return messages;
    }

    @Test
    void keepsTopicsGroupsAndOffsetsOverAKill() throws Exception {
        try (Installation installation = Installation.unpack(directory.resolve("ternmq"))) {
            Path file = brokerFile("ASYNC_FLUSH");
            Installation.Started broker = installation.start("mqbroker", "-c", file.toString()).awaitBoot();
            try (NativeClients clients = new NativeClients("127.0.0.1:" + nameServerPort)) {
                List<MessageExt> received = clients.collect("g-kept", TOPIC, "*");
                DefaultMQProducer producer = clients.producer();
                for (int i = 0; i < 40; i++) {
                    producer.send(message(TOPIC, null, "m" + i));
                }
                await("forty messages").until(() -> received.size() == 40);
            }
            // Closing the consumer has committed its offsets; they are in the log a second later at the latest.
            await("offsets in the log").pollDelay(Duration.ofMillis(1500)).until(() -> true);
            broker.kill();

            installation.start("mqbroker", "-c", file.toString()).awaitBoot();

            DefaultMQPullConsumer consumer = new DefaultMQPullConsumer("g-kept");
            consumer.setNamesrvAddr("127.0.0.1:" + nameServerPort);
            consumer.start();
            try {
                long sum = 0;
                for (MessageQueue queue : consumer.fetchSubscribeMessageQueues(TOPIC)) {
                    sum += consumer.fetchConsumeOffset(queue, true);
                }
                assertThat(sum).isEqualTo(40);
            } finally {
                consumer.shutdown();
            }
        }
    }
}
