package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against the broker, through the whole API. */
@Timeout(60)
class JmsEndToEndTest {
    private static final long SHORT_MS = 200;
    private static final long LONG_MS = 10_000;

    @TempDir
    private static Path store;
    private static EmbeddedServer server;

    private TernConnectionFactory factory;
    private Connection connection;
    private String name;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.start(store);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect(TestInfo test) throws JMSException {
        name = test.getTestMethod().orElseThrow().getName();
        factory = new TernConnectionFactory(server.nameServerAddress());
        connection = factory.createConnection();
        connection.start();
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
    }

    private Session auto() throws JMSException {
        return connection.createSession(Session.AUTO_ACKNOWLEDGE);
    }

    private void send(Session session, Queue queue, String... texts) throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        for (String text : texts) {
            producer.send(session.createTextMessage(text));
        }
        producer.close();
    }

    private static String text(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(LONG_MS);
        return message == null ? null : message.getBody(String.class);
    }

    @Test
    void queueKeepsOrderAndContent() throws JMSException {
        Session session = auto();
        Queue queue = session.createQueue(name);
        MapMessage map = session.createMapMessage();
        map.setInt("amount", 3);
        map.setStringProperty("currency", "EUR");
        map.setJMSReplyTo(session.createTopic("answers"));
        MessageConsumer consumer = session.createConsumer(queue);
        send(session, queue, "1", "2", "3");
        session.createProducer(queue).send(map, DeliveryMode.NON_PERSISTENT, 3, 60_000);

        assertThat(List.of(text(consumer), text(consumer), text(consumer))).containsExactly("1", "2", "3");
        MapMessage received = (MapMessage) consumer.receive(LONG_MS);
        assertThat(received.getInt("amount")).isEqualTo(3);
        assertThat(received.getStringProperty("currency")).isEqualTo("EUR");
        assertThat(received.getJMSMessageID()).isEqualTo(map.getJMSMessageID()).startsWith("ID:");
        assertThat(received.getJMSReplyTo()).isEqualTo(session.createTopic("answers"));
        assertThat(received.getJMSDestination()).isEqualTo(queue);
        assertThat(received.getJMSPriority()).isEqualTo(3);
        assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(received.getJMSExpiration()).isEqualTo(map.getJMSExpiration()).isPositive();
        assertThat(received.getJMSRedelivered()).isFalse();
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(consumer.receive(SHORT_MS)).isNull();
    }

    @Test
    void messagesSentBeforeTheFirstConsumerWaitInTheQueue() throws JMSException {
        Session session = auto();
        Queue queue = session.createQueue(name);
        send(session, queue, "early");

        assertThat(text(session.createConsumer(queue))).isEqualTo("early");
    }

    @Test
    void nonPersistentMessagesAreAllSentWhenTheirSessionIsClosed() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue("non-persistent");
            try (JMSContext sender = factory.createContext()) {
                JMSProducer producer = sender.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT);
                for (int i = 0; i < 2_000; i++) {
                    producer.send(queue, "quote " + i);
                }
            }
            JMSConsumer consumer = context.createConsumer(queue);
            for (int i = 0; i < 2_000; i++) {
                assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("quote " + i);
            }
        }
    }

    @Test
    void receiversOfAQueueShareItsMessages() throws JMSException {
        Session session = auto();
        Queue queue = session.createQueue(name);
        List<String> seen = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            auto().createConsumer(queue).setMessageListener(message -> seen.add(body(message)));
        }
        List<String> sent = new ArrayList<>();
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 200; i++) {
            sent.add("m" + i);
            producer.send(session.createTextMessage("m" + i));
        }

        await("each once").untilAsserted(() -> assertThat(seen).hasSize(200));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(sent);
    }

    private static String body(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void topicReachesEverySubscriberThatIsThere() throws JMSException {
        Session session = auto();
        Topic topic = session.createTopic(name);
        session.createProducer(topic).send(session.createTextMessage("too early"));
        MessageConsumer first = session.createConsumer(topic);
        MessageConsumer second = auto().createConsumer(topic);
        session.createProducer(topic).send(session.createTextMessage("news"));

        assertThat(text(first)).isEqualTo("news");
        assertThat(text(second)).isEqualTo("news");
        assertThat(first.receive(SHORT_MS)).isNull();
    }

    @Test
    void topicLeavesOutWhatTheConnectionItselfSent() throws JMSException {
        Session session = auto();
        Topic topic = session.createTopic(name);
        MessageConsumer consumer = session.createConsumer(topic, null, true);
        session.createProducer(topic).send(session.createTextMessage("own"));
        try (Connection other = factory.createConnection()) {
            Session others = other.createSession();
            others.createProducer(topic).send(others.createTextMessage("other"));
        }

        assertThat(text(consumer)).isEqualTo("other");
        assertThat(consumer.receive(SHORT_MS)).isNull();
    }

    @Test
    void selectorsPickFromAQueueAndLeaveTheRest() throws JMSException {
        Session session = auto();
        Queue queue = session.createQueue(name);
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 10; i++) {
            TextMessage message = session.createTextMessage("m" + i);
            message.setIntProperty("n", i);
            message.setJMSType(i % 2 == 0 ? "even" : "odd");
            producer.send(message);
        }
        MessageConsumer odd = session.createConsumer(queue, "JMSType = 'odd' AND n > 3");

        assertThat(List.of(text(odd), text(odd), text(odd))).containsExactly("m5", "m7", "m9");
        assertThat(odd.receive(SHORT_MS)).isNull();
        MessageConsumer rest = session.createConsumer(queue);
        assertThat(List.of(text(rest), text(rest), text(rest))).containsExactly("m0", "m1", "m2");
    }

    @Test
    void clientAcknowledgeAndRecover() throws JMSException {
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = session.createQueue(name);
        send(session, queue, "1", "2", "3");
        MessageConsumer consumer = session.createConsumer(queue);
        Message first = consumer.receive(LONG_MS);
        assertThat(text(consumer)).isEqualTo("2");

        session.recover();

        Message again = consumer.receive(LONG_MS);
        assertThat(again.getBody(String.class)).isEqualTo("1");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(first.getJMSRedelivered()).isFalse();
        again.acknowledge();
        session.close();
        MessageConsumer next = auto().createConsumer(queue);
        assertThat(text(next)).isEqualTo("2");
        assertThat(text(next)).isEqualTo("3");
        assertThat(next.receive(SHORT_MS)).isNull();
    }

    @Test
    void individualAcknowledge() throws JMSException {
        Session session = connection.createSession(TernConnectionFactory.INDIVIDUAL_ACKNOWLEDGE);
        Queue queue = session.createQueue(name);
        send(session, queue, "1", "2");
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(text(consumer)).isEqualTo("1");
        consumer.receive(LONG_MS).acknowledge();
        session.close();

        MessageConsumer next = auto().createConsumer(queue);
        Message again = next.receive(LONG_MS);
        assertThat(again.getBody(String.class)).isEqualTo("1");
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(next.receive(SHORT_MS)).isNull();
    }

    @Test
    void dupsOkAcknowledgesInTheEnd() throws JMSException {
        Session session = connection.createSession(Session.DUPS_OK_ACKNOWLEDGE);
        Queue queue = session.createQueue(name);
        send(session, queue, "1", "2");
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(text(consumer)).isEqualTo("1");
        assertThat(text(consumer)).isEqualTo("2");
        session.close();

        assertThat(auto().createConsumer(queue).receive(SHORT_MS)).isNull();
    }

    @Test
    void transactionTakesEffectAtCommitAndNotAtRollback() throws JMSException {
        Session observer = auto();
        Queue queue = observer.createQueue(name);
        Queue answers = observer.createQueue(name + "-answers");
        send(observer, queue, "1", "2");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(queue);
        MessageConsumer observed = observer.createConsumer(answers);

        assertThat(text(consumer)).isEqualTo("1");
        send(session, answers, "never");
        session.rollback();
        Message again = consumer.receive(LONG_MS);
        assertThat(again.getBody(String.class)).isEqualTo("1");
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        send(session, answers, "a", "b");
        assertThat(observed.receive(SHORT_MS)).isNull();
        session.commit();

        assertThat(text(observed)).isEqualTo("a");
        assertThat(text(observed)).isEqualTo("b");
        session.close();
        assertThat(text(observer.createConsumer(queue))).isEqualTo("2");
    }

    @Test
    void whatAClosedConsumerReceivedStaysInItsTransaction() throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue(name);
        send(auto(), queue, "1", "2");

        MessageConsumer first = session.createConsumer(queue);
        assertThat(text(first)).isEqualTo("1");
        first.close();
        session.rollback();
        MessageConsumer second = session.createConsumer(queue);
        Message again = second.receive(LONG_MS);
        assertThat(again.getBody(String.class)).isEqualTo("1");
        assertThat(again.getJMSRedelivered()).isTrue();
        second.close();
        session.commit();

        MessageConsumer rest = auto().createConsumer(queue);
        assertThat(text(rest)).isEqualTo("2");
        assertThat(rest.receive(SHORT_MS)).isNull();
    }

    @Test
    void deliveryTimeIsThereWithoutTimestamp() throws JMSException {
        Session session = auto();
        Queue queue = session.createQueue(name);
        MessageProducer producer = session.createProducer(queue);
        producer.setDisableMessageTimestamp(true);
        Message sent = session.createMessage();
        long beforeMs = System.currentTimeMillis();
        producer.send(sent);

        Message received = session.createConsumer(queue).receive(LONG_MS);

        assertThat(received.getJMSTimestamp()).isZero();
        assertThat(received.getJMSDeliveryTime()).isEqualTo(sent.getJMSDeliveryTime()).isGreaterThanOrEqualTo(beforeMs);
    }

    @Test
    void closedContextIsClosedAlthoughItsConnectionServesAnother() {
        try (JMSContext other = factory.createContext()) {
            JMSContext closed = other.createContext(JMSContext.AUTO_ACKNOWLEDGE);
            closed.close();

            for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                    closed::start, closed::getClientID, closed::createProducer, () -> closed.createContext(JMSContext.AUTO_ACKNOWLEDGE))) {
                assertThatThrownBy(call).isInstanceOf(jakarta.jms.IllegalStateRuntimeException.class);
            }
            assertThat(other.createQueue(name)).isNotNull();
        }
    }

    @Test
    void closingATransactedSessionRollsBack() throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue(name);
        send(session, queue, "1");
        session.commit();
        assertThat(text(session.createConsumer(queue))).isEqualTo("1");
        send(session, queue, "never");
        session.close();

        MessageConsumer next = auto().createConsumer(queue);
        assertThat(text(next)).isEqualTo("1");
        assertThat(next.receive(SHORT_MS)).isNull();
    }

    @Test
    void failingListenerGetsTheMessageAgainUntilItIsDead() throws JMSException {
        factory.setMaxDeliveries(3);
        try (Connection strict = factory.createConnection()) {
            strict.start();
            Session session = auto();
            Queue queue = session.createQueue(name);
            send(session, queue, "bad", "good");
            List<String> seen = new CopyOnWriteArrayList<>();
            strict.createSession().createConsumer(queue).setMessageListener(message -> {
                String text = body(message);
                seen.add(text);
                if (text.equals("bad")) {
                    throw new IllegalStateException("as wanted");
                }
            });

            await("three times and on").untilAsserted(() -> assertThat(seen).containsExactly("bad", "bad", "bad", "good"));
        }
    }

    @Test
    void redeliveryWaitsForTheDelay() throws JMSException {
        factory.setRedeliveryDelayMs(700);
        try (Connection patient = factory.createConnection()) {
            patient.start();
            Session session = auto();
            Queue queue = session.createQueue(name);
            List<Long> times = new CopyOnWriteArrayList<>();
            patient.createSession().createConsumer(queue).setMessageListener(message -> {
                times.add(System.nanoTime());
                if (times.size() == 1) {
                    throw new IllegalStateException("as wanted");
                }
            });
            send(session, queue, "1");

            await("again").untilAsserted(() -> assertThat(times).hasSize(2));
            assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(690_000_000L);
        }
    }

    @Test
    void durableSubscriptionKeepsWhatItMissed() throws JMSException {
        factory.setClientId(name);
        Topic topic;
        try (Connection durable = factory.createConnection()) {
            durable.start();
            Session session = durable.createSession();
            topic = session.createTopic(name);
            MessageConsumer consumer = session.createDurableConsumer(topic, "sub");
            session.createProducer(topic).send(session.createTextMessage("1"));
            assertThat(text(consumer)).isEqualTo("1");
            assertThatThrownBy(factory::createConnection).isInstanceOf(InvalidClientIDException.class);
            assertThatThrownBy(() -> durable.createSession().createDurableConsumer(topic(session), "sub"))
                .isInstanceOf(JMSException.class);
        }
        Session session = auto();
        session.createProducer(topic).send(session.createTextMessage("2"));
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "sub")).isInstanceOf(jakarta.jms.IllegalStateException.class);

        try (Connection durable = factory.createConnection()) {
            durable.start();
            Session again = durable.createSession();
            MessageConsumer consumer = again.createDurableConsumer(topic, "sub");
            assertThat(text(consumer)).isEqualTo("2");
            assertThatThrownBy(() -> again.unsubscribe("sub")).isInstanceOf(JMSException.class);
            consumer.close();
            again.unsubscribe("sub");
            assertThatThrownBy(() -> again.unsubscribe("sub")).isInstanceOf(jakarta.jms.InvalidDestinationException.class);
        }
    }

    private Topic topic(Session session) throws JMSException {
        return session.createTopic(name);
    }

    @Test
    void sharedSubscriptionsShare() throws JMSException {
        Session session = auto();
        Topic topic = session.createTopic(name);
        List<String> seen = new CopyOnWriteArrayList<>();
        auto().createSharedConsumer(topic, "shared").setMessageListener(message -> seen.add(body(message)));
        auto().createSharedConsumer(topic, "shared").setMessageListener(message -> seen.add(body(message)));
        auto().createSharedDurableConsumer(topic, "durable").setMessageListener(message -> seen.add(body(message)));
        MessageProducer producer = session.createProducer(topic);
        for (int i = 0; i < 20; i++) {
            producer.send(session.createTextMessage("m" + i));
        }

        await("once for each subscription").untilAsserted(() -> assertThat(seen).hasSize(40));
    }

    @Test
    void contextDoesTheSameInFewerWords() {
        AtomicInteger completed = new AtomicInteger();
        try (JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue(name);
            context.createProducer().setProperty("p", 1).setJMSType("t").send(queue, "text").send(queue, Map.of("k", 1L));
            context.createProducer().setAsync(new CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    completed.incrementAndGet();
                }

                @Override
                public void onException(Message message, Exception exception) {
                    completed.addAndGet(100);
                }
            }).send(queue, new byte[] {1});
            JMSConsumer consumer = context.createConsumer(queue, "p = 1");

            assertThatThrownBy(() -> consumer.receiveBody(Integer.class, LONG_MS)).isInstanceOf(JMSRuntimeException.class);
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("text");
            assertThat((Object) consumer.receiveBody(Map.class, LONG_MS)).isEqualTo(Map.of("k", 1L));
            JMSConsumer rest = context.createConsumer(queue);
            assertThat(rest.receiveBody(byte[].class, LONG_MS)).containsExactly(1);
            await("completed").untilAsserted(() -> assertThat(completed).hasValue(1));
        }
    }

    @Test
    void expiredMessagesAreNotDelivered() throws JMSException {
        Session session = auto();
        Queue queue = session.createQueue(name);
        MessageProducer producer = session.createProducer(queue);
        TextMessage message = session.createTextMessage("short-lived");
        producer.send(message, DeliveryMode.PERSISTENT, 4, 1);
        await("expired").until(() -> System.currentTimeMillis() > message.getJMSExpiration());
        send(session, queue, "fresh");

        assertThat(text(session.createConsumer(queue))).isEqualTo("fresh");
    }
}
