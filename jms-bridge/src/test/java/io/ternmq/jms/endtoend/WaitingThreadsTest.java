package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that wait in a call do the client's input and output, and nobody notices. */
@Timeout(60)
class WaitingThreadsTest {
    @TempDir
    private Path store;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private EmbeddedServer server;
    private Connection connection;

    @BeforeEach
    void start() throws JMSException {
        server = EmbeddedServer.start(store);
        connection = new TernConnectionFactory(server.nameServerAddress()).createConnection();
        connection.start();
    }

    @AfterEach
    void stop() throws JMSException {
        threads.shutdownNow();
        connection.close();
        server.close();
    }

    private static void pingPong(Session session, String name, int count) throws JMSException {
        MessageProducer producer = session.createProducer(session.createQueue(name));
        MessageConsumer consumer = session.createConsumer(session.createQueue(name));
        for (int i = 0; i < count; i++) {
            producer.send(session.createTextMessage(name + i));
            assertThat(consumer.receive(10_000).getBody(String.class)).isEqualTo(name + i);
        }
        consumer.close();
        producer.close();
    }

    private static boolean isDoingIo(Thread thread) {
        return Arrays.stream(thread.getStackTrace()).anyMatch(frame -> frame.getClassName().endsWith(".SharedEventLoop")
            && frame.getMethodName().equals("lead"));
    }

    /** A thread in receive(), on a queue in which nothing is, that does the input and output for all. */
    private Future<Message> startReceiver(Session session, AtomicReference<Thread> receiver) throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("nothing"));
        AtomicBoolean isReceiving = new AtomicBoolean();
        Future<Message> received = threads.submit(() -> {
            receiver.set(Thread.currentThread());
            Message message = null;
            while (message == null) {
                // Now and then the I/O thread comes first; then this thread waits beside it, and tries again.
                pingPong(session, "warm", 100);
                isReceiving.set(true);
                message = consumer.receive(3_000);
                isReceiving.set(false);
            }
            return message;
        });
        await("the receiver does input and output").atMost(30, TimeUnit.SECONDS).pollInterval(50, TimeUnit.MILLISECONDS)
            .until(() -> isReceiving.get() && isDoingIo(receiver.get()));
        return received;
    }

    @Test
    void othersAreServedByAThreadThatWaitsForItsOwn() throws Exception {
        AtomicReference<Thread> receiver = new AtomicReference<>();
        Future<Message> received = startReceiver(connection.createSession(), receiver);
        AtomicInteger heard = new AtomicInteger();
        Session listening = connection.createSession();
        listening.createConsumer(listening.createQueue("heard")).setMessageListener(message -> heard.incrementAndGet());

        List<Future<?>> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String name = "other" + i;
            others.add(threads.submit(() -> {
                Session own = connection.createSession();
                MessageProducer producer = own.createProducer(own.createQueue("heard"));
                for (int n = 0; n < 100; n++) {
                    producer.send(own.createTextMessage(name));
                }
                pingPong(own, name, 50);
                own.close();
                return null;
            }));
        }
        for (Future<?> other : others) {
            other.get(30, TimeUnit.SECONDS);
        }

        await("all are heard").atMost(20, TimeUnit.SECONDS).until(() -> heard.get() == 400);
        Session session = connection.createSession();
        session.createProducer(session.createQueue("nothing")).send(session.createTextMessage("at last"));
        assertThat(received.get(20, TimeUnit.SECONDS).getBody(String.class)).isEqualTo("at last");
    }

    @Test
    void closeEndsTheReceiveOfAThreadThatDoesIo() throws Exception {
        AtomicReference<Thread> receiver = new AtomicReference<>();
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("closed"));
        Future<Message> received = threads.submit(() -> {
            receiver.set(Thread.currentThread());
            pingPong(session, "warm", 100);
            return consumer.receive();
        });
        await("it waits").atMost(20, TimeUnit.SECONDS).until(() -> receiver.get() != null
            && Arrays.stream(receiver.get().getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("awaitNext")));

        consumer.close();

        assertThat(received.get(5, TimeUnit.SECONDS)).isNull();
        pingPong(session, "afterwards", 10);
    }

    @Test
    void interruptionEndsTheCallAndNotTheConnection() throws Exception {
        AtomicReference<Thread> receiver = new AtomicReference<>();
        Future<Message> received = startReceiver(connection.createSession(), receiver);

        receiver.get().interrupt();

        assertThat(received).failsWithin(5, TimeUnit.SECONDS).withThrowableThat().havingCause()
            .isInstanceOf(JMSException.class).withMessageContaining("nterrupted");
        pingPong(connection.createSession(), "afterwards", 10);
    }
}
