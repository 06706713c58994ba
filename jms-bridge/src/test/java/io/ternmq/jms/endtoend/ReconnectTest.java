package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection whose TCP connection breaks goes on with its session where it was. */
@Timeout(60)
class ReconnectTest {
    private static final long LONG_MS = 20_000;

    @TempDir
    private Path store;
    private FragileServer server;
    private final List<JMSException> reported = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = new FragileServer(store);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Connection connect() throws JMSException {
        return connect(server.fragile());
    }

    private Connection connect(TernConnectionFactory factory) throws JMSException {
        Connection connection = factory.createConnection();
        connection.setExceptionListener(reported::add);
        connection.start();
        return connection;
    }

    private void load(String queue, int count) {
        try (JMSContext context = server.direct().createContext()) {
            for (int i = 0; i < count; i++) {
                context.createProducer().send(context.createQueue(queue), String.valueOf(i));
            }
        }
    }

    private static String text(Message message) throws JMSException {
        return message == null ? null : message.getBody(String.class);
    }

    @Test
    void keepsConsumersAndWhatTheyHold() throws Exception {
        load("q", 4);
        try (Connection connection = connect()) {
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
            Message first = consumer.receive(LONG_MS);

            server.cutter().cut();

            Message second = consumer.receive(LONG_MS);
            second.acknowledge();
            assertThat(text(first)).isEqualTo("0");
            assertThat(text(second)).isEqualTo("1");
            assertThat(second.getJMSRedelivered()).isFalse();
            server.cutter().cut();
            Message third = consumer.receive(LONG_MS);
            assertThat(text(third)).isEqualTo("2");
            assertThat(third.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
            session.recover();
            assertThat(text(consumer.receive(LONG_MS))).isEqualTo("2");
        }
        assertThat(reported).isEmpty();
        assertThat(server.cutter().cuts()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void keepsAnOpenTransactionAndTheClientId() throws Exception {
        load("in", 2);
        TernConnectionFactory factory = server.fragile();
        factory.setClientId("one");
        try (Connection connection = connect(factory)) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
            MessageProducer producer = session.createProducer(session.createQueue("out"));
            producer.send(session.createTextMessage("a"));
            assertThat(text(consumer.receive(LONG_MS))).isEqualTo("0");

            server.cutter().cut();

            producer.send(session.createTextMessage("b"));
            assertThat(text(consumer.receive(LONG_MS))).isEqualTo("1");
            server.cutter().cut();
            session.commit();
            assertThat(text(session.createConsumer(session.createQueue("out")).receive(LONG_MS))).isEqualTo("a");
            assertThatThrownBy(() -> factory.createConnection().close()).isInstanceOf(JMSException.class);
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void keepsTemporaryQueuesAndListeners() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (Connection connection = connect(); JMSContext other = server.direct().createContext()) {
            Session session = connection.createSession();
            Queue replies = session.createTemporaryQueue();
            session.createConsumer(replies).setMessageListener(message -> heard.add(read(message)));

            for (int i = 0; i < 20; i++) {
                if (i % 5 == 2) {
                    server.cutter().cut();
                }
                other.createProducer().send(replies, String.valueOf(i));
            }

            await("all").atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(heard).hasSize(20));
            assertThat(heard).isEqualTo(numbers(20));
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void callsTakeLongerWhileTheBrokerCannotBeReached() throws Exception {
        load("q", 1);
        try (Connection connection = connect()) {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
            MessageProducer producer = session.createProducer(session.createQueue("other"));
            server.cutter().down();
            CompletableFuture<String> received = async(() -> text(consumer.receive(LONG_MS)));
            Session another = connection.createSession();
            CompletableFuture<String> sent = async(() -> {
                another.createProducer(another.createQueue("other")).send(another.createTextMessage("late"));
                return "sent";
            });
            assertThatThrownBy(() -> sent.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(received).isNotDone();

            server.cutter().heal();

            assertThat(received.get(LONG_MS, TimeUnit.MILLISECONDS)).isEqualTo("0");
            assertThat(sent.get(LONG_MS, TimeUnit.MILLISECONDS)).isEqualTo("sent");
            producer.send(session.createTextMessage("x"));
        }
    }

    @Test
    void stopsStartsAndClosesDuringAnOutage() throws Exception {
        load("q", 3);
        CountDownLatch inListener = new CountDownLatch(1);
        List<String> heard = new ArrayList<>();
        Connection connection = connect();
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        consumer.setMessageListener(message -> {
            heard.add(read(message));
            inListener.countDown();
        });
        assertThat(inListener.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
        Session idle = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer idleConsumer = idle.createConsumer(idle.createQueue("q2"));
        idle.createProducer(idle.createQueue("q3")).send(idle.createTextMessage("never"));

        server.cutter().down();
        long beganNs = System.nanoTime();
        connection.stop();
        connection.start();
        assertThat(idleConsumer.receiveNoWait()).isNull();
        assertThat(idleConsumer.receive(50)).isNull();
        idleConsumer.close();
        idle.close();
        session.close();
        connection.close();

        assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isLessThan(Duration.ofSeconds(5));
        assertThatThrownBy(connection::createSession).isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThat(reported).isEmpty();
    }

    @Test
    void tellsTheExceptionListenerOnceWhenItGivesUp() throws Exception {
        TernConnectionFactory factory = server.fragile();
        factory.setReconnectTimeoutMs(300);
        try (Connection connection = connect(factory)) {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
            CompletableFuture<String> received = async(() -> text(consumer.receive()));

            server.cutter().down();

            await("told").atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(reported).hasSize(1));
            assertThat(reported.get(0)).hasMessageContaining("given up");
            assertThatThrownBy(received::get).hasCauseInstanceOf(JMSException.class);
            assertThatThrownBy(() -> connection.createSession()).isInstanceOf(JMSException.class);
        }
        assertThat(reported).hasSize(1);
    }

    private static List<String> numbers(int count) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(String.valueOf(i));
        }
        return numbers;
    }

    private static String read(Message message) {
        try {
            return text(message);
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private interface Call<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> async(Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.run());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
