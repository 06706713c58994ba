package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.DeadLetters;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of messages that an application fails to process: by the broker's decision, with cause and history. */
@Timeout(90)
class FailedMessagesTest {
    private static final long LONG_MS = 20_000;

    @TempDir
    private Path store;
    private EmbeddedServer server;
    private TernConnectionFactory factory;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(store);
        factory = new TernConnectionFactory(server.nameServerAddress());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart() {
        server.close();
        start();
    }

    private static Queue deadLetters(Session session, String queue) throws JMSException {
        return session.createQueue("%DLQ%JMSQ_" + queue);
    }

    private void send(String queue, String... texts) {
        try (JMSContext context = factory.createContext()) {
            for (String text : texts) {
                context.createProducer().setProperty("colour", "red").setTimeToLive(600_000).send(context.createQueue(queue), text);
            }
        }
    }

    /** A listener with a name that can be looked for. */
    private static final class Failing implements MessageListener {
        private final List<Long> times = new CopyOnWriteArrayList<>();

        @Override
        public void onMessage(Message message) {
            times.add(System.nanoTime());
            throw new IllegalArgumentException("order " + times.size() + " is bad", new ArithmeticException("by zero"));
        }
    }

    @Test
    void aDeadLetterTellsItsStory() throws Exception {
        factory.setMaxDeliveries(3);
        factory.setClientId("billing");
        send("orders", "bad");
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            session.createConsumer(session.createQueue("orders")).setMessageListener(new Failing());
            MessageConsumer none = connection.createSession().createConsumer(deadLetters(session, "orders"), "JMS_X_DLQ_REASON = 'EXPIRED'");
            MessageConsumer all = connection.createSession()
                .createConsumer(deadLetters(session, "orders"), "JMS_X_DLQ_ATTEMPTS = 3 AND colour = 'red'");

            TextMessage dead = (TextMessage) all.receive(LONG_MS);

            assertThat(dead.getText()).isEqualTo("bad");
            assertThat(dead.getJMSDestination()).isEqualTo(session.createQueue("orders"));
            assertThat(dead.getJMSExpiration()).as("it must not vanish again").isZero();
            assertThat(dead.getStringProperty("colour")).isEqualTo("red");
            assertThat(dead.getStringProperty("JMS_X_DLQ_REASON")).isEqualTo("MAX_DELIVERIES");
            assertThat(dead.getStringProperty("JMS_X_DLQ_ORIG_DESTINATION")).isEqualTo("queue:orders");
            assertThat(dead.getStringProperty("JMS_X_DLQ_ORIG_ID")).isEqualTo(dead.getJMSMessageID());
            assertThat(dead.getLongProperty("JMS_X_DLQ_ORIG_EXPIRATION")).isGreaterThan(System.currentTimeMillis());
            assertThat(dead.getIntProperty("JMS_X_DLQ_ATTEMPTS")).isEqualTo(3);
            assertThat(dead.getLongProperty("JMS_X_DLQ_FIRST_TIME")).isLessThanOrEqualTo(dead.getLongProperty("JMS_X_DLQ_LAST_TIME"));
            assertThat(dead.getStringProperty("JMS_X_DLQ_EXCEPTION")).isEqualTo("java.lang.IllegalArgumentException");
            assertThat(dead.getStringProperty("JMS_X_DLQ_EXCEPTION_MESSAGE")).isEqualTo("order 3 is bad");
            assertThat(dead.getStringProperty("JMS_X_DLQ_STACK")).contains("Failing.onMessage", "Caused by: java.lang.ArithmeticException");
            assertThat(dead.getStringProperty("JMS_X_DLQ_LISTENER")).isEqualTo(Failing.class.getName());
            assertThat(dead.getStringProperty("JMS_X_DLQ_HISTORY").lines()).hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("billing at /127.0.0.1:", "consumer 1", "IllegalArgumentException"))
                .anySatisfy(line -> assertThat(line).contains("order 1 is bad"));
            assertThat(none.receiveNoWait()).isNull();
        }
    }

    @Test
    void anExceptionThatCannotBeAskedAboutItselfIsAFailureAsOthers() throws Exception {
        factory.setMaxDeliveries(2);
        send("orders", "bad");
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            session.createConsumer(session.createQueue("orders")).setMessageListener(message -> {
                throw new MuteException();
            });

            Message dead = connection.createSession().createConsumer(deadLetters(session, "orders")).receive(LONG_MS);

            assertThat(dead.getIntProperty("JMS_X_DLQ_ATTEMPTS")).isEqualTo(2);
            assertThat(dead.getStringProperty("JMS_X_DLQ_EXCEPTION_MESSAGE")).contains("nothing more can be told");
        }
    }

    private static final class MuteException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new UnsupportedOperationException("no text to be had");
        }
    }

    @Test
    void nativeConsumersReadTheSameProperties() throws Exception {
        factory.setMaxDeliveries(1);
        send("orders", "bad");
        fail("orders");
        Map<String, String> seen = new ConcurrentHashMap<>();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("morgue");
        consumer.setNamesrvAddr(server.nameServerAddress());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe("%DLQ%JMSQ_orders", "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> {
                seen.putAll(message.getProperties());
                seen.put("body", new String(message.getBody(), StandardCharsets.UTF_8));
            });
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        try {
            // RocketMQ's client looks for new topics and shares out queues in its own time.
            await("the dead letter").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(seen).containsEntry("body", "bad")
                .containsEntry("JMS_X_DLQ_REASON", "MAX_DELIVERIES").containsEntry("JMS_X_DLQ_ATTEMPTS", "1")
                .containsEntry("JMS_X_DLQ_EXCEPTION", "java.lang.IllegalArgumentException")
                .containsEntry("DLQ_ORIGIN_TOPIC", "orders"));
        } finally {
            consumer.shutdown();
        }
    }

    /** Lets a listener fail on what is in the queue until nothing comes any more. */
    private Failing fail(String queue) throws JMSException {
        return fail(queue, 1);
    }

    private Failing fail(String queue, int count) throws JMSException {
        Failing listener = new Failing();
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            session.createConsumer(session.createQueue(queue)).setMessageListener(listener);
            await("failures").until(() -> listener.times.size() >= count);
            connection.stop();
        }
        return listener;
    }

    @Test
    void theBrokerWaitsLongerEachTimeAndOthersGoOn() throws Exception {
        factory.setUri("ternmq://" + server.nameServerAddress().replace(';', ',')
            + "?maxDeliveries=4&redeliveryDelayMs=200&redeliveryMultiplierPercent=200&maxRedeliveryDelayMs=300");
        send("orders", "bad", "good");
        List<Long> bad = new CopyOnWriteArrayList<>();
        List<String> order = new CopyOnWriteArrayList<>();
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            session.createConsumer(session.createQueue("orders")).setMessageListener(message -> {
                order.add(body(message));
                if (body(message).equals("bad")) {
                    bad.add(System.nanoTime());
                    throw new IllegalStateException("as wanted");
                }
            });

            await("four deliveries").atMost(java.time.Duration.ofSeconds(30)).until(() -> bad.size() == 4);
            assertThat(order).startsWith("bad", "good");
            assertThat(bad.get(1) - bad.get(0)).isGreaterThanOrEqualTo(195_000_000L);
            assertThat(bad.get(2) - bad.get(1)).isGreaterThanOrEqualTo(295_000_000L);
            assertThat(connection.createSession().createConsumer(deadLetters(session, "orders")).receive(LONG_MS)).isNotNull();
        }
    }

    private static String body(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void rollbacksAndRecoversCountAndSurviveARestart() throws Exception {
        factory.setMaxDeliveries(5);
        send("orders", "bad");
        for (int i = 1; i <= 2; i++) {
            try (JMSContext context = factory.createContext(Session.SESSION_TRANSACTED)) {
                Message message = context.createConsumer(context.createQueue("orders")).receive(LONG_MS);
                assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(i);
                context.rollback();
            }
            restart();
            factory.setMaxDeliveries(5);
        }
        try (JMSContext context = factory.createContext(Session.CLIENT_ACKNOWLEDGE)) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("orders"));
            for (int i = 3; i <= 5; i++) {
                Message message = consumer.receive(LONG_MS);
                assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(i);
                context.recover();
            }
            assertThat(consumer.receive(500)).isNull();
        }
        restart();
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            Message dead = session.createConsumer(deadLetters(session, "orders")).receive(LONG_MS);
            assertThat(dead.getIntProperty("JMS_X_DLQ_ATTEMPTS")).isEqualTo(5);
            assertThat(dead.getStringProperty("JMS_X_DLQ_HISTORY")).contains("rollback", "Session.recover");
        }
    }

    @Test
    void deadLettersGoWhereTheConsumerWants() throws Exception {
        factory.setMaxDeliveries(1);
        factory.setDeadLetter("failed orders");
        send("orders", "kept");
        fail("orders");
        factory.setDeadLetter("discard");
        send("orders", "dropped");
        fail("orders");

        try (JMSContext context = factory.createContext()) {
            JMSConsumer failed = context.createConsumer(context.createQueue("failed orders"));
            assertThat(failed.receiveBody(String.class, LONG_MS)).isEqualTo("kept");
            assertThat(failed.receiveNoWait()).isNull();
            assertThat(context.createConsumer(context.createQueue("%DLQ%JMSQ_orders")).receiveNoWait()).isNull();
            assertThat(context.createConsumer(context.createQueue("orders")).receiveNoWait()).isNull();
        }
    }

    @Test
    void deadLettersAreSentBackToTheirQueue() throws Exception {
        factory.setMaxDeliveries(1);
        send("orders", "first", "second", "third");
        fail("orders", 3);
        try (DeadLetters deadLetters = DeadLetters.open(factory); JMSContext context = factory.createContext()) {
            Queue orders = context.createQueue("orders");
            Queue dead = DeadLetters.of(orders);

            List<DeadLetters.Result> page = deadLetters.redrive(dead, 2);
            List<DeadLetters.Result> rest = deadLetters.redrive(dead, 2);

            assertThat(page).hasSize(2).allMatch(DeadLetters.Result::isSent).extracting(DeadLetters.Result::destination)
                .containsOnly("orders");
            assertThat(rest).hasSize(1);
            assertThat(deadLetters.redrive(dead, 2)).isEmpty();
            assertThat(deadLetters.redrive(dead, page.get(0).messageId()).isSent()).isFalse();
            JMSConsumer consumer = context.createConsumer(orders);
            Message first = consumer.receive(LONG_MS);
            assertThat(first.getBody(String.class)).isEqualTo("first");
            assertThat(first.getJMSMessageID()).isEqualTo(page.get(0).newId()).isNotEqualTo(page.get(0).messageId());
            assertThat(first.getStringProperty("colour")).isEqualTo("red");
            assertThat(first.propertyExists("JMS_X_DLQ_REASON")).isFalse();
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("second");
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("third");
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @Test
    void deadLettersThatASelectorPicksAreSentBack() throws Exception {
        factory.setMaxDeliveries(1);
        send("orders", "first", "second", "third");
        fail("orders", 3);
        try (DeadLetters deadLetters = DeadLetters.open(factory); JMSContext context = factory.createContext()) {
            Queue orders = context.createQueue("orders");
            Queue dead = DeadLetters.of(orders);

            assertThat(deadLetters.redrive(dead, "colour = 'green'", 10)).isEmpty();
            assertThat(deadLetters.redrive(dead, "colour = 'green' OR JMS_X_DLQ_EXCEPTION_MESSAGE = 'order 2 is bad'", 10))
                .singleElement().matches(DeadLetters.Result::isSent);
            assertThat(context.createConsumer(orders).receiveBody(String.class, LONG_MS)).isEqualTo("second");
            for (String wrong : List.of("colour =", "TRUE) OR (TRUE")) {
                assertThatThrownBy(() -> deadLetters.redrive(dead, wrong, 10)).isInstanceOf(InvalidSelectorException.class);
            }
            assertThat(deadLetters.redrive(dead, "colour = 'red'", 1)).hasSize(1);
            assertThat(deadLetters.redrive(dead, " ", 10)).as("no selector").hasSize(1);
        }
    }

    // To send it to the topic would reach the other subscriptions, too.
    @Test
    void deadLettersOfSubscriptionsStay() throws Exception {
        factory.setMaxDeliveries(1);
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            Failing listener = new Failing();
            session.createSharedDurableConsumer(session.createTopic("news"), "reader").setMessageListener(listener);
            Session sending = connection.createSession();
            sending.createProducer(sending.createTopic("news")).send(sending.createTextMessage("bad"));
            await("failure").until(() -> listener.times.size() == 1);
        }
        try (DeadLetters deadLetters = DeadLetters.open(factory); JMSContext context = factory.createContext()) {
            Queue dead = context.createQueue("%DLQ%JMSS_reader");
            await("dead letter").until(() -> context.createBrowser(dead).getEnumeration().hasMoreElements());

            assertThat(deadLetters.redrive(dead, 10)).isEmpty();
            assertThat(deadLetters.redrive(dead, "TRUE", 10)).isEmpty();
            assertThat(context.createConsumer(dead).receiveBody(String.class, LONG_MS)).isEqualTo("bad");
        }
    }

    @Test
    void nativeDeadLettersGoBackToAQueueWhoseNameIsNoTopicsName() throws Exception {
        factory.setMaxDeliveries(1);
        DefaultMQProducer producer = new DefaultMQProducer("native-producer");
        producer.setNamesrvAddr(server.nameServerAddress());
        producer.start();
        try {
            producer.send(new org.apache.rocketmq.common.message.Message("shop%2Eorders", new byte[] {1}));
        } finally {
            producer.shutdown();
        }
        fail("shop.orders");
        try (DeadLetters deadLetters = DeadLetters.open(factory); JMSContext context = factory.createContext()) {
            Queue orders = context.createQueue("shop.orders");

            List<DeadLetters.Result> results = deadLetters.redrive(DeadLetters.of(orders), 10);

            assertThat(results).singleElement().extracting(DeadLetters.Result::reason, DeadLetters.Result::destination)
                .containsExactly(null, "shop.orders");
            assertThat(context.createConsumer(orders).receiveBody(byte[].class, LONG_MS)).containsExactly(1);
        }
    }

    @Test
    void deadLettersAreNeverBuriedAgain() throws Exception {
        factory.setMaxDeliveries(1);
        send("orders", "bad");
        fail("orders");
        factory.setMaxRedeliveryDelayMs(0);
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (JMSContext context = factory.createContext(Session.SESSION_TRANSACTED)) {
                seen.add(context.createConsumer(context.createQueue("%DLQ%JMSQ_orders")).receiveBody(String.class, LONG_MS));
                context.rollback();
            }
        }
        assertThat(seen).containsExactly("bad", "bad");
    }
}
