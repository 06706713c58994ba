package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jca.connection.JmsProvider;
import io.ternmq.jca.connection.TernProvider;
import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakeServer;
import io.ternmq.jca.fake.FakeServer.Transactions;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions at a real broker that are opened by need, and closed while messages are on their way to them. */
@Timeout(120)
class SessionsComeAndGoTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LATER_NS = TimeUnit.SECONDS.toNanos(31);
    private static final int ROUNDS = 10;
    private static final int MAX_SESSIONS = 4;

    @TempDir
    private Path store;
    private final FakeServer container = new FakeServer();
    private final FlowGate gate = new FlowGate(0, 0, (mode, holdMs, pause) -> { });
    private final Scaling scaling = new Scaling("bean", gate, work -> {
        work.run();
        return true;
    });
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Semaphore mayWork = new Semaphore(0);
    private EmbeddedServer broker;
    private EndpointConnection connection;

    @BeforeEach
    void open() throws JMSException {
        broker = EmbeddedServer.start(store);
        container.use(Transactions.NONE);
        container.setBean(this::work);
        JmsProvider provider = new TernProvider();
        FakeAdapter adapter = new FakeAdapter(provider, broker.nameServerAddress());
        TernActivationSpec spec = new TernActivationSpec();
        spec.setMaxConcurrency(MAX_SESSIONS);
        EndpointContext context = new EndpointContext("bean", adapter, container.endpointFactory(),
                container.bootstrapContext().getWorkManager(), null, null);
        connection = EndpointConnection.open(context, adapter.settings(), new ConsumerOpening(spec, provider.queue("orders"), "bean"),
                new DeliveryParts(BeanMethod.ON_MESSAGE, false, gate, new DeliveryCounts()), (lost, cause) -> { });
        connection.start();
    }

    @AfterEach
    void close() {
        mayWork.release(Integer.MAX_VALUE / 2);
        connection.close();
        container.close();
        broker.close();
    }

    private void work(Message message) {
        try {
            assertThat(mayWork.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            seen.add(message.getBody(String.class));
        } catch (InterruptedException | JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void losesAndRepeatsNothing() {
        List<String> sent = new ArrayList<>();
        try (JMSContext context = new TernConnectionFactory(broker.nameServerAddress()).createContext()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < 2 * MAX_SESSIONS; i++) {
                    send(context, sent);
                }
                await("all sessions").atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
                    scaling.tick(connection, System.nanoTime());
                    return connection.sessions().size() == MAX_SESSIONS;
                });
                mayWork.release(3 * MAX_SESSIONS);
                for (int i = 0; i < MAX_SESSIONS; i++) {
                    // On its way to one of them while another is closed, or the same.
                    send(context, sent);
                    scaling.tick(connection, System.nanoTime() + LATER_NS);
                }
                await("the end of all sessions but one").atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
                    scaling.tick(connection, System.nanoTime() + LATER_NS);
                    return connection.sessions().size() == 1;
                });
                await("all messages").atMost(PATIENCE).until(() -> seen.size() >= sent.size());
            }
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(sent);
    }

    private static void send(JMSContext context, List<String> sent) {
        String text = "message " + sent.size();
        context.createProducer().send(context.createQueue("orders"), text);
        sent.add(text);
    }
}
