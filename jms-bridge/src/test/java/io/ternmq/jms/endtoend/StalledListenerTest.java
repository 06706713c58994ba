package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What waits behind a listener that does not return is for others. */
@Timeout(60)
class StalledListenerTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private Path store;
    private EmbeddedServer server;
    private TernConnectionFactory factory;
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> stalled = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startServer() {
        server = EmbeddedServer.start(store);
        factory = new TernConnectionFactory(server.nameServerAddress());
    }

    @AfterEach
    void stopServer() {
        release.countDown();
        server.close();
    }

    @Test
    void othersGetWhatItHasNotSeenAndItGoesOnWhenItReturns() {
        try (JMSContext sender = factory.createContext();
                JMSContext slow = factory.createContext();
                JMSContext other = factory.createContext()) {
            Queue queue = sender.createQueue("behind-a-stalled-listener");
            slow.createConsumer(queue).setMessageListener(this::blockOnFirst);
            List<String> left = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sender.createProducer().send(queue, "message " + i);
                if (i > 0) {
                    left.add("message " + i);
                }
            }
            await("the first message").atMost(Duration.ofMillis(LONG_MS)).until(() -> !stalled.isEmpty());

            List<String> received = new ArrayList<>();
            try (JMSConsumer consumer = other.createConsumer(queue)) {
                while (received.size() < left.size()) {
                    String text = consumer.receiveBody(String.class, LONG_MS);
                    assertThat(text).as("after %s", received).isNotNull();
                    received.add(text);
                }
            }
            assertThat(received).isEqualTo(left);

            release.countDown();
            sender.createProducer().send(queue, "afterwards");
            await("the listener goes on").atMost(Duration.ofMillis(LONG_MS)).until(() -> stalled.contains("afterwards"));
            assertThat(stalled).containsExactly("message 0", "afterwards");
        }
    }

    private void blockOnFirst(Message message) {
        try {
            stalled.add(message.getBody(String.class));
            release.await();
        } catch (JMSException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
