package io.ternmq.jms.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application sees is the same on TernMQ's broker and on a plain RocketMQ cluster: the same code runs on both. */
@Timeout(60)
class SameOnBothIT {
    private static final long LONG_MS = 20_000;
    private static final Duration PATIENCE = Duration.ofMillis(LONG_MS);

    @TempDir
    private static Path store;
    private static EmbeddedServer ternMq;
    private static RocketMqServers rocketMq;

    /** What the same code runs on. */
    enum Cluster {
        TERNMQ(options -> "ternmq://" + ternMq.nameServerAddress()),
        ROCKETMQ(options -> rocketMq.uri(options));

        private final UnaryOperator<String> uri;

        Cluster(UnaryOperator<String> uri) {
            this.uri = uri;
        }

        JMSContext context(int mode) {
            return new TernConnectionFactory(uri.apply("profile=strict")).createContext(mode);
        }

        JMSContext lenient() {
            return new TernConnectionFactory(uri.apply("profile=lenient")).createContext();
        }

        private static String unique(String name) {
            return name + "-" + UUID.randomUUID().toString().substring(0, 8);
        }
    }

    @BeforeAll
    static void startServers() throws Exception {
        ternMq = EmbeddedServer.start(store);
        rocketMq = RocketMqServers.shared();
    }

    @AfterAll
    static void stopServer() {
        ternMq.close();
    }

