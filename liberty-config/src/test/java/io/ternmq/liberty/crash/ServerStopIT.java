package io.ternmq.liberty.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Open Liberty is stopped in order, and started again, while a bean enters messages into a database and sends them on in
 * distributed transactions. Deliveries that have begun are finished: each message goes through once, at its first delivery.
 */
@Timeout(600)
class ServerStopIT {

    private static final int MESSAGES = 4_000;
    private static final int BETWEEN_STOPS = 600;
    private static final int STOPS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path store;

    @Test
    void eachMessageGoesThroughAtItsFirstDelivery() throws Exception {
        List<String> sent = IntStream.range(0, MESSAGES).mapToObj(number -> "message-" + number).toList();
        try (CrashServers servers = new CrashServers(store)) {
            servers.prepare(servers.nameServers());
            servers.startBroker();
            CrashQueues queues = servers.queues();
            queues.sendToBean(sent);
            servers.startServer();
            for (int stop = 1; stop <= STOPS; stop++) {
                awaitSentOn(queues, queues.out().size() + BETWEEN_STOPS);
                servers.stopServer();
                checkStopped(queues, sent);
                servers.startServer();
            }
            awaitSentOn(queues, MESSAGES);

            assertThat(queues.in()).as("not consumed").isEmpty();
            assertThat(queues.out()).as("sent on").containsExactlyInAnyOrderElementsOf(sent);
            assertThat(queues.redelivered()).as("delivered more than once").isEmpty();
            for (String each : sent) {
                assertThat(servers.entries(each)).as("entries of %s", each).hasSize(1);
            }
        }
    }

    /** The server must have stopped in the middle of its work, and left none of it half done. */
    private static void checkStopped(CrashQueues queues, List<String> sent) throws JMSException {
        List<String> left = queues.in();
        assertThat(left).as("left by the stop").isNotEmpty();
        assertThat(queues.inDoubt()).as("branches in doubt after the stop").isEmpty();
        assertThat(Stream.concat(left.stream(), queues.out().stream())).containsExactlyInAnyOrderElementsOf(sent);
    }

    private static void awaitSentOn(CrashQueues queues, int count) {
        await(count + " are sent on").atMost(PATIENCE).pollInterval(Duration.ofMillis(200))
                .until(() -> queues.out().size() >= count);
    }
}
