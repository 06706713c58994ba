package io.ternmq.jms.endtoend.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.testkit.Campaign;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.JavaProcess;
import io.ternmq.testkit.KillableBroker;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The broker is killed with -9 while transactions are under way of which each is more than a log file: when they are begun, when they are
 * committed, and while their messages are on their way into their queue. Each takes effect once, as a whole, in order.
 */
@Timeout(240)
class LargeTransactionCrashTest {
    private static final int TRANSACTIONS = 6;
    private static final int MESSAGES = 60;
    private static final int MESSAGE_BYTES = 80_000;
    private static final int KILLS = 4;
    private static final long LONG_MS = 60_000;
    private static final int LONGEST_LAG_MS = 60;

    @TempDir
    private Path store;
    /** Messages that were sent, rolled back or not, and commits that were begun: each counts as one. */
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger committing = new AtomicInteger();

    static LongStream seeds() {
        return Campaign.seeds(1);
    }

    private JavaProcess start(String brokerPort, String nameServerPort) throws Exception {
        JavaProcess broker = new JavaProcess(KillableBroker.class, store.toString(), brokerPort, nameServerPort,
            "jmsTransactionMemoryBytes=300000", "mappedFileSizeCommitLog=" + (4 << 20));
        broker.awaitLine(KillableBroker.READY);
        return broker;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachTakesEffectOnce(long seed) throws Exception {
        String brokerPort = Integer.toString(FreePorts.next());
        String nameServerPort = Integer.toString(FreePorts.next());
        Random random = new Random(seed);
        JavaProcess broker = start(brokerPort, nameServerPort);
        TernConnectionFactory factory = new TernConnectionFactory("127.0.0.1:" + nameServerPort);
        factory.setReconnectDelayMs(10);
        factory.setReconnectMaxDelayMs(100);
        try (Connection connection = factory.createConnection()) {
            connection.start();
            sendInput(connection);
            CompletableFuture<Void> done = CompletableFuture.runAsync(() -> forward(connection));
            for (int kill = 0; kill < KILLS; kill++) {
                awaitMoment(random, kill, done);
                broker.kill();
                broker = start(brokerPort, nameServerPort);
            }
            done.get(LONG_MS, TimeUnit.MILLISECONDS);
        } finally {
            broker.kill();
        }
        broker = start(brokerPort, nameServerPort);
        try (JMSContext context = factory.createContext()) {
            assertThat(rest(context, "in")).isEmpty();
            assertThat(rest(context, "out")).as("seed %d", seed).isEqualTo(LongStream.range(0, (long) TRANSACTIONS * MESSAGES).boxed().toList());
        } finally {
            broker.kill();
        }
    }

    /** Half of the kills are a moment after a commit was begun, half somewhere. */
    private void awaitMoment(Random random, int kill, CompletableFuture<Void> done) {
        AtomicInteger counter = kill % 2 == 0 ? committing : steps;
        int enough = counter.get() + 1 + (kill % 2 == 0 ? 0 : random.nextInt(MESSAGES));
        long lagNs = kill % 2 == 0 ? TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LAG_MS)) : 0;
        long[] reachedNs = {0};
        Awaitility.await("step " + enough).pollDelay(1, TimeUnit.MILLISECONDS).pollInterval(1, TimeUnit.MILLISECONDS)
            .atMost(LONG_MS, TimeUnit.MILLISECONDS).until(() -> {
                if (reachedNs[0] == 0 && counter.get() >= enough) {
                    reachedNs[0] = System.nanoTime();
                }
                return done.isDone() || reachedNs[0] != 0 && System.nanoTime() - reachedNs[0] >= lagNs;
            });
    }

    private static void sendInput(Connection connection) throws JMSException {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("in"));
        for (int i = 0; i < TRANSACTIONS; i++) {
            Message message = session.createMessage();
            message.setLongProperty("number", i);
            producer.send(message);
        }
    }

    private void forward(Connection connection) {
        try {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
            MessageProducer producer = session.createProducer(session.createQueue("out"));
            int committed = 0;
            while (committed < TRANSACTIONS) {
                try {
                    Message message = consumer.receive(LONG_MS);
                    assertThat(message).as("message %d", committed).isNotNull();
                    sendAll(session, producer, message.getLongProperty("number"));
                    committing.incrementAndGet();
                    session.commit();
                    committed++;
                } catch (TransactionRolledBackException e) {
                    // The message comes again: the transaction was open when the broker was killed.
                    assertThat(e.getErrorCode()).isEqualTo("TERN-108");
                }
            }
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private void sendAll(Session session, MessageProducer producer, long transaction) throws JMSException {
        for (int i = 0; i < MESSAGES; i++) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[MESSAGE_BYTES]);
            message.setLongProperty("number", transaction * MESSAGES + i);
            producer.send(message);
            steps.incrementAndGet();
        }
    }

    private static List<Long> rest(JMSContext context, String queue) throws JMSException {
        List<Long> rest = new ArrayList<>();
        JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
        for (Message next = consumer.receive(1_000); next != null; next = consumer.receive(1_000)) {
            rest.add(next.getLongProperty("number"));
        }
        return rest;
    }
}
