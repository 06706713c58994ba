package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.Deliver;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that vanishes without a word: its messages come back when its lease is over, and only what it saw counts as delivered. */
@Timeout(60)
class CrashedClientTest {
    private static final long SHORT_LEASE_MS = 1_000;

    @TempDir
    private Path store;

    @Test
    void messagesOfAVanishedClientAreDeliveredAgain() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(store);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            context.createProducer().send(context.createQueue("q"), "seen").send(context.createQueue("q"), "unseen");

            takeTwoSeeOneAndVanish(server.brokerAddress());

            JMSConsumer consumer = context.createConsumer(context.createQueue("q"));
            Message seen = consumer.receive(30_000);
            Message unseen = consumer.receive(30_000);
            assertThat(seen.getBody(String.class)).isEqualTo("seen");
            assertThat(seen.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
            assertThat(seen.getJMSRedelivered()).isTrue();
            assertThat(unseen.getBody(String.class)).isEqualTo("unseen");
            assertThat(unseen.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        }
    }

    private static void takeTwoSeeOneAndVanish(String brokerAddress) throws Exception {
        AtomicInteger delivered = new AtomicInteger();
        FrameHandler counter = (connection, frame) -> {
            if (frame.code() == JmsCodes.DELIVER) {
                Deliver.from(frame.fields()).readRuns(frame.body()).forEach(run -> delivered.addAndGet(run.count()));
            }
            frame.release();
        };
        String host = brokerAddress.substring(0, brokerAddress.lastIndexOf(':'));
        int port = Integer.parseInt(brokerAddress.substring(host.length() + 1));
        try (FrameClient client = new FrameClient(ConnectionConfig.defaults().withEventLoopThreads(1), counter)) {
            Connection connection = client.connect(new InetSocketAddress(host, port), 5_000).get(5, TimeUnit.SECONDS);
            Frame connected = request(connection, new Connect(null, "doomed", SHORT_LEASE_MS, 0));
            long epoch = Connect.Reply.from(connected.fields()).epoch();
            connected.release();
            request(connection, new Attach(epoch, 1, "q", DestinationKind.QUEUE, Attach.Subscription.DEFAULT, null, false, 2)).release();
            await("delivered").until(() -> delivered.get() == 2);
            ByteBuf seen = Unpooled.buffer();
            Flow.Entry.encode(List.of(new Flow.Entry(1, 0, 1)), seen);
            request(connection, new Flow(epoch, true).toFrame().body(seen)).release();
        }
    }

    private static Frame request(Connection connection, Command command) throws Exception {
        return request(connection, command.toFrame());
    }

    private static Frame request(Connection connection, Frame request) throws Exception {
        Frame answer = connection.request(request, 5_000).get(5, TimeUnit.SECONDS);
        assertThat(answer.code()).as(answer.toString()).isZero();
        return answer;
    }
}
