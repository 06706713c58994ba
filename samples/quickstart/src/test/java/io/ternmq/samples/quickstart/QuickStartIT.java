package io.ternmq.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.MQVersion;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuickStartIT {

    private static final Duration CONSUMED_WITHIN = Duration.ofSeconds(60);

    private static final int ROUTE_INTERVAL_MS = 1000;

    private static ServerProcess server;

    @BeforeAll
    static void startServer(@TempDir Path directory) throws IOException {
        server = ServerProcess.start(directory);
        // Read by Const when Producer and Consumer are first used
        System.setProperty("nameServer", server.nameServerAddress());
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void runsTheClientGenerationThatItSays() {
        String expected = "V" + System.getProperty("client.version").replace('.', '_');

        assertThat(MQVersion.getVersionDesc(MQVersion.CURRENT_VERSION)).isEqualTo(expected);
    }

    @Test
    void sendsFiveMessagesAndConsumesThem() throws Exception {
        try (Console console = new Console()) {
            Producer.main(new String[0]);

            assertThat(console.lines()).filteredOn(line -> line.startsWith("消息发出SendResult")).hasSize(5)
                .allMatch(line -> line.contains("sendStatus=SEND_OK"));

            Consumer.main(new String[0]);

            List<String> expected = IntStream.range(0, 5)
                .mapToObj(i -> "topic:test_quick_topic,tags:TagA,keys:key" + i + ",body:Hello RocketMQ" + i)
                .toList();
            await("five messages at the consumer").atMost(CONSUMED_WITHIN)
                .untilAsserted(() -> assertThat(console.lines()).filteredOn(line -> line.startsWith("topic:")).hasSize(5));
            assertThat(console.lines()).filteredOn(line -> line.startsWith("topic:")).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void redeliversThreeTimesToAListenerThatFails(Failure failure) throws Exception {
        String name = "retry_" + failure.name().toLowerCase(Locale.ROOT) + "_" + UUID.randomUUID();
        send(name);
        List<String> received = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(name + "_consumer");
        consumer.setNamesrvAddr(server.nameServerAddress());
        // The broker makes the retry topic when it hears of the group: learn of it now, not in 30 seconds
        consumer.setPollNameServerInterval(ROUTE_INTERVAL_MS);
        consumer.subscribe(name, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            int reconsumeTimes = messages.get(0).getReconsumeTimes();
            received.add(messages.get(0).getTopic() + " " + messages.get(0).getKeys() + " "
                + new String(messages.get(0).getBody(), StandardCharsets.UTF_8) + " " + reconsumeTimes);
            return reconsumeTimes < 3 ? failure.happen() : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });

        consumer.start();

        try {
            await("fourth delivery, the third repeat").atMost(CONSUMED_WITHIN)
                .untilAsserted(() -> assertThat(received).hasSizeGreaterThanOrEqualTo(4));
            assertThat(received).containsExactly(name + " key hello 0", name + " key hello 1", name + " key hello 2", name + " key hello 3");
        } finally {
            consumer.shutdown();
        }
    }

    private static void send(String topic) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(topic + "_producer");
        producer.setNamesrvAddr(server.nameServerAddress());
        producer.start();
        try {
            Message message = new Message(topic, "TagA", "key", "hello".getBytes(StandardCharsets.UTF_8));
            assertThat(producer.send(message).getSendStatus()).isEqualTo(SendStatus.SEND_OK);
        } finally {
            producer.shutdown();
        }
    }

    /** How a listener tells that it could not handle a message. */
    enum Failure {
        THROWS {
            @Override
            ConsumeConcurrentlyStatus happen() {
                throw new IllegalStateException("the listener of this test fails on purpose");
            }
        },
        RETURNS_RECONSUME_LATER {
            @Override
            ConsumeConcurrentlyStatus happen() {
                return ConsumeConcurrentlyStatus.RECONSUME_LATER;
            }
        };

        abstract ConsumeConcurrentlyStatus happen();
    }
}
