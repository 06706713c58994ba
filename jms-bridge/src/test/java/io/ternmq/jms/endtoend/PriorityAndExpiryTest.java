package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes first, and what does not go any more (Messaging 3.1 §3.4.9, §3.4.10). */
@Timeout(60)
class PriorityAndExpiryTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private static Path store;
    private static EmbeddedServer server;

    private JMSContext context;
    private Queue queue;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.start(store);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect(TestInfo test) {
        context = new TernConnectionFactory(server.nameServerAddress()).createContext();
        queue = context.createQueue(test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void close() {
        context.close();
    }

    private static List<String> drain(JMSConsumer consumer, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(consumer.receiveBody(String.class, LONG_MS));
        }
        assertThat(consumer.receiveNoWait()).isNull();
        return texts;
    }

    @Test
    void receivesTheHighestPriorityFirstAndEqualOnesInOrder() {
        JMSProducer producer = context.createProducer();
        for (int i = 0; i < 200; i++) {
            producer.setPriority(i % 10).send(queue, i % 10 + "-" + i);
        }

        List<String> texts = drain(context.createConsumer(queue), 200);

        for (int i = 0; i < 200; i++) {
            int priority = 9 - i / 20;
            assertThat(texts.get(i)).isEqualTo(priority + "-" + (priority + 10 * (i % 20)));
        }
    }

    @Test
    void letsAnUrgentMessageOvertakeWhatAListenerHasBuffered() throws InterruptedException {
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch isFirstThere = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        CountDownLatch areAllThere = new CountDownLatch(10);
        JMSProducer producer = context.createProducer();
        // Fewer than a listener has ahead before it is known how quick it is.
        for (int i = 0; i < 8; i++) {
            producer.send(queue, "normal " + i);
        }
        try (JMSContext other = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            JMSConsumer consumer = other.createConsumer(queue);
            consumer.setMessageListener(message -> {
                heard.add(Texts.of(message));
                isFirstThere.countDown();
                Texts.await(mayGoOn);
                areAllThere.countDown();
            });
            assertThat(isFirstThere.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
            producer.setPriority(9).send(queue, "urgent 1");
            producer.send(queue, "urgent 2");
            // The answer to a synchronous request of the same connection comes behind what was pushed before it.
            assertThat(context.createConsumer(queue, "JMSPriority = 8").receiveNoWait()).isNull();
            assertThat(context.createConsumer(queue, "JMSPriority = 9").receiveNoWait()).isNull();
            mayGoOn.countDown();
            assertThat(areAllThere.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
        }

        assertThat(heard.subList(0, 3)).containsExactly("normal 0", "urgent 1", "urgent 2");
        assertThat(heard.subList(3, 10)).containsExactlyElementsOf(
            IntStream.range(1, 8).mapToObj(i -> "normal " + i).toList());
    }

    @Test
    void deliversNothingWhoseTimeIsOver() {
        JMSProducer producer = context.createProducer();
        producer.setTimeToLive(1).send(queue, "short-lived");
        producer.setTimeToLive(0).send(queue, "lasting");
        producer.setTimeToLive(3_600_000).send(queue, "long-lived");
        long sentMs = System.currentTimeMillis();
        while (System.currentTimeMillis() <= sentMs + 1) {
            Thread.onSpinWait();
        }

        assertThat(drain(context.createConsumer(queue), 2)).containsExactly("lasting", "long-lived");
    }

    @Test
    void keepsPriorityAndExpiryOfMessagesWithLargeProperties() {
        String large = "x".repeat(40_000);
        JMSProducer producer = context.createProducer().setProperty("large", large);
        producer.setPriority(2).send(queue, "low");
        producer.setPriority(9).send(queue, "high");
        producer.setPriority(9).setTimeToLive(1).send(queue, "gone");
        long sentMs = System.currentTimeMillis();
        while (System.currentTimeMillis() <= sentMs + 1) {
            Thread.onSpinWait();
        }

        assertThat(drain(context.createConsumer(queue), 2)).containsExactly("high", "low");
    }
}
