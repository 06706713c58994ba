package io.ternmq.jca.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jca.TernResourceAdapter;
import io.ternmq.jca.fake.FakePool;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.jms.lookup.NameServers;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.fetch.OffsetReply;
import io.ternmq.wire.command.fetch.QueueRequest;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.frame.Frame;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application's session sends, by whatever session below it, at a real broker. */
@Timeout(60)
class SendOrderTest {

    private static final int CONNECTIONS = 6;
    private static final int MESSAGES = 10;
    private static final long LONG_MS = 10_000;

    private final TernQueue queue = new TernQueue("orders");
    private int queueCount;
    @TempDir
    private Path store;

    @Test
    void isInOrderInsideAndOutsideOfLocalTransactions() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(store)) {
            makeQueue(server);
            TernResourceAdapter adapter = new TernResourceAdapter();
            adapter.setNameServers(server.nameServerAddress());
            TernManagedConnectionFactory managedFactory = new TernManagedConnectionFactory();
            managedFactory.setResourceAdapter(adapter);
            FakePool pool = new FakePool();
            ConnectionFactory factory = Factories.lookUp(managedFactory, pool);
            // Each has a chance that all its sessions' messages go the same way anyway.
            for (int i = 0; i < CONNECTIONS; i++) {
                Connection connection = factory.createConnection();
                long[] before = ends(server);
                List<String> sent = sendInTurn(connection.createSession(), pool);
                assertThat(grown(before, ends(server))).as("connection %d", i).containsExactly((long) MESSAGES);
                assertThat(take(server)).as("connection %d", i).isEqualTo(sent);
            }
        }
    }

    /** With several queue ids at the broker, which the name server knows. */
    private void makeQueue(EmbeddedServer server) throws Exception {
        try (JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext();
                NameServers names = new NameServers(Addresses.parseAll(server.nameServerAddress()), LONG_MS, LONG_MS)) {
            // What comes into being by a send has one.
            context.createConsumer(queue).close();
            await("the name server knows the queue").until(() -> names.route("orders") != null);
            queueCount = names.route("orders").queueDatas().get(0).writeQueueNums();
            assertThat(queueCount).isGreaterThan(1);
        }
    }

    /** Where the queue ids end. A JMS consumer merges them, others need not. */
    private long[] ends(EmbeddedServer server) {
        try (FrameClient client = new FrameClient(ConnectionConfig.defaults().withEventLoopThreads(1), (from, frame) -> frame.release())) {
            var connection = client.connect(Addresses.parse(server.brokerAddress()), LONG_MS).join();
            return IntStream.range(0, queueCount).mapToLong(queueId -> {
                Frame answer = connection.request(new QueueRequest(RequestCode.GET_MAX_OFFSET, "orders", queueId).toFrame(), LONG_MS).join();
                long end = OffsetReply.from(answer.fields()).offset();
                answer.release();
                return end;
            }).toArray();
        }
    }

    private static List<Long> grown(long[] before, long[] after) {
        return IntStream.range(0, before.length).mapToObj(i -> after[i] - before[i]).filter(more -> more > 0).toList();
    }

    private List<String> sendInTurn(Session session, FakePool pool) throws Exception {
        MessageProducer producer = session.createProducer(queue);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            String text = String.valueOf(i);
            boolean isTransacted = i % 2 == 1;
            if (isTransacted) {
                pool.current().getLocalTransaction().begin();
            }
            producer.send(session.createTextMessage(text));
            if (isTransacted) {
                pool.current().getLocalTransaction().commit();
            }
            sent.add(text);
        }
        return sent;
    }

    private List<String> take(EmbeddedServer server) {
        List<String> taken = new ArrayList<>();
        try (JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            var consumer = context.createConsumer(queue);
            for (String text = consumer.receiveBodyNoWait(String.class); text != null; text = consumer.receiveBodyNoWait(String.class)) {
                taken.add(text);
            }
        }
        return taken;
    }
}
