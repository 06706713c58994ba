package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.DeliveryControl;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JMSXGroupID: one consumer at a time and the order of sending, whatever fails. */
@Timeout(60)
class MessageGroupTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private static Path store;
    private static EmbeddedServer server;

    private TernConnectionFactory factory;
    private String name;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.start(store);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void prepare(TestInfo test) {
        factory = new TernConnectionFactory(server.nameServerAddress());
        name = test.getTestMethod().orElseThrow().getName();
    }

    private static void send(JMSContext context, Queue queue, String group, String... texts) {
        for (String text : texts) {
            context.createProducer().setProperty("JMSXGroupID", group).send(queue, group + text);
        }
    }

    @Test
    void consumersShareGroupsButNeverAGroup() {
        int groupCount = 5;
        int perGroup = 60;
        Map<String, AtomicInteger> busy = new ConcurrentHashMap<>();
        Map<String, List<String>> handled = new ConcurrentHashMap<>();
        List<String> overlaps = new CopyOnWriteArrayList<>();
        List<JMSContext> contexts = new ArrayList<>();
        try (JMSContext sender = factory.createContext()) {
            Queue queue = sender.createQueue(name);
            for (int i = 0; i < 3; i++) {
                JMSContext context = factory.createContext();
                contexts.add(context);
                context.createConsumer(queue).setMessageListener(message -> {
                    String text = Texts.of(message);
                    String group = text.substring(0, 1);
                    if (busy.computeIfAbsent(group, key -> new AtomicInteger()).incrementAndGet() > 1) {
                        overlaps.add(text);
                    }
                    handled.computeIfAbsent(group, key -> new CopyOnWriteArrayList<>()).add(text);
                    busy.get(group).decrementAndGet();
                });
            }
            for (int i = 0; i < perGroup; i++) {
                for (int group = 0; group < groupCount; group++) {
                    send(sender, queue, String.valueOf((char) ('a' + group)), Integer.toString(i));
                }
            }
            await("all").atMost(Duration.ofMillis(LONG_MS))
                .until(() -> handled.values().stream().mapToInt(List::size).sum() == groupCount * perGroup);
        } finally {
            contexts.forEach(JMSContext::close);
        }

        assertThat(overlaps).isEmpty();
        handled.forEach((group, texts) ->
            assertThat(texts).containsExactlyElementsOf(IntStream.range(0, perGroup).mapToObj(i -> group + i).toList()));
    }

    @Test
    void keepsTheOrderOfRepeatedMessagesWhileWhatWaitsIsGivenBack() throws Exception {
        int count = 300;
        factory.setRedeliveryDelayMs(1);
        List<String> handled = new CopyOnWriteArrayList<>();
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (Connection connection = factory.createConnection(); JMSContext sender = factory.createContext()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            Queue queue = session.createQueue(name);
            MessageConsumer consumer = session.createConsumer(queue);
            send(sender, queue, "g", IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new));
            consumer.setMessageListener(message -> {
                try {
                    if (message.getJMSRedelivered()) {
                        handled.add(Texts.of(message));
                        session.commit();
                    } else {
                        session.rollback();
                    }
                } catch (JMSException e) {
                    failure.compareAndSet(null, e);
                }
            });
            DeliveryControl control = DeliveryControl.of(session, consumer);
            connection.start();

            await("all").atMost(Duration.ofMillis(3 * LONG_MS)).pollDelay(Duration.ZERO).pollInterval(Duration.ofNanos(1)).until(() -> {
                // As an adapter that has opened another session does.
                control.giveBackWaiting();
                return handled.size() >= count || failure.get() != null;
            });
        }

        assertThat(failure.get()).isNull();
        assertThat(handled).containsExactlyElementsOf(IntStream.range(0, count).mapToObj(i -> "g" + i).toList());
    }

    @Test
    void anotherConsumerGetsTheGroupWhenNothingOfItIsUnderWay() {
        try (JMSContext one = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE); JMSContext two = factory.createContext()) {
            Queue queue = one.createQueue(name);
            send(two, queue, "g", "1", "2", "3");
            JMSConsumer first = one.createConsumer(queue);
            JMSConsumer second = two.createConsumer(queue);

            assertThat(first.receiveBody(String.class, LONG_MS)).isEqualTo("g1");
            assertThat(second.receiveNoWait()).isNull();
            assertThat(first.receiveBody(String.class, LONG_MS)).isEqualTo("g2");
            one.acknowledge();

            assertThat(second.receiveBody(String.class, LONG_MS)).isEqualTo("g3");
        }
    }

    @Test
    void rollbackKeepsTheOrderOfTheGroup() {
        try (JMSContext one = factory.createContext(JMSContext.SESSION_TRANSACTED); JMSContext two = factory.createContext()) {
            Queue queue = one.createQueue(name);
            send(two, queue, "g", "1", "2", "3");
            JMSConsumer first = one.createConsumer(queue);
            first.receiveBody(String.class, LONG_MS);
            first.receiveBody(String.class, LONG_MS);

            one.rollback();
            first.close();

            JMSConsumer second = two.createConsumer(queue);
            assertThat(List.of(second.receiveBody(String.class, LONG_MS), second.receiveBody(String.class, LONG_MS),
                second.receiveBody(String.class, LONG_MS))).containsExactly("g1", "g2", "g3");
        }
    }

    @Test
    void aFailedMessageThatWaitsHoldsUpItsGroupAlone() {
        factory.setRedeliveryDelayMs(300);
        List<String> handled = new CopyOnWriteArrayList<>();
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch areAllSent = new CountDownLatch(1);
        try (JMSContext context = factory.createContext(); JMSContext sender = factory.createContext()) {
            Queue queue = sender.createQueue(name);
            context.createConsumer(queue).setMessageListener(message -> {
                Texts.await(areAllSent);
                String text = Texts.of(message);
                if (text.equals("a1") && failures.getAndIncrement() == 0) {
                    throw new IllegalStateException("as wanted");
                }
                handled.add(text);
            });
            send(sender, queue, "a", "1", "2", "3");
            send(sender, queue, "b", "1", "2");
            areAllSent.countDown();
            await("all").atMost(Duration.ofMillis(LONG_MS)).until(() -> handled.size() == 5);
        }

        assertThat(handled).containsExactly("b1", "b2", "a1", "a2", "a3");
    }
}
