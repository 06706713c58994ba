package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.testkit.Campaign;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold when the broker goes away, and when many do everything at once. */
@Timeout(120)
class RestartAndStressTest {
    private static final long LONG_MS = 10_000;
    private static final int PRODUCERS = 3;
    private static final int CONSUMERS = 4;
    private static final int TRANSACTIONS = 40;

    @TempDir
    private Path store;

    @Test
    void whatWasCommittedSurvivesARestart() throws JMSException {
        List<JMSException> reported = new CopyOnWriteArrayList<>();
        EmbeddedServer first = EmbeddedServer.start(store);
        Connection before = connect(first, "client", false);
        before.setExceptionListener(reported::add);
        Session session = before.createSession(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = session.createQueue("queue");
        Topic topic = session.createTopic("topic");
        session.createDurableConsumer(topic, "sub").close();
        for (int i = 0; i < 3; i++) {
            session.createProducer(queue).send(session.createTextMessage("q" + i));
            session.createProducer(topic).send(session.createTextMessage("t" + i));
        }
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.receive(LONG_MS).acknowledge();
        assertThat(consumer.receive(LONG_MS).getBody(String.class)).isEqualTo("q1");
        first.close();
        await("told").untilAsserted(() -> assertThat(reported).hasSize(1));
        assertThatThrownBy(() -> consumer.receive(LONG_MS)).isInstanceOf(JMSException.class);
        before.close();

        try (EmbeddedServer second = EmbeddedServer.start(store); Connection after = connect(second, "client")) {
            Session next = after.createSession();
            MessageConsumer fromQueue = next.createConsumer(queue);
            MessageConsumer fromTopic = next.createDurableConsumer(topic, "sub");

            assertThat(texts(fromQueue, 2)).containsExactly("q1", "q2");
            assertThat(texts(fromTopic, 3)).containsExactly("t0", "t1", "t2");
            assertThat(fromQueue.receiveNoWait()).isNull();
            assertThat(fromTopic.receiveNoWait()).isNull();
        }
    }

    static LongStream seeds() {
        return Campaign.seeds(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyCommittedMessageIsConsumedExactlyOnce(long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS + CONSUMERS);
        try (EmbeddedServer server = EmbeddedServer.start(store); Connection connection = connect(server, null)) {
            Set<String> committed = ConcurrentHashMap.newKeySet();
            ConcurrentLinkedQueue<String> consumed = new ConcurrentLinkedQueue<>();
            AtomicBoolean isDone = new AtomicBoolean();
            List<Future<?>> producing = new ArrayList<>();
            List<Future<?>> consuming = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                producing.add(threads.submit(producer(connection, i, new Random(seed + i), committed)));
            }
            for (int i = 0; i < CONSUMERS; i++) {
                consuming.add(threads.submit(consumer(connection, new Random(seed * 31 + i), consumed, isDone)));
            }
            for (Future<?> each : producing) {
                each.get(60, TimeUnit.SECONDS);
            }
            await("seed " + seed).atMost(Duration.ofSeconds(40)).untilAsserted(() ->
                assertThat(consumed).hasSizeGreaterThanOrEqualTo(committed.size()));
            isDone.set(true);
            for (Future<?> each : consuming) {
                each.get(60, TimeUnit.SECONDS);
            }

            assertThat(consumed).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(committed);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Void> producer(Connection connection, int number, Random random, Set<String> committed) {
        return () -> {
            try (Session session = connection.createSession(Session.SESSION_TRANSACTED);
                 MessageProducer producer = session.createProducer(session.createQueue("stress"))) {
                for (int t = 0; t < TRANSACTIONS; t++) {
                    List<String> batch = new ArrayList<>();
                    for (int i = random.nextInt(20); i >= 0; i--) {
                        String text = number + "-" + t + "-" + i;
                        producer.send(session.createTextMessage(text));
                        batch.add(text);
                    }
                    if (random.nextInt(4) == 0) {
                        session.rollback();
                    } else {
                        session.commit();
                        committed.addAll(batch);
                    }
                }
            }
            return null;
        };
    }

    private static Callable<Void> consumer(Connection connection, Random random, ConcurrentLinkedQueue<String> consumed,
            AtomicBoolean isDone) {
        return () -> {
            try (Session session = connection.createSession(Session.SESSION_TRANSACTED);
                 MessageConsumer consumer = session.createConsumer(session.createQueue("stress"))) {
                while (!isDone.get()) {
                    List<String> batch = texts(consumer, 1 + random.nextInt(8));
                    if (random.nextInt(5) == 0) {
                        session.rollback();
                    } else {
                        session.commit();
                        consumed.addAll(batch);
                    }
                }
            }
            return null;
        };
    }

    private static List<String> texts(MessageConsumer consumer, int count) throws JMSException {
        List<String> texts = new ArrayList<>();
        Message message = consumer.receive(200);
        while (message != null) {
            texts.add(message.getBody(String.class));
            message = texts.size() < count ? consumer.receive(200) : null;
        }
        return texts;
    }

    private static Connection connect(EmbeddedServer server, String clientId) throws JMSException {
        return connect(server, clientId, true);
    }

    private static Connection connect(EmbeddedServer server, String clientId, boolean isReconnecting) throws JMSException {
        TernConnectionFactory factory = new TernConnectionFactory(server.nameServerAddress());
        factory.setReconnect(isReconnecting);
        factory.setClientId(clientId);
        Connection connection = factory.createConnection();
        connection.start();
        return connection;
    }
}
