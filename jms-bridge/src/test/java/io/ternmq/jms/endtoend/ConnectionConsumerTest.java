package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The facilities for application servers (Messaging 3.1 §9), used as such a server uses them. */
@Timeout(60)
class ConnectionConsumerTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private static Path store;
    private static EmbeddedServer server;

    private TernConnectionFactory factory;
    private Connection connection;
    private String name;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> received = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.start(store);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect(TestInfo test) throws JMSException {
        name = test.getTestMethod().orElseThrow().getName();
        factory = new TernConnectionFactory(server.nameServerAddress());
        connection = factory.createConnection();
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
        threads.shutdownNow();
    }

    /** A fixed number of sessions, each run by a thread when it has messages. */
    private final class Pool implements ServerSessionPool {
        private final BlockingQueue<ServerSession> free = new LinkedBlockingQueue<>();
        private final AtomicInteger starts = new AtomicInteger();

        Pool(int size, int acknowledgeMode, Listener listener) throws JMSException {
            for (int i = 0; i < size; i++) {
                Session session = connection.createSession(acknowledgeMode);
                session.setMessageListener(message -> {
                    try {
                        listener.onMessage(session, message);
                    } catch (JMSException e) {
                        throw new AssertionError(e);
                    }
                });
                free.add(new Pooled(this, session));
            }
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                return free.take();
            } catch (InterruptedException e) {
                throw new JMSException("interrupted");
            }
        }
    }

    private record Pooled(Pool pool, Session session) implements ServerSession {
        @Override
        public Session getSession() {
            return session;
        }

        @Override
        public void start() {
            pool.starts.incrementAndGet();
            Thread thread = new Thread(() -> {
                session.run();
                pool.free.add(this);
            }, "server-session");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @FunctionalInterface
    private interface Listener {
        void onMessage(Session session, Message message) throws JMSException;
    }

    private void record(Session session, Message message) throws JMSException {
        received.add(message.getBody(String.class));
    }

    private Queue send(String... bodies) {
        try (JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue(name);
            for (String body : bodies) {
                context.createProducer().setProperty("body", body).send(queue, body);
            }
            return queue;
        }
    }

    private String left(Queue queue) {
        try (JMSContext context = factory.createContext()) {
            return context.createConsumer(queue).receiveBody(String.class, 300);
        }
    }

    @Test
    void feedsServerSessionsWhichAcknowledge() throws JMSException {
        Queue queue = send("1", "2", "3", "4", "5", "6");
        ConnectionConsumer consumer =
            connection.createConnectionConsumer(queue, "body <> '4'", new Pool(1, Session.AUTO_ACKNOWLEDGE, this::record), 2);
        connection.start();

        await("messages").untilAsserted(() -> assertThat(received).containsExactly("1", "2", "3", "5", "6"));
        consumer.close();
        assertThat(left(queue)).as("what the selector did not want").isEqualTo("4");
        assertThatThrownBy(consumer::getServerSessionPool).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void givesASessionAsManyMessagesAsItMayHave() throws JMSException {
        Pool pool = new Pool(1, Session.AUTO_ACKNOWLEDGE, this::record);
        ConnectionConsumer consumer = connection.createConnectionConsumer(send("1", "2", "3", "4"), null, pool, 10);
        connection.start();

        await("messages").until(() -> received.size() == 4);
        assertThat(pool.starts).hasValueLessThanOrEqualTo(4);
        assertThat(consumer.getServerSessionPool()).isSameAs(pool);
    }

    @Test
    void processesInParallelAsFarAsThePoolGoes() throws JMSException {
        CountDownLatch bothAtWork = new CountDownLatch(2);
        Pool pool = new Pool(2, Session.AUTO_ACKNOWLEDGE, (session, message) -> {
            bothAtWork.countDown();
            try {
                assertThat(bothAtWork.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            record(session, message);
        });
        connection.createConnectionConsumer(send("1", "2"), null, pool, 1);
        connection.start();

        await("messages").untilAsserted(() -> assertThat(received).containsExactlyInAnyOrder("1", "2"));
    }

    @Test
    void transactedServerSessionCommitsOrGetsItAgain() throws JMSException {
        Pool pool = new Pool(1, Session.SESSION_TRANSACTED, (session, message) -> {
            record(session, message);
            if (message.getJMSRedelivered()) {
                session.createProducer(session.createQueue(name + "-answers")).send(session.createTextMessage("done"));
                session.commit();
            } else {
                session.rollback();
            }
        });
        Queue queue = send("1");
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 1);
        connection.start();

        await("second delivery").untilAsserted(() -> assertThat(received).containsExactly("1", "1"));
        try (JMSContext context = factory.createContext()) {
            assertThat(context.createConsumer(context.createQueue(name + "-answers")).receiveBody(String.class, LONG_MS)).isEqualTo("done");
        }
        consumer.close();
        assertThat(left(queue)).isNull();
    }

    @Test
    void recoverGivesTheMessageToTheSameSessionAgain() throws JMSException {
        Pool pool = new Pool(1, Session.CLIENT_ACKNOWLEDGE, (session, message) -> {
            record(session, message);
            if (message.getIntProperty("JMSXDeliveryCount") < 3) {
                session.recover();
            } else {
                message.acknowledge();
            }
        });
        Queue queue = send("1", "2");
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 2);
        connection.start();

        await("messages").untilAsserted(() -> assertThat(received.stream().filter("2"::equals)).hasSize(3));
        consumer.close();
        connection.close();
        assertThat(left(queue)).isNull();
    }

    @Test
    void sharesDurableSubscriptions() throws JMSException {
        connection.close();
        factory.setClientId(name);
        connection = factory.createConnection();
        Topic topic = connection.createSession().createTopic(name);
        ConnectionConsumer durable =
            connection.createDurableConnectionConsumer(topic, "one", null, new Pool(1, Session.AUTO_ACKNOWLEDGE, this::record), 1);
        ConnectionConsumer shared =
            connection.createSharedDurableConnectionConsumer(topic, "two", null, new Pool(1, Session.AUTO_ACKNOWLEDGE, this::record), 1);
        ConnectionConsumer passing =
            connection.createSharedConnectionConsumer(topic, "three", null, new Pool(1, Session.AUTO_ACKNOWLEDGE, this::record), 1);
        ConnectionConsumer own = connection.createConnectionConsumer(topic, null, new Pool(1, Session.AUTO_ACKNOWLEDGE, this::record), 1);
        connection.start();
        connection.createSession().createProducer(topic).send(connection.createSession().createTextMessage("news"));

        await("messages").untilAsserted(() -> assertThat(received).hasSize(4).containsOnly("news"));
        for (ConnectionConsumer consumer : List.of(durable, shared, passing, own)) {
            consumer.close();
        }
        connection.createSession().unsubscribe("one");
        connection.createSession().unsubscribe("two");
    }

    @Test
    void stopsWhileThePoolIsBusyAndGoesOnAfterwards() throws Exception {
        CountDownLatch isHeld = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Pool pool = new Pool(1, Session.AUTO_ACKNOWLEDGE, (session, message) -> {
            record(session, message);
            isHeld.countDown();
            try {
                assertThat(mayGoOn.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        connection.createConnectionConsumer(send("1", "2", "3"), null, pool, 1);
        connection.start();
        assertThat(isHeld.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
        var stopped = threads.submit(() -> {
            connection.stop();
            return true;
        });
        mayGoOn.countDown();
        assertThat(stopped.get(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
        connection.start();

        await("the rest").untilAsserted(() -> assertThat(received).containsExactly("1", "2", "3"));
    }

    @Test
    void asksAPoolThatFailedAgain() throws JMSException {
        Pool pool = new Pool(1, Session.AUTO_ACKNOWLEDGE, this::record);
        List<JMSException> reported = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(reported::add);
        AtomicInteger questions = new AtomicInteger();
        connection.createConnectionConsumer(send("1"), null, () -> {
            if (questions.incrementAndGet() == 1) {
                throw new JMSException("no session today");
            }
            return pool.getServerSession();
        }, 1);
        connection.start();

        await("message").untilAsserted(() -> assertThat(received).containsExactly("1"));
        assertThat(reported).singleElement().extracting(Throwable::getMessage).isEqualTo("no session today");
    }

    @Test
    void refusesWhatMakesNoSense() throws JMSException {
        Session session = connection.createSession();
        Queue queue = session.createQueue(name);
        Topic topic = session.createTopic(name + "-topic");
        ServerSessionPool pool = () -> null;

        assertThatThrownBy(() -> connection.createConnectionConsumer((Queue) null, null, pool, 1))
            .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, "= 1", pool, 1)).isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, null, 1)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, pool, 0)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection.createDurableConnectionConsumer(topic, "s", null, pool, 1)).as("no client id")
            .isInstanceOf(IllegalStateException.class);
        try (QueueConnection queues = factory.createQueueConnection()) {
            assertThatThrownBy(() -> queues.createSharedConnectionConsumer(topic, "s", null, pool, 1))
                .isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(session::run).as("no listener").isInstanceOf(IllegalStateRuntimeException.class);
        session.createConsumer(queue);
        assertThatThrownBy(() -> session.setMessageListener(message -> { })).as("has consumers").isInstanceOf(IllegalStateException.class);
        Session listening = connection.createSession();
        listening.setMessageListener(message -> { });
        assertThat(listening.getMessageListener()).isNotNull();
        assertThatThrownBy(() -> listening.createConsumer(queue)).isInstanceOf(IllegalStateException.class);
        connection.close();
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, pool, 1)).isInstanceOf(IllegalStateException.class);
    }
}
