package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Browsing through the API (Messaging 3.1 §4.1.6). */
@Timeout(60)
class QueueBrowserTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private static Path store;
    private static EmbeddedServer server;

    private TernConnectionFactory factory;
    private JMSContext context;
    private Queue queue;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.start(store);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect(TestInfo test) {
        factory = new TernConnectionFactory(server.nameServerAddress());
        context = factory.createContext();
        queue = context.createQueue(test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void close() {
        context.close();
    }

    private void send(String... bodies) {
        for (String body : bodies) {
            context.createProducer().setProperty("body", body).send(queue, body);
        }
    }

    private List<String> browse() throws JMSException {
        return browse(null);
    }

    private List<String> browse(String selector) throws JMSException {
        try (QueueBrowser browser = context.createBrowser(queue, selector)) {
            return bodies(browser.getEnumeration());
        }
    }

    private static List<String> bodies(Enumeration<?> messages) throws JMSException {
        List<String> bodies = new ArrayList<>();
        for (Object message : Collections.list(messages)) {
            bodies.add(((Message) message).getBody(String.class));
        }
        return bodies;
    }

    @Test
    void seesEverythingAndTakesNothing() throws JMSException {
        assertThat(browse()).as("a queue that nobody has used").isEmpty();
        send("1", "2", "3");

        assertThat(browse()).as("without any consumer").containsExactly("1", "2", "3");
        JMSConsumer consumer = context.createConsumer(queue);
        assertThat(browse()).containsExactly("1", "2", "3");
        assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("1");
        assertThat(browse()).containsExactly("2", "3");
    }

    @Test
    void selects() throws JMSException {
        send("1", "2", "3");

        assertThat(browse("body <> '2'")).containsExactly("1", "3");
        assertThat(browse("body = 'x'")).isEmpty();
    }

    @Test
    void lookGoesNoFurtherThanWhereTheQueueEndedWhenItBegan() throws JMSException {
        send("1");
        try (QueueBrowser browser = context.createBrowser(queue)) {
            Enumeration<?> first = browser.getEnumeration();
            send("2");
            assertThat(bodies(first)).containsExactly("1");
            assertThat(bodies(browser.getEnumeration())).containsExactly("1", "2");
        }
    }

    @Test
    void seesWhatIsPushedToAConsumerButNotYetSeenByIt() throws Exception {
        try (Connection connection = factory.createConnection()) {
            Session clientAck = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            MessageConsumer consumer = clientAck.createConsumer(queue);
            connection.start();
            send("1", "2", "3", "4");
            assertThat(consumer.receive(LONG_MS).getBody(String.class)).isEqualTo("1");
            assertThat(bodies(clientAck.createBrowser(queue).getEnumeration())).containsExactly("2", "3", "4");
            clientAck.recover();
            consumer.receive(LONG_MS).acknowledge();
            assertThat(browse()).containsExactly("2", "3", "4");
        }
    }

    @Test
    void doesNotSeeWhatIsNotCommittedOrHasExpired() throws Exception {
        try (JMSContext transacted = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            transacted.createProducer().send(queue, "held");
            context.createProducer().setTimeToLive(1).send(queue, "expired");
            long nowMs = System.currentTimeMillis();
            await("expired").until(() -> System.currentTimeMillis() > nowMs + 5);
            send("kept");
            assertThat(browse()).containsExactly("kept");
            transacted.commit();
            assertThat(browse()).containsExactly("kept", "held");
            JMSConsumer consumer = transacted.createConsumer(queue, "body = 'kept'");
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("kept");
            transacted.createProducer().send(queue, "later");
            assertThat(bodies(transacted.createBrowser(queue).getEnumeration())).containsExactly("held");
            transacted.rollback();
            assertThat(browse()).containsExactly("kept", "held");
        }
    }

    @Test
    void ordersByPriority() throws JMSException {
        JMSProducer producer = context.createProducer();
        for (int i = 0; i < 10; i++) {
            producer.setPriority(i).send(queue, "p" + i + "a");
        }
        for (int i = 0; i < 10; i++) {
            producer.setPriority(i).send(queue, "p" + i + "b");
        }

        List<String> expected = IntStream.iterate(9, i -> i >= 0, i -> i - 1).boxed().flatMap(i -> List.of("p" + i + "a", "p" + i + "b")
            .stream()).toList();
        assertThat(browse()).isEqualTo(expected);
    }

    @Test
    void readsLongQueuesPageByPageInTheOrderOfSending() throws JMSException {
        List<String> sent = IntStream.range(0, 3_000).mapToObj(Integer::toString).toList();
        try (JMSContext transacted = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            JMSProducer producer = transacted.createProducer();
            for (String body : sent) {
                producer.setProperty("body", body).send(queue, body);
            }
            transacted.commit();
        }
        JMSConsumer consumer = context.createConsumer(queue, "body LIKE '%7'");
        for (int i = 0; i < 300; i++) {
            assertThat(consumer.receiveBody(String.class, LONG_MS)).endsWith("7");
        }

        assertThat(browse()).isEqualTo(sent.stream().filter(body -> !body.endsWith("7")).toList());
        assertThat(browse("body = '2999'")).containsExactly("2999");
    }

    @Test
    void looksAtATemporaryQueueOfItsConnectionOnly() throws JMSException {
        queue = context.createTemporaryQueue();
        send("1");
        assertThat(browse()).containsExactly("1");
        try (Connection other = factory.createConnection()) {
            QueueBrowser browser = other.createSession().createBrowser(queue);
            assertThatThrownBy(browser::getEnumeration).isInstanceOf(InvalidDestinationException.class);
        }
    }

    @Test
    void endsWithItsBrowserAndItsSession() throws JMSException {
        send("1");
        QueueBrowser browser = context.createBrowser(queue, "body = '1'");
        assertThat(browser.getQueue()).isEqualTo(queue);
        assertThat(browser.getMessageSelector()).isEqualTo("body = '1'");
        Enumeration<?> messages = browser.getEnumeration();
        messages.nextElement();
        assertThatThrownBy(messages::nextElement).isInstanceOf(NoSuchElementException.class);
        browser.close();
        browser.close();

        assertThatThrownBy(browser::getEnumeration).isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThatThrownBy(browser::getQueue).isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThatThrownBy(messages::hasMoreElements).isInstanceOf(IllegalStateRuntimeException.class);
        Connection connection = factory.createConnection();
        QueueBrowser orphan = connection.createSession().createBrowser(queue);
        connection.close();
        assertThatThrownBy(orphan::getEnumeration).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    void browsedMessageIsWhatAConsumerGets() throws JMSException {
        send("1");
        try (QueueBrowser browser = context.createBrowser(queue)) {
            Message browsed = (Message) browser.getEnumeration().nextElement();
            Message received = context.createConsumer(queue).receive(LONG_MS);

            assertThat(browsed.getJMSMessageID()).isEqualTo(received.getJMSMessageID());
            assertThat(browsed.getJMSDestination()).isEqualTo(queue);
            assertThat(browsed.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
            browsed.acknowledge();
        }
    }
}
