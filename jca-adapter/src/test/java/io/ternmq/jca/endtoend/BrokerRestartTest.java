package io.ternmq.jca.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jca.TernResourceAdapter;
import io.ternmq.jca.outbound.TernManagedConnectionFactory;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.testkit.FreePorts;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnection;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is pooled when the broker restarts. */
@Timeout(60)
class BrokerRestartTest {

    private static final long LONG_MS = 10_000;

    @TempDir
    private Path folder;
    private final Map<String, String> ports = Map.of("listenPort", Integer.toString(FreePorts.next()),
            "nameServerPort", Integer.toString(FreePorts.next()));
    private final Queue queue = new TernQueue("orders");
    private EmbeddedServer server;
    private TernManagedConnectionFactory factory;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(folder, ports);
        TernResourceAdapter adapter = new TernResourceAdapter();
        adapter.setNameServers(server.nameServerAddress());
        factory = new TernManagedConnectionFactory();
        factory.setResourceAdapter(adapter);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart() {
        server.close();
        server = EmbeddedServer.start(folder, ports);
    }

    @Test
    void findsThePooledConnectionsThatAreOfNoUseAnyMore() throws ResourceException {
        ManagedConnection pooled = factory.createManagedConnection(null, null);
        Set<?> valid = factory.getInvalidConnections(Set.of(pooled));
        assertThat(valid.isEmpty()).isTrue();

        restart();

        await("the loss").untilAsserted(() -> {
            Set<?> invalid = factory.getInvalidConnections(Set.of(pooled));
            assertThat(invalid.contains(pooled)).isTrue();
        });
        assertThat(factory.matchManagedConnections(Set.of(pooled), null, null)).isNull();
        pooled.destroy();
        ManagedConnection other = factory.createManagedConnection(null, null);
        assertThat(factory.matchManagedConnections(Set.of(other), null, null)).isSameAs(other);
        other.destroy();
    }

    @Test
    void sendsAndReceivesAfterwardsWithoutAFailure() throws ResourceException {
        ConnectionFactory looked = (ConnectionFactory) factory.createConnectionFactory();
        try (JMSContext before = looked.createContext()) {
            before.createProducer().send(queue, "before");
        }

        restart();

        try (JMSContext after = looked.createContext()) {
            after.createProducer().send(queue, "after");
            assertThat(after.createConsumer(queue).receiveBody(String.class, LONG_MS)).isEqualTo("before");
        }
    }
}
