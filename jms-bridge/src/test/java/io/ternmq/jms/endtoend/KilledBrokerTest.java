package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.testkit.Campaign;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.JavaProcess;
import io.ternmq.testkit.KillableBroker;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The broker is killed with -9 and started again while clients work: every message goes through once, in order. */
@Timeout(240)
class KilledBrokerTest {
    private static final int MESSAGES = 400;
    private static final int KILLS = 3;
    private static final long LONG_MS = 60_000;

    @TempDir
    private Path store;
    private final AtomicInteger forwarded = new AtomicInteger();

    static LongStream seeds() {
        return Campaign.seeds(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyMessageGoesThroughOnce(long seed) throws Exception {
        String[] arguments = {store.toString(), Integer.toString(FreePorts.next()), Integer.toString(FreePorts.next())};
        int[] kills = new Random(seed).ints(KILLS, 0, MESSAGES).sorted().toArray();
        List<JMSException> reported = new CopyOnWriteArrayList<>();
        JavaProcess broker = start(arguments);
        TernConnectionFactory factory = new TernConnectionFactory("127.0.0.1:" + arguments[2]);
        factory.setReconnectDelayMs(10);
        factory.setReconnectMaxDelayMs(100);
        try (Connection sending = factory.createConnection(); Connection forwarding = factory.createConnection()) {
            sending.setExceptionListener(reported::add);
            forwarding.setExceptionListener(reported::add);
            forwarding.start();
            CompletableFuture<Void> sent = async(() -> send(sending));
            CompletableFuture<Void> done = async(() -> forward(forwarding));
            for (int enough : kills) {
                Awaitility.await("forwarded " + enough).pollInterval(1, TimeUnit.MILLISECONDS).atMost(60, TimeUnit.SECONDS)
                    .until(() -> forwarded.get() >= enough || done.isDone() || sent.isCompletedExceptionally());
                throwFailureOf(sent);
                broker.kill();
                broker = start(arguments);
            }
            sent.get(LONG_MS, TimeUnit.MILLISECONDS);
            done.get(LONG_MS, TimeUnit.MILLISECONDS);
            assertThat(rest(factory, "in")).isEmpty();
            assertThat(rest(factory, "out")).isEqualTo(numbers());
        } finally {
            broker.kill();
        }
        assertThat(reported).isEmpty();
    }

    private static void throwFailureOf(CompletableFuture<Void> work) {
        if (work.isCompletedExceptionally()) {
            work.join();
        }
    }

    private static JavaProcess start(String... arguments) throws IOException, InterruptedException {
        JavaProcess broker = new JavaProcess(KillableBroker.class, arguments);
        broker.awaitLine(KillableBroker.READY);
        return broker;
    }

    private static void send(Connection connection) throws JMSException {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("in"));
        for (String number : numbers()) {
            producer.send(session.createTextMessage(number));
        }
    }

    private void forward(Connection connection) throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
        MessageProducer producer = session.createProducer(session.createQueue("out"));
        while (forwarded.get() < MESSAGES) {
            Message message = consumer.receive(LONG_MS);
            assertThat(message).as("message %d", forwarded.get()).isNotNull();
            try {
                producer.send(session.createTextMessage(message.getBody(String.class)));
                session.commit();
                forwarded.incrementAndGet();
            } catch (TransactionRolledBackException e) {
                // The message comes again: the transaction was open when the broker was killed.
                assertThat(e.getErrorCode()).isEqualTo("TERN-108");
            }
        }
    }

    private static List<String> rest(TernConnectionFactory factory, String queue) throws JMSException {
        List<String> rest = new ArrayList<>();
        try (JMSContext context = factory.createContext()) {
            var consumer = context.createConsumer(context.createQueue(queue));
            for (Message next = consumer.receiveNoWait(); next != null; next = consumer.receiveNoWait()) {
                rest.add(next.getBody(String.class));
            }
        }
        return rest;
    }

    private static List<String> numbers() {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            numbers.add(String.valueOf(i));
        }
        return numbers;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> async(Work work) {
        return CompletableFuture.runAsync(() -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }
}
