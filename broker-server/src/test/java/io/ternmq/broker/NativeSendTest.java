package io.ternmq.broker;

import static io.ternmq.broker.NativeClients.bodies;
import static io.ternmq.broker.NativeClients.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending as RocketMQ's producer does it. */
class NativeSendTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path store;

    private static EmbeddedServer server;
    private static NativeClients clients;
    private static DefaultMQProducer producer;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedServer.start(store, Map.of("maxMessageSize", "65536"));
        clients = new NativeClients(server.nameServerAddress());
        producer = clients.producer();
    }

    @AfterAll
    static void stop() {
        clients.close();
        server.close();
    }

    @Test
    void deliversWhatIsSentToATopicThatComesIntoBeing() throws Exception {
        List<MessageExt> received = clients.collect("g-new", "New", "*");

        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Message message = new Message("New", "TagA", "key" + i, ("Hello RocketMQ" + i).getBytes());
            message.putUserProperty("color", "red");
            results.add(producer.send(message));
        }

        assertThat(results).allMatch(result -> result.getSendStatus() == SendStatus.SEND_OK);
        await("five messages").atMost(SOON).until(() -> received.size() >= 5);
        assertThat(bodies(received)).containsExactlyInAnyOrder("Hello RocketMQ0", "Hello RocketMQ1", "Hello RocketMQ2",
            "Hello RocketMQ3", "Hello RocketMQ4");
        assertThat(received).allSatisfy(message -> {
            assertThat(message.getTags()).isEqualTo("TagA");
            assertThat(message.getKeys()).startsWith("key");
            assertThat(message.getUserProperty("color")).isEqualTo("red");
            assertThat(message.getProperty(MessageConst.PROPERTY_CLUSTER)).isEqualTo("DefaultCluster");
        });
        assertThat(received).extracting(MessageExt::getMsgId).containsExactlyInAnyOrderElementsOf(
            results.stream().map(SendResult::getMsgId).toList());
    }

    @Test
    void answersAsynchronousSends() throws Exception {
        List<CompletableFuture<SendResult>> answers = IntStream.range(0, 200).mapToObj(i -> sendAsync("m" + i)).toList();

        for (CompletableFuture<SendResult> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).getSendStatus()).isEqualTo(SendStatus.SEND_OK);
        }
    }

    private static CompletableFuture<SendResult> sendAsync(String body) {
        CompletableFuture<SendResult> answer = new CompletableFuture<>();
        try {
            producer.send(message("Async", "t", body), new SendCallback() {
                @Override
                public void onSuccess(SendResult result) {
                    answer.complete(result);
                }

                @Override
                public void onException(Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (Exception e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    @Test
    void storesOneWaySends() throws Exception {
        List<MessageExt> received = clients.collect("g-oneway", "Oneway", "*");

        producer.sendOneway(message("Oneway", null, "no answer"));

        await("the message").atMost(SOON).until(() -> bodies(received).contains("no answer"));
    }

    @Test
    void storesABatchWithConsecutiveOffsets() throws Exception {
        List<Message> batch = IntStream.range(0, 10).mapToObj(i -> message("Batch", "t", "b" + i)).toList();

        SendResult result = producer.send(batch);

        assertThat(result.getMsgId().split(",")).hasSize(10);
        assertThat(result.getOffsetMsgId().split(",")).hasSize(10);
        List<MessageExt> received = clients.collect("g-batch", "Batch", "*");
        await("ten messages").atMost(SOON).until(() -> received.size() == 10);
        assertThat(received).extracting(MessageExt::getQueueOffset).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L,
            8L, 9L);
    }

    @Test
    void keepsLargeBodiesThatClientsCompress() throws Exception {
        String body = "tern ".repeat(5_000);
        List<MessageExt> received = clients.collect("g-large", "Large", "*");

        producer.send(message("Large", null, body));

        await("the message").atMost(SOON).until(() -> bodies(received).contains(body));
    }

    @Test
    void refusesABodyOverTheLimitWithBothSizes() {
        byte[] random = new byte[100_000];
        new Random(7).nextBytes(random);

        assertThatThrownBy(() -> producer.send(new Message("TooLarge", random))).isInstanceOf(MQBrokerException.class)
            .hasMessageContaining("65536").hasMessageContaining("CODE: 13");
    }

    @Test
    void delaysByLevel() throws Exception {
        List<MessageExt> received = clients.collect("g-delay", "Delayed", "*");
        producer.send(message("Delayed", null, "at once"));
        await("the first message").atMost(SOON).until(() -> received.size() == 1);
        Message delayed = message("Delayed", null, "later");
        delayed.setDelayTimeLevel(2);

        long sentNs = System.nanoTime();
        producer.send(delayed);

        await("the delayed message").atMost(SOON).until(() -> received.size() == 2);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentNs)).isBetween(5_000L, 8_000L);
        assertThat(received.get(1).getTopic()).isEqualTo("Delayed");
    }

    @Test
    void refusesTransactionMessages() {
        Message half = message("Half", null, "x");
        half.putUserProperty("any", "x");
        MessageAccessor.putProperty(half, MessageConst.PROPERTY_TRANSACTION_PREPARED, "true");

        assertThatThrownBy(() -> producer.send(half)).hasStackTraceContaining("CODE: 16");
    }
}
