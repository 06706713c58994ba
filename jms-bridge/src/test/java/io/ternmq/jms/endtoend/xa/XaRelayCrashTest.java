package io.ternmq.jms.endtoend.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.testkit.Campaign;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.JavaProcess;
import io.ternmq.testkit.KillableBroker;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills (-9) an application with its transaction manager, the broker, or both, anywhere among many distributed transactions that are
 * under way at the same time, and starts them again: each message is consumed, sent on, and written into the ledger once.
 */
@Timeout(300)
class XaRelayCrashTest {
    private static final int MESSAGES = 400;
    private static final int THREADS = 4;
    private static final int KILLS = 4;
    private static final int MAX_BETWEEN_KILLS = 90;
    private static final int LAST_LIVES = 3;
    // A killed application's session, with the messages that it has, ends ten seconds after its connection.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;
    private final int brokerPort = FreePorts.next();
    private final int nameServerPort = FreePorts.next();
    private JavaProcess broker;
    private JavaProcess worker;

    static LongStream seeds() {
        return Campaign.seeds(1);
    }

    @AfterEach
    void stop() {
        if (worker != null) {
            worker.close();
        }
        broker.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void relaysEachMessageOnce(long seed) throws Exception {
        Random random = new Random(seed);
        List<String> sent = IntStream.range(0, MESSAGES).mapToObj(number -> "message-" + number).sorted().toList();
        startBroker();
        try (JMSContext context = factory().createContext()) {
            Queue in = context.createQueue("in");
            sent.forEach(text -> context.createProducer().send(in, text));
        }
        startWorker();
        for (int kill = 0; kill < KILLS; kill++) {
            awaitEntries(Math.min(MESSAGES, entries() + random.nextInt(MAX_BETWEEN_KILLS)));
            killAndStart(random.nextInt(3));
        }
        finish();

        assertThat(new Ledger(folder.resolve("ledger")).entries()).as("ledger").isEqualTo(sent);
        try (JMSContext context = factory().createContext()) {
            assertThat(ConsumedMessages.of(context, "out", ConsumedMessages.NONE_EXPECTED_MS).texts()).as("sent on")
                .containsExactlyInAnyOrderElementsOf(sent);
            assertThat(ConsumedMessages.of(context, "in", ConsumedMessages.NONE_EXPECTED_MS).texts()).as("not consumed").isEmpty();
        }
    }

    private void killAndStart(int which) throws Exception {
        boolean isBroker = which != 0;
        boolean isWorker = which != 1;
        if (isBroker) {
            broker.kill();
        }
        if (isWorker) {
            worker.kill();
        }
        if (isBroker) {
            startBroker();
        }
        if (isWorker) {
            startWorker();
        }
    }

    /** Until all is done, or in doubt: what is in doubt is ended by the next life of the application. */
    private void finish() throws Exception {
        for (int life = 1; entries() < MESSAGES; life++) {
            try {
                awaitEntries(MESSAGES);
            } catch (ConditionTimeoutException e) {
                assertThat(life).as("lives without a kill; %d of %d messages are through:%n%s", entries(), MESSAGES, worker.output())
                    .isLessThan(LAST_LIVES);
                killAndStart(0);
            }
        }
        worker.kill();
        try (JavaProcess recovery = new JavaProcess(XaWorker.class, "recover", nameServers(), folder.toString())) {
            assertThat(recovery.awaitEnd()).as(recovery.output()).isZero();
        }
    }

    private void awaitEntries(int count) {
        await(count + " entries").atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> entries() >= count);
    }

    private int entries() {
        return new Ledger(folder.resolve("ledger")).entries().size();
    }

    private void startBroker() throws IOException, InterruptedException {
        broker = new JavaProcess(KillableBroker.class, folder.resolve("store").toString(), Integer.toString(brokerPort),
            Integer.toString(nameServerPort));
        broker.awaitLine(KillableBroker.READY);
    }

    private void startWorker() throws IOException, InterruptedException {
        worker = new JavaProcess(XaWorker.class, "relay", nameServers(), folder.toString(), Integer.toString(THREADS));
        worker.awaitLine(XaWorker.RELAYS);
    }

    private TernConnectionFactory factory() {
        return new TernConnectionFactory(nameServers());
    }

    private String nameServers() {
        return "127.0.0.1:" + nameServerPort;
    }
}
