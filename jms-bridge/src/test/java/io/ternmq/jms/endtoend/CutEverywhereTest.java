package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.testkit.Campaign;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The connection is broken behind every single frame, in either direction: nothing is lost, nothing comes twice, all is in order. */
@Timeout(180)
class CutEverywhereTest {
    private static final long LONG_MS = 20_000;
    private static final int MAX_FRAMES = 200;

    @TempDir
    private Path store;
    private FragileServer server;

    /** A piece of work on a fresh queue; fails when something is not as it should be. */
    private interface Scenario {
        void run(Connection connection, String queue) throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        server = new FragileServer(store);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void cutBehindEveryFrame(Scenario scenario) throws Exception {
        int cuts = 1;
        int frames = 0;
        while (cuts > 0) {
            List<JMSException> reported = new CopyOnWriteArrayList<>();
            String at = "cut behind frame " + frames;
            try (Connection connection = server.fragile().createConnection()) {
                connection.setExceptionListener(reported::add);
                connection.start();
                int before = server.cutter().cuts();
                server.cutter().cutAfter(frames);
                try {
                    scenario.run(connection, "q" + frames);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(at, e);
                }
                cuts = server.cutter().cuts() - before;
                server.cutter().heal();
            }
            assertThat(reported).as(at).isEmpty();
            assertThat(++frames).as("frames of a scenario").isLessThan(MAX_FRAMES);
        }
        assertThat(frames).isGreaterThan(10);
    }

    private List<String> rest(String queue) throws JMSException {
        List<String> rest = new ArrayList<>();
        try (JMSContext context = server.direct().createContext()) {
            var consumer = context.createConsumer(context.createQueue(queue));
            for (Message next = consumer.receiveNoWait(); next != null; next = consumer.receiveNoWait()) {
                rest.add(next.getBody(String.class));
            }
        }
        return rest;
    }

    @Test
    void blockingSendsAndAutomaticReceives() throws Exception {
        cutBehindEveryFrame((connection, queue) -> {
            Session session = connection.createSession();
            Queue destination = session.createQueue(queue);
            MessageProducer producer = session.createProducer(destination);
            MessageConsumer consumer = session.createConsumer(destination);
            for (int i = 0; i < 3; i++) {
                producer.send(session.createTextMessage("m" + i));
            }
            for (int i = 0; i < 3; i++) {
                Message message = consumer.receive(LONG_MS);
                assertThat(message.getBody(String.class)).isEqualTo("m" + i);
                assertThat(message.getJMSRedelivered()).isFalse();
            }
            assertThat(consumer.receive(1)).isNull();
            assertThat(rest(queue)).isEmpty();
        });
    }

    @Test
    void transactionsThatReceiveAndSend() throws Exception {
        cutBehindEveryFrame((connection, queue) -> {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageProducer in = session.createProducer(session.createQueue(queue));
            for (int i = 0; i < 4; i++) {
                in.send(session.createTextMessage("m" + i));
            }
            session.commit();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            MessageProducer out = session.createProducer(session.createQueue(queue + "-out"));
            for (int i = 0; i < 2; i++) {
                assertThat(consumer.receive(LONG_MS).getBody(String.class)).isEqualTo("m" + i);
                out.send(session.createTextMessage("o" + i));
            }
            session.commit();
            assertThat(consumer.receive(LONG_MS).getBody(String.class)).isEqualTo("m2");
            out.send(session.createTextMessage("never"));
            session.rollback();
            consumer.close();
            assertThat(rest(queue)).containsExactly("m2", "m3");
            assertThat(rest(queue + "-out")).containsExactly("o0", "o1");
        });
    }

    @Test
    void asynchronousSendsAndAListener() throws Exception {
        cutBehindEveryFrame((connection, queue) -> {
            Session session = connection.createSession();
            Session listening = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            Queue destination = session.createQueue(queue);
            int count = 8;
            CountDownLatch sent = new CountDownLatch(count);
            CountDownLatch received = new CountDownLatch(count);
            List<String> heard = new CopyOnWriteArrayList<>();
            listening.createConsumer(destination).setMessageListener(message -> {
                try {
                    heard.add(message.getBody(String.class) + (message.getJMSRedelivered() ? " again" : ""));
                    message.acknowledge();
                } catch (JMSException e) {
                    heard.add(e.toString());
                }
                received.countDown();
            });
            MessageProducer producer = session.createProducer(destination);
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                producer.send(session.createTextMessage("m" + i), new Counting(sent));
                expected.add("m" + i);
            }
            assertThat(sent.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
            assertThat(received.await(LONG_MS, TimeUnit.MILLISECONDS)).as("heard %s", heard).isTrue();
            listening.close();
            assertThat(heard).isEqualTo(expected);
            assertThat(rest(queue)).isEmpty();
        });
    }

    static LongStream seeds() {
        return Campaign.seeds(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void manyCutsAtRandom(long seed) throws Exception {
        Random random = new Random(seed);
        try (Connection connection = connect(server.fragile())) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            Queue in = session.createQueue("in");
            Queue out = session.createQueue("out");
            MessageProducer first = session.createProducer(in);
            MessageConsumer consumer = session.createConsumer(in);
            MessageProducer second = session.createProducer(out);
            List<String> committed = new ArrayList<>();
            int next = 0;
            for (int round = 0; round < 60; round++) {
                server.cutter().cutAfter(random.nextInt(12));
                first.send(session.createTextMessage("m" + next));
                session.commit();
                String text = consumer.receive(LONG_MS).getBody(String.class);
                assertThat(text).as("seed %d, round %d", seed, round).isEqualTo("m" + next);
                second.send(session.createTextMessage(text));
                if (random.nextInt(4) != 0) {
                    committed.add(text);
                } else {
                    // Takes what was sent with it.
                    session.rollback();
                    assertThat(consumer.receive(LONG_MS).getBody(String.class)).as("seed %d, round %d", seed, round).isEqualTo("m" + next);
                }
                session.commit();
                next++;
            }
            server.cutter().heal();
            assertThat(rest("in")).as("seed %d", seed).isEmpty();
            assertThat(rest("out")).as("seed %d", seed).isEqualTo(committed);
        }
        assertThat(server.cutter().cuts()).as("seed %d", seed).isGreaterThan(20);
    }

    private static Connection connect(TernConnectionFactory factory) throws JMSException {
        Connection connection = factory.createConnection();
        connection.start();
        return connection;
    }

    private record Counting(CountDownLatch latch) implements CompletionListener {
        @Override
        public void onCompletion(Message message) {
            latch.countDown();
        }

        @Override
        public void onException(Message message, Exception exception) {
            // the latch does not come down, and the test says so
        }
    }
}
