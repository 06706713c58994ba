package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TransactionRolledBackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection whose session the broker has ended, here by a restart, goes on in a new one and says what it has lost. */
@Timeout(60)
class NewSessionTest {
    private static final long LONG_MS = 20_000;

    @TempDir
    private Path store;
    private FragileServer server;
    private final List<JMSException> reported = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = new FragileServer(store);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Connection connect(String clientId) throws JMSException {
        TernConnectionFactory factory = server.fragile();
        factory.setClientId(clientId);
        Connection connection = factory.createConnection();
        connection.setExceptionListener(reported::add);
        connection.start();
        return connection;
    }

    private void load(String queue, String... texts) {
        try (JMSContext context = server.direct().createContext()) {
            for (String text : texts) {
                context.createProducer().send(context.createQueue(queue), text);
            }
        }
    }

    private static String text(Message message) throws JMSException {
        return message == null ? null : message.getBody(String.class);
    }

    @Test
    void consumersGoOnAndLostAcknowledgementsAreTold() throws Exception {
        load("q", "a", "b");
        try (Connection connection = connect(null)) {
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
            Message first = consumer.receive(LONG_MS);

            server.restart();

            Message again = consumer.receive(LONG_MS);
            assertThatThrownBy(first::acknowledge).isInstanceOf(JMSException.class).extracting("errorCode").isEqualTo("TERN-109");
            assertThat(text(again)).isEqualTo("a");
            assertThat(text(consumer.receive(LONG_MS))).isEqualTo("b");
            again.acknowledge();
            assertThat(consumer.receiveNoWait()).isNull();
        }
        assertThat(reported).isEmpty();
        try (JMSContext context = server.direct().createContext()) {
            assertThat(context.createConsumer(context.createQueue("q")).receiveNoWait()).isNull();
        }
    }

    @Test
    void openTransactionsCanOnlyBeRolledBack() throws Exception {
        load("in", "a");
        try (Connection connection = connect(null)) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
            MessageProducer producer = session.createProducer(session.createQueue("out"));
            producer.send(session.createTextMessage("lost"));
            assertThat(text(consumer.receive(LONG_MS))).isEqualTo("a");

            server.restart();

            producer.send(session.createTextMessage("lost too"));
            assertThat(text(consumer.receive(LONG_MS))).isEqualTo("a");
            assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
            producer.send(session.createTextMessage("kept"));
            assertThat(text(consumer.receive(LONG_MS))).isEqualTo("a");
            session.commit();
            assertThat(text(session.createConsumer(session.createQueue("out")).receive(LONG_MS))).isEqualTo("kept");
            session.commit();
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void transactionsThatOnlyReceivedAreRolledBackAsWell() throws Exception {
        load("in", "a");
        try (Connection connection = connect(null)) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
            assertThat(text(consumer.receive(LONG_MS))).isEqualTo("a");

            server.restart();

            assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
            assertThat(text(consumer.receive(LONG_MS))).isEqualTo("a");
            session.commit();
        }
    }

    @Test
    void subscriptionsAndTemporaryQueuesAreThereAgain() throws Exception {
        try (Connection connection = connect("client"); Connection other = connect(null)) {
            Session session = connection.createSession();
            Topic topic = session.createTopic("t");
            MessageConsumer durable = session.createDurableConsumer(topic, "sub");
            MessageConsumer shared = session.createSharedDurableConsumer(topic, "shared");
            MessageConsumer lasting = session.createConsumer(topic);
            Queue temporary = session.createTemporaryQueue();
            MessageConsumer replies = session.createConsumer(temporary);

            server.restart();

            Session sending = other.createSession();
            // The consumers are there again when this is answered.
            session.createTemporaryQueue().delete();
            sending.createProducer(topic).send(sending.createTextMessage("news"));
            sending.createProducer(temporary).send(sending.createTextMessage("reply"));
            assertThat(text(durable.receive(LONG_MS))).isEqualTo("news");
            assertThat(text(shared.receive(LONG_MS))).isEqualTo("news");
            assertThat(text(lasting.receive(LONG_MS))).isEqualTo("news");
            assertThat(text(replies.receive(LONG_MS))).isEqualTo("reply");
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void whatAListenerIsProcessingComesAgain() throws Exception {
        load("q", "slow");
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch isProcessing = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        try (Connection connection = connect(null)) {
            Session session = connection.createSession();
            session.createConsumer(session.createQueue("q")).setMessageListener(message -> {
                try {
                    heard.add(((TextMessage) message).getText());
                    isProcessing.countDown();
                    assertThat(mayReturn.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
                } catch (JMSException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(isProcessing.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();

            server.restart();
            connection.createSession().createTemporaryQueue();
            mayReturn.countDown();
            load("q", "next");

            await("again").atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(heard).containsExactly("slow", "slow", "next"));
        }
        assertThat(reported).isEmpty();
    }
}