    @ParameterizedTest
    @EnumSource
    void headersPropertiesAndBodiesArriveAsTheyWereSent(Cluster cluster) throws JMSException {
        try (JMSContext context = cluster.context(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue(Cluster.unique("bodies"));
            MapMessage map = context.createMapMessage();
            map.setInt("number", 7);
            BytesMessage bytes = context.createBytesMessage();
            bytes.writeBytes(new byte[] {1, 2, 3});
            JMSProducer producer = context.createProducer().setPriority(7).setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setJMSCorrelationID("c-1").setJMSType("kind").setJMSReplyTo(context.createTopic("answers"))
                .setProperty("price", 1.5d).setProperty("text", "grüße").setProperty("isNew", true);
            producer.send(queue, "text").send(queue, map).send(queue, bytes).send(queue, context.createObjectMessage(42L));

            JMSConsumer consumer = context.createConsumer(queue);
            TextMessage text = (TextMessage) consumer.receive(LONG_MS);

            assertThat(text.getText()).isEqualTo("text");
            assertThat(text.getJMSPriority()).isEqualTo(7);
            assertThat(text.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
            assertThat(text.getJMSCorrelationID()).isEqualTo("c-1");
            assertThat(text.getJMSType()).isEqualTo("kind");
            assertThat(((Topic) text.getJMSReplyTo()).getTopicName()).isEqualTo("answers");
            assertThat(text.getObjectProperty("price")).isEqualTo(1.5d);
            assertThat(text.getStringProperty("text")).isEqualTo("grüße");
            assertThat(text.getObjectProperty("isNew")).isEqualTo(true);
            assertThat(text.getJMSDestination()).isEqualTo(queue);
            assertThat(text.getJMSRedelivered()).isFalse();
            assertThat(((MapMessage) consumer.receive(LONG_MS)).getInt("number")).isEqualTo(7);
            assertThat(consumer.receiveBody(byte[].class, LONG_MS)).containsExactly(1, 2, 3);
            assertThat(consumer.receiveBody(Long.class, LONG_MS)).isEqualTo(42L);
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotAcknowledgedComesAgain(Cluster cluster) throws JMSException {
        String name = Cluster.unique("client-ack");
        try (JMSContext context = cluster.context(JMSContext.CLIENT_ACKNOWLEDGE)) {
            Queue queue = context.createQueue(name);
            context.createProducer().send(queue, "one").send(queue, "two").send(queue, "three");
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("one");
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("two");
            context.acknowledge();
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("three");
        }

        try (JMSContext context = cluster.context(JMSContext.AUTO_ACKNOWLEDGE)) {
            Message again = context.createConsumer(context.createQueue(name)).receive(LONG_MS);

            assertThat(again.getBody(String.class)).isEqualTo("three");
            assertThat(again.getJMSRedelivered()).isTrue();
            assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void singleMessagesCanBeAcknowledged(Cluster cluster) throws JMSException {
        String name = Cluster.unique("individual");
        try (JMSContext context = cluster.context(TernConnectionFactory.INDIVIDUAL_ACKNOWLEDGE)) {
            Queue queue = context.createQueue(name);
            context.createProducer().send(queue, "one").send(queue, "two");
            JMSConsumer consumer = context.createConsumer(queue);
            consumer.receive(LONG_MS);
            consumer.receive(LONG_MS).acknowledge();
        }

        try (JMSContext context = cluster.context(JMSContext.DUPS_OK_ACKNOWLEDGE)) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(name));

            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("one");
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void recoverBeginsAgainWithTheOldestUnacknowledged(Cluster cluster) throws JMSException {
        try (JMSContext context = cluster.context(JMSContext.CLIENT_ACKNOWLEDGE)) {
            Queue queue = context.createQueue(Cluster.unique("recover"));
            context.createProducer().send(queue, "one").send(queue, "two");
            JMSConsumer consumer = context.createConsumer(queue);
            consumer.receive(LONG_MS);
            consumer.receive(LONG_MS);

            context.recover();

            Message first = consumer.receive(LONG_MS);
            assertThat(first.getBody(String.class)).isEqualTo("one");
            assertThat(first.getJMSRedelivered()).isTrue();
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("two");
            context.acknowledge();
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailedListenerGetsTheMessageAgain(Cluster cluster) {
        List<Integer> counts = new CopyOnWriteArrayList<>();
        try (JMSContext context = cluster.context(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue(Cluster.unique("failing"));
            context.createConsumer(queue).setMessageListener(message -> {
                counts.add(deliveryCount(message));
                if (counts.size() == 1) {
                    throw new IllegalStateException("the first time");
                }
            });
            context.createProducer().send(queue, "hard to swallow");

            await("redelivery").atMost(PATIENCE).until(() -> counts.size() == 2);
        }
        assertThat(counts).containsExactly(1, 2);
    }

    private static int deliveryCount(Message message) {
        try {
            return message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void competingListenersGetEachMessageOnce(Cluster cluster) {
        List<String> seen = new CopyOnWriteArrayList<>();
        String name = Cluster.unique("competing");
        try (JMSContext sender = cluster.context(JMSContext.AUTO_ACKNOWLEDGE);
                JMSContext first = cluster.context(JMSContext.AUTO_ACKNOWLEDGE);
                JMSContext second = cluster.context(JMSContext.DUPS_OK_ACKNOWLEDGE)) {
            for (JMSContext context : List.of(first, second)) {
                context.createConsumer(context.createQueue(name)).setMessageListener(message -> seen.add(body(message)));
            }
            JMSProducer producer = sender.createProducer();
            IntStream.range(0, 200).forEach(i -> producer.send(sender.createQueue(name), "m" + i));

            await("all messages").atMost(PATIENCE).until(() -> seen.size() >= 200);
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(200);
    }

    private static String body(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSharedDurableSubscriptionKeepsWhatItsConsumersHaveNotSeen(Cluster cluster) {
        String name = Cluster.unique("prices");
        try (JMSContext context = cluster.context(JMSContext.AUTO_ACKNOWLEDGE)) {
            Topic topic = context.createTopic(name);
            context.createProducer().send(topic, "before");
            JMSConsumer first = context.createSharedDurableConsumer(topic, name + "-sub");
            context.createProducer().send(topic, "while");
            assertThat(first.receiveBody(String.class, LONG_MS)).isEqualTo("while");
            first.close();
            context.createProducer().send(topic, "between");
        }

        try (JMSContext context = cluster.context(JMSContext.AUTO_ACKNOWLEDGE)) {
            Topic topic = context.createTopic(name);
            JMSConsumer one = context.createSharedDurableConsumer(topic, name + "-sub");
            JMSConsumer two = context.createSharedDurableConsumer(topic, name + "-sub");

            assertThat(one.receiveBody(String.class, LONG_MS)).isEqualTo("between");
            assertThat(two.receiveNoWait()).isNull();
            assertThat(one.receiveNoWait()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void selectorsOfASharedSubscriptionSelect(Cluster cluster) {
        try (JMSContext context = cluster.context(JMSContext.AUTO_ACKNOWLEDGE)) {
            Topic topic = context.createTopic(Cluster.unique("selected"));
            JMSConsumer byProperty = context.createSharedDurableConsumer(topic, topicName(topic) + "-p",
                "price >= 10 AND colour IN ('red', 'it''s blue') AND isNew = TRUE AND old IS NULL");
            JMSConsumer byType = context.createSharedDurableConsumer(topic, topicName(topic) + "-t", "JMSType = 'car'");
            send(context, topic, "cheap", "car", 9.5d, "red");
            send(context, topic, "green", "bike", 12, "green");
            send(context, topic, "blue", "bike", 12L, "it's blue");
            send(context, topic, "red", "car", 10.5f, "red");

            assertThat(List.of(byProperty.receiveBody(String.class, LONG_MS), byProperty.receiveBody(String.class, LONG_MS)))
                .containsExactlyInAnyOrder("blue", "red");
            assertThat(byProperty.receiveNoWait()).isNull();
            assertThat(List.of(byType.receiveBody(String.class, LONG_MS), byType.receiveBody(String.class, LONG_MS)))
                .containsExactlyInAnyOrder("cheap", "red");
            assertThat(byType.receiveNoWait()).isNull();
        }
    }

    private static String topicName(Topic topic) {
        try {
            return topic.getTopicName();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(JMSContext context, Topic topic, String body, String type, Number price, String colour) {
        context.createProducer().setJMSType(type).setProperty("price", (Object) price).setProperty("colour", colour)
            .setProperty("isNew", true).send(topic, body);
    }

    @ParameterizedTest
    @EnumSource
    void aDelayedMessageIsNeverEarlyAndAnExpiredOneNeverCame(Cluster cluster) throws JMSException {
        try (JMSContext context = cluster.context(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue(Cluster.unique("timing"));
            JMSConsumer consumer = context.createConsumer(queue);
            context.createProducer().setTimeToLive(1).send(queue, "expired");
            context.createProducer().setDeliveryDelay(1_200).send(queue, "late");

            Message late = consumer.receive(LONG_MS);

            assertThat(late.getBody(String.class)).isEqualTo("late");
            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(late.getJMSDeliveryTime());
        }
    }

    @ParameterizedTest
    @EnumSource
    void asynchronousSendsComplete(Cluster cluster) throws Exception {
        CompletableFuture<Message> completed = new CompletableFuture<>();
        try (JMSContext context = cluster.context(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue(Cluster.unique("async"));
            context.createProducer().setAsync(new CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    completed.complete(message);
                }

                @Override
                public void onException(Message message, Exception exception) {
                    completed.completeExceptionally(exception);
                }
            }).send(queue, "later");

            assertThat(completed.get(LONG_MS, TimeUnit.MILLISECONDS).getBody(String.class)).isEqualTo("later");
            assertThat(context.createConsumer(queue).receiveBody(String.class, LONG_MS)).isEqualTo("later");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNonDurableConsumerGetsWhatIsSentWhileItLives(Cluster cluster) {
        try (JMSContext context = cluster.lenient(); JMSContext other = cluster.lenient()) {
            Topic topic = context.createTopic(Cluster.unique("news"));
            context.createProducer().send(topic, "old");
            JMSConsumer consumer = context.createConsumer(topic);
            JMSConsumer foreignOnly = context.createConsumer(topic, "NOT (size BETWEEN 5 AND 6)", true);
            context.createProducer().setProperty("size", 1).send(topic, "own");
            other.createProducer().setProperty("size", 2).send(topic, "foreign");
            other.createProducer().setProperty("size", 5).send(topic, "not selected");

            assertThat(List.of(consumer.receiveBody(String.class, LONG_MS), consumer.receiveBody(String.class, LONG_MS),
                consumer.receiveBody(String.class, LONG_MS))).containsExactlyInAnyOrder("own", "foreign", "not selected");
            assertThat(foreignOnly.receiveBody(String.class, LONG_MS)).isEqualTo("foreign");
            assertThat(foreignOnly.receiveNoWait()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTemporaryQueueTakesTheAnswer(Cluster cluster) throws JMSException {
        try (JMSContext context = cluster.lenient(); JMSContext service = cluster.lenient()) {
            Queue requests = context.createQueue(Cluster.unique("requests"));
            TemporaryQueue answers = context.createTemporaryQueue();
            context.createProducer().setJMSReplyTo(answers).send(requests, "ping");

            Message request = service.createConsumer(requests).receive(LONG_MS);
            service.createProducer().send(request.getJMSReplyTo(), "pong");

            JMSConsumer consumer = context.createConsumer(answers);
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("pong");
            consumer.close();
            answers.delete();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrowserSeesWhatWaits(Cluster cluster) throws JMSException {
        try (JMSContext context = cluster.lenient()) {
            Queue queue = context.createQueue(Cluster.unique("browsed"));
            context.createProducer().send(queue, "one").setProperty("n", 2).send(queue, "two");

            try (QueueBrowser all = context.createBrowser(queue); QueueBrowser some = context.createBrowser(queue, "n = 2")) {
                assertThat(bodies(all)).containsExactly("one", "two");
                assertThat(bodies(some)).containsExactly("two");
            }
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("one");
        }
    }

    private static List<String> bodies(QueueBrowser browser) throws JMSException {
        List<String> bodies = new ArrayList<>();
        Enumeration<?> messages = browser.getEnumeration();
        while (messages.hasMoreElements()) {
            bodies.add(((Message) messages.nextElement()).getBody(String.class));
        }
        return bodies;
    }
}
