package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions and consumers cost memory, and no threads. */
@Timeout(60)
class ManySessionsTest {
    private static final int CONNECTIONS = 20;
    private static final int SESSIONS = 25;

    @TempDir
    private Path store;

    @Test
    void waitWithoutAThreadOfTheirOwn() throws JMSException {
        AtomicInteger heard = new AtomicInteger();
        List<Connection> connections = new ArrayList<>();
        try (EmbeddedServer server = EmbeddedServer.start(store)) {
            TernConnectionFactory factory = new TernConnectionFactory(server.nameServerAddress());
            factory.createConnection().close();
            int threadsBefore = Thread.activeCount();
            for (int i = 0; i < CONNECTIONS; i++) {
                Connection connection = factory.createConnection();
                connections.add(connection);
                for (int j = 0; j < SESSIONS; j++) {
                    Session session = connection.createSession();
                    session.createConsumer(session.createQueue("many-" + i + "-" + j)).setMessageListener(message -> heard.incrementAndGet());
                }
                connection.start();
            }
            assertThat(Thread.activeCount() - threadsBefore).as("threads of %d waiting sessions", CONNECTIONS * SESSIONS).isLessThan(CONNECTIONS);

            Session sending = connections.get(0).createSession();
            MessageProducer producer = sending.createProducer(null);
            for (int i = 0; i < CONNECTIONS; i++) {
                for (int j = 0; j < SESSIONS; j++) {
                    producer.send(sending.createQueue("many-" + i + "-" + j), sending.createMessage());
                }
            }
            await("a message each").atMost(Duration.ofSeconds(20)).until(() -> heard.get() == CONNECTIONS * SESSIONS);
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }
}
