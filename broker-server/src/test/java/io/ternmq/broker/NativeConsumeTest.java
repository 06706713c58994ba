package io.ternmq.broker;

import static io.ternmq.broker.NativeClients.bodies;
import static io.ternmq.broker.NativeClients.body;
import static io.ternmq.broker.NativeClients.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consuming as RocketMQ's consumers do it. */
class NativeConsumeTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path store;

    private static EmbeddedServer server;
    private static NativeClients clients;
    private static DefaultMQProducer producer;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedServer.start(store, Map.of("defaultTopicQueueNums", "4"));
        clients = new NativeClients(server.nameServerAddress());
        producer = clients.producer();
    }

    @AfterAll
    static void stop() {
        clients.close();
        server.close();
    }

    @Test
    void deliversOnlyTheTagsThatAreSubscribed() throws Exception {
        for (String tag : List.of("A", "B", "C", "A")) {
            producer.send(message("Tags", tag, "of " + tag));
        }

        List<MessageExt> received = clients.collect("g-tags", "Tags", "A || C");
        List<MessageExt> others = clients.collect("g-tags-b", "Tags", "B");

        await("three messages").atMost(SOON).until(() -> received.size() >= 3);
        await("the other").atMost(SOON).until(() -> others.size() >= 1);
        producer.send(message("Tags", "B", "late B"));
        producer.send(message("Tags", "C", "late C"));
        await("the late ones").atMost(SOON).until(() -> received.size() >= 4 && others.size() >= 2);
        assertThat(bodies(received)).containsExactlyInAnyOrder("of A", "of A", "of C", "late C");
        assertThat(bodies(others)).containsExactly("of B", "late B");
    }

    @Test
    void deliversAtOnceToAConsumerThatWaits() throws Exception {
        producer.send(message("Latency", null, "first"));
        AtomicLong receivedNs = new AtomicLong();
        DefaultMQPushConsumer consumer = clients.consumer("g-latency", "Latency", "*");
        consumer.registerMessageListener(NativeClients.listener(messages -> receivedNs.set(System.nanoTime())));
        clients.started(consumer);
        await("the first message").atMost(SOON).until(() -> receivedNs.get() != 0);

        List<Long> latenciesMs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            receivedNs.set(0);
            long sentNs = System.nanoTime();
            producer.send(message("Latency", null, "m" + i));
            await("message " + i).pollInterval(Duration.ofMillis(2)).atMost(SOON).until(() -> receivedNs.get() != 0);
            latenciesMs.add(TimeUnit.NANOSECONDS.toMillis(receivedNs.get() - sentNs));
        }

        assertThat(latenciesMs.stream().sorted().toList().get(10)).as("median of %s", latenciesMs).isLessThan(100);
    }

    @Test
    void bringsFailedMessagesAgainAndCountsTheRetries() throws Exception {
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        List<String> topics = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = clients.consumer("g-retry", "Retry", "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            context.setDelayLevelWhenNextConsume(1);
            attempts.add(messages.get(0).getReconsumeTimes());
            topics.add(messages.get(0).getTopic());
            return messages.get(0).getReconsumeTimes() < 3 ? ConsumeConcurrentlyStatus.RECONSUME_LATER
                : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        clients.started(consumer);

        producer.send(message("Retry", "t", "again"));

        await("four attempts").atMost(SOON).until(() -> attempts.size() >= 4);
        assertThat(attempts).containsExactly(0, 1, 2, 3);
        assertThat(topics).containsOnly("Retry");
    }

    @Test
    void putsMessagesThatFailTooOftenToTheDeadLetters() throws Exception {
        DefaultMQPushConsumer consumer = clients.consumer("g-dead", "Dead", "*");
        consumer.setMaxReconsumeTimes(1);
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            context.setDelayLevelWhenNextConsume(1);
            return ConsumeConcurrentlyStatus.RECONSUME_LATER;
        });
        clients.started(consumer);

        producer.send(message("Dead", "t", "hopeless"));

        List<MessageExt> dead = clients.collect("g-undertaker", "%DLQ%g-dead", "*");
        await("the dead letter").atMost(SOON).until(() -> dead.size() == 1);
        assertThat(body(dead.get(0))).isEqualTo("hopeless");
        assertThat(dead.get(0).getProperty("RETRY_TOPIC")).isEqualTo("Dead");
    }

    @Test
    void keepsTheOrderOfAQueueForOrderlyConsumersEvenWhenTheyFail() throws Exception {
        for (int i = 0; i < 20; i++) {
            producer.send(message("Orderly", null, "m" + i),
                (queues, message, key) -> queues.get((Integer) key % queues.size()), 1);
        }
        List<String> received = new CopyOnWriteArrayList<>();
        Set<String> failed = ConcurrentHashMap.newKeySet();
        DefaultMQPushConsumer consumer = clients.consumer("g-orderly", "Orderly", "*");
        consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
            String body = body(messages.get(0));
            if (body.endsWith("5") && failed.add(body)) {
                context.setSuspendCurrentQueueTimeMillis(100);
                return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
            }
            received.add(body);
            return ConsumeOrderlyStatus.SUCCESS;
        });
        clients.started(consumer);

        await("twenty messages").atMost(SOON).until(() -> received.size() >= 20);
        assertThat(received).containsExactly(IntStream.range(0, 20).mapToObj(i -> "m" + i).toArray(String[]::new));
        assertThat(failed).containsExactlyInAnyOrder("m5", "m15");
    }

    @Test
    void sharesQueuesAmongTheMembersOfAGroup() throws Exception {
        producer.send(message("Shared", null, "first"));
        Set<MessageQueue> all = new HashSet<>(producer.fetchPublishMessageQueues("Shared"));
        DefaultMQPushConsumer one = clients.started(sharing());
        await("all queues for one").atMost(SOON).until(() -> queuesOf(one).equals(all));

        DefaultMQPushConsumer two = clients.started(sharing());

        await("two queues each").atMost(SOON).until(() -> queuesOf(one).size() == 2 && queuesOf(two).size() == 2);
        Set<MessageQueue> both = new HashSet<>(queuesOf(one));
        both.addAll(queuesOf(two));
        assertThat(both).isEqualTo(all);
        two.shutdown();
        await("all queues for one again").atMost(SOON).until(() -> queuesOf(one).equals(all));
    }

    private static DefaultMQPushConsumer sharing() throws Exception {
        DefaultMQPushConsumer consumer = clients.consumer("g-shared", "Shared", "*");
        consumer.registerMessageListener(NativeClients.listener(messages -> { }));
        return consumer;
    }

    @SuppressWarnings("deprecation") // the only way to its queues without a message
    private static Set<MessageQueue> queuesOf(DefaultMQPushConsumer consumer) {
        Set<MessageQueue> queues = new HashSet<>(
            consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet());
        queues.removeIf(queue -> !queue.getTopic().equals("Shared"));
        return queues;
    }

    @Test
    void givesBroadcastMessagesToEveryMember() throws Exception {
        producer.send(message("Broadcast", null, "to all"));
        List<List<MessageExt>> received = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<MessageExt> of = new CopyOnWriteArrayList<>();
            DefaultMQPushConsumer consumer = clients.consumer("g-broadcast", "Broadcast", "*");
            consumer.setMessageModel(MessageModel.BROADCASTING);
            consumer.registerMessageListener(NativeClients.listener(of::addAll));
            clients.started(consumer);
            received.add(of);
        }

        await("one message each").atMost(SOON).until(() -> received.stream().allMatch(of -> of.size() == 1));
    }

    @Test
    @SuppressWarnings("deprecation") // viewMessage by offset id: tools still call it
    void findsOffsetsByTimeAndMessagesByTheirId() throws Exception {
        SendResult before = producer.send(message("Timed", null, "before"));
        MessageQueue queue = before.getMessageQueue();
        long betweenMs = System.currentTimeMillis() + 1;
        await("the clock").atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> System.currentTimeMillis() > betweenMs);
        SendResult after = producer.send(message("Timed", null, "after"), queue);

        assertThat(producer.searchOffset(queue, betweenMs)).isEqualTo(after.getQueueOffset());
        assertThat(producer.searchOffset(queue, 0)).isEqualTo(before.getQueueOffset());
        assertThat(producer.searchOffset(queue, betweenMs + 3_600_000)).isEqualTo(2);
        assertThat(producer.minOffset(queue)).isZero();
        assertThat(producer.maxOffset(queue)).isEqualTo(2);
        assertThat(producer.earliestMsgStoreTime(queue)).isPositive().isLessThanOrEqualTo(betweenMs);
        assertThat(body(producer.viewMessage("Timed", after.getOffsetMsgId()))).isEqualTo("after");
    }

    @Test
    void remembersWhereAGroupIsWhenItsConsumerComesBack() throws Exception {
        List<String> first = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = clients.consumer("g-back", "Back", "*");
        consumer.registerMessageListener(NativeClients.listener(messages -> first.addAll(bodies(messages))));
        consumer.start();
        for (int i = 0; i < 10; i++) {
            producer.send(message("Back", null, "a" + i));
        }
        await("ten messages").atMost(SOON).until(() -> first.size() == 10);
        consumer.shutdown();

        for (int i = 0; i < 5; i++) {
            producer.send(message("Back", null, "b" + i));
        }
        List<MessageExt> second = clients.collect("g-back", "Back", "*");

        await("five messages").atMost(SOON).until(() -> second.size() >= 5);
        assertThat(bodies(second)).containsExactlyInAnyOrder("b0", "b1", "b2", "b3", "b4");
    }
}
