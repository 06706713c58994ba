package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Selectors on a queue in which much waits that they do not want. */
@Timeout(120)
class DeepQueueTest {
    private static final int DEPTH = 10_000;
    private static final int STEP = 1_000;
    private static final int SMALL_STEP = 50;
    private static final long LONG_MS = 20_000;

    @TempDir
    private static Path store;

    @Test
    void findsWhatASelectorWantsAtAnyDepthAndLeavesTheRestToOthers() throws JMSException {
        try (EmbeddedServer server = EmbeddedServer.start(store);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            Queue queue = context.createQueue("deep");
            fill(context, queue);
            JMSConsumer rare = context.createConsumer(queue, "number > 0 AND MOD = 0");

            for (int i = STEP; i < DEPTH; i += STEP) {
                assertThat(rare.receive(LONG_MS).getIntProperty("number")).isEqualTo(i);
            }
            assertThat(rare.receiveNoWait()).isNull();
            context.createProducer().setProperty("number", DEPTH).setProperty("MOD", 0).send(queue, "late");
            assertThat(rare.receiveBody(String.class, LONG_MS)).isEqualTo("late");
            rare.close();
            assertThat(context.createConsumer(queue, "MOD = 1").receiveBody(String.class, LONG_MS)).isEqualTo("1");
            assertThat(context.createConsumer(queue).receiveBody(String.class, LONG_MS)).isEqualTo("0");
            assertThat(context.createConsumer(queue, "MOD = 5000").receiveNoWait()).isNull();
        }
    }

    @Test
    void givesAListenerWhatItsSelectorWantsInTheOrderOfSending() throws JMSException {
        try (EmbeddedServer server = EmbeddedServer.start(store);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            Queue queue = context.createQueue("deep.listener");
            fill(context, queue);
            List<String> seen = new CopyOnWriteArrayList<>();
            List<String> wanted = IntStream.range(0, DEPTH).filter(i -> i % SMALL_STEP == 7).mapToObj(Integer::toString).toList();

            context.createConsumer(queue, "smallMod = 7").setMessageListener(message -> seen.add(Texts.of(message)));

            await("all matches").atMost(Duration.ofMillis(LONG_MS)).untilAsserted(() -> assertThat(seen).isEqualTo(wanted));
        }
    }

    private static void fill(JMSContext context, Queue queue) {
        try (JMSContext filling = context.createContext(JMSContext.SESSION_TRANSACTED)) {
            JMSProducer producer = filling.createProducer();
            for (int i = 0; i < DEPTH; i++) {
                producer.setProperty("number", i).setProperty("MOD", i % STEP).setProperty("smallMod", i % SMALL_STEP);
                producer.send(queue, Integer.toString(i));
                if (i % STEP == STEP - 1) {
                    filling.commit();
                }
            }
        }
    }
}
