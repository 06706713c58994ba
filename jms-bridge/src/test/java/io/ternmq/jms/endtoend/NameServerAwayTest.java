package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.namesrv.NameServer;
import io.ternmq.testkit.FreePorts;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends while broker or name servers are away. */
@Timeout(60)
class NameServerAwayTest {
    private static final long LONG_MS = 20_000;

    private final Map<String, String> ports =
        Map.of("listenPort", String.valueOf(FreePorts.next()), "nameServerPort", String.valueOf(FreePorts.next()));
    private final TernConnectionFactory factory = new TernConnectionFactory("127.0.0.1:" + ports.get("nameServerPort"));
    @TempDir
    private Path store;
    private EmbeddedServer server;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(store, ports);
        factory.setReconnectDelayMs(1);
        factory.setReconnectMaxDelayMs(20);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private interface Work {
        void run() throws JMSException;
    }

    /** On a thread of its own, which is here when it has begun to wait. */
    private static CompletableFuture<Void> waiting(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (JMSException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        await("the send waits").until(() -> done.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
        return done;
    }

    private String first(String queue) {
        try (JMSContext context = factory.createContext()) {
            return context.createConsumer(context.createQueue(queue)).receiveBody(String.class, LONG_MS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void firstSendToADestinationWaitsForThem(boolean isTransacted) throws Exception {
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession(isTransacted ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE);
            server.close();
            CompletableFuture<Void> sent = waiting(() -> {
                session.createProducer(session.createQueue("new")).send(session.createTextMessage("late"));
            });
            assertThat(sent).isNotDone();

            start();

            sent.get(LONG_MS, TimeUnit.MILLISECONDS);
            if (isTransacted) {
                // Its session at the broker has ended, which is told by the end of the transaction as always, and not by send.
                assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
                session.createProducer(session.createQueue("new")).send(session.createTextMessage("late"));
                session.commit();
            }
        }
        assertThat(first("new")).isEqualTo("late");
    }

    /** The broker stays where it is. */
    private interface WithoutNameServer {
        void run(Runnable closeNames, Session session) throws Exception;
    }

    /** @param brokers that the name server knows, the first of which is connected to */
    private void withOwnNameServer(int brokers, WithoutNameServer test) throws Exception {
        NameServer names = NameServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), store.resolve("names"), true);
        String address = "127.0.0.1:" + names.address().getPort();
        factory.setNamesrvAddr(address);
        factory.setConnectTimeoutMs(300);
        List<EmbeddedServer> running = new ArrayList<>();
        try {
            for (int i = 0; i < brokers; i++) {
                running.add(EmbeddedServer.start(store.resolve("broker" + i), Map.of("namesrvAddr", address, "brokerName", "broker-" + i)));
            }
            try (Connection connection = factory.createConnection()) {
                connection.start();
                test.run(names::close, connection.createSession());
            }
        } finally {
            running.forEach(EmbeddedServer::close);
            names.close();
        }
    }

    @Test
    void connectionToTheOnlyBrokerDoesNotNeedThem() throws Exception {
        withOwnNameServer(1, (closeNames, session) -> {
            closeNames.run();

            Queue queue = session.createQueue("new");
            var producer = session.createProducer(queue);
            producer.send(session.createTextMessage("first"));
            producer.send(session.createTextMessage("second"));

            MessageConsumer consumer = session.createConsumer(queue);
            assertThat(consumer.receive(LONG_MS).getBody(String.class)).isEqualTo("first");
            assertThat(consumer.receive(LONG_MS).getBody(String.class)).isEqualTo("second");
        });
    }

    @Test
    void amongSeveralBrokersASendFailsWithTheReasonWhenTheyStayAway() throws Exception {
        withOwnNameServer(2, (closeNames, session) -> {
            closeNames.run();

            CompletableFuture<Void> sent = waiting(() ->
                session.createProducer(session.createQueue("new")).send(session.createTextMessage("never")));

            assertThatThrownBy(() -> sent.get(LONG_MS, TimeUnit.MILLISECONDS)).isInstanceOf(ExecutionException.class)
                .cause().isInstanceOf(JMSException.class).hasMessageContaining("no name server answers")
                .extracting("errorCode").isEqualTo("TERN-102");
        });
    }

    @Test
    void closeEndsTheWaiting() throws Exception {
        Connection connection = factory.createConnection();
        Session session = connection.createSession();
        server.close();
        CompletableFuture<Void> sent = waiting(() ->
            session.createProducer(session.createQueue("new")).send(session.createTextMessage("never")));
        assertThat(sent).isNotDone();

        connection.close();

        assertThatThrownBy(() -> sent.get(LONG_MS, TimeUnit.MILLISECONDS)).isInstanceOf(ExecutionException.class)
            .cause().isInstanceOf(JMSException.class);
    }
}
