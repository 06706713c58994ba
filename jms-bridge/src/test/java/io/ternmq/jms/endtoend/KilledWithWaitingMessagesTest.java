package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.DeadLetters;
import io.ternmq.jms.ScheduledMessages;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.JavaProcess;
import io.ternmq.testkit.KillableBroker;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What waits, what has failed how often, and what is given up, over kill -9 of the broker. */
@Timeout(180)
class KilledWithWaitingMessagesTest {
    private static final long LONG_MS = 30_000;
    private static final int MANY_QUEUES = 400;
    private static final long YEAR_MS = 365L * 86_400_000;

    @TempDir
    private Path folder;
    private int brokerPort;
    private int nameServerPort;
    private JavaProcess broker;
    private TernConnectionFactory factory;

    @BeforeEach
    void start() throws Exception {
        brokerPort = FreePorts.next();
        nameServerPort = FreePorts.next();
        factory = new TernConnectionFactory("127.0.0.1:" + nameServerPort);
        startBroker();
    }

    private void startBroker() throws Exception {
        broker = new JavaProcess(KillableBroker.class, folder.resolve("store").toString(), Integer.toString(brokerPort),
            Integer.toString(nameServerPort));
        broker.awaitLine(KillableBroker.READY);
    }

    private void killBroker() throws Exception {
        broker.kill();
        startBroker();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void delayedMessagesComeOnceAndCancelledOnesNever() throws Exception {
        List<String> sent = new ArrayList<>();
        try (JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue("q");
            context.createConsumer(queue).close();
            TextMessage cancelled = context.createTextMessage("cancelled");
            context.createProducer().setDeliveryDelay(3_000).send(queue, cancelled);
            for (int i = 0; i < 60; i++) {
                // Some are due before the kill, some while the broker is away, some after it.
                context.createProducer().setDeliveryDelay(50L * i).send(queue, "m" + i);
                sent.add("m" + i);
            }
            context.createProducer().setDeliveryDelay(YEAR_MS).send(queue, "next year");
            assertThat(ScheduledMessages.of(context).cancel(queue, cancelled.getJMSMessageID())).isTrue();
        }
        killBroker();

        List<String> received = new ArrayList<>();
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("q"));
            while (received.size() < sent.size()) {
                String text = consumer.receiveBody(String.class, LONG_MS);
                assertThat(text).as("after %s", received).isNotNull();
                received.add(text);
            }
            assertThat(consumer.receiveBody(String.class, 3_500)).isNull();
            assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(ScheduledMessages.of(context).list(context.createQueue("q"), 10).entries()).hasSize(1);
        }
    }

    @Test
    void whatWaitsInManyQueuesComesOnce() throws Exception {
        sendToAll("first");
        assertThat(receiveFromAll()).hasSize(MANY_QUEUES).allMatch(text -> text.startsWith("first"));
        // More queues than the broker writes index files of before it is killed.
        sendToAll("second");
        sendToAll("third");

        killBroker();

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < MANY_QUEUES; i++) {
            expected.addAll(List.of("second " + i, "third " + i));
        }
        assertThat(receiveFromAll(expected.size())).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void sendToAll(String what) {
        try (JMSContext context = factory.createContext()) {
            for (int i = 0; i < MANY_QUEUES; i++) {
                context.createProducer().send(context.createQueue("many" + i), what + " " + i);
            }
        }
    }

    private List<String> receiveFromAll() throws Exception {
        return receiveFromAll(MANY_QUEUES);
    }

    /** Listens at all queues until so many messages have come. */
    private List<String> receiveFromAll(int count) throws Exception {
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(count);
        try (JMSContext context = factory.createContext()) {
            context.setAutoStart(false);
            for (int i = 0; i < MANY_QUEUES; i++) {
                context.createConsumer(context.createQueue("many" + i)).setMessageListener(message -> {
                    received.add(text(message));
                    all.countDown();
                });
            }
            context.start();
            assertThat(all.await(LONG_MS, TimeUnit.MILLISECONDS)).as("%d messages, of which have come %d", count, received.size())
                .isTrue();
        }
        return received;
    }

    private static String text(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void countsAndDeadLettersSurvive() throws Exception {
        factory.setMaxDeliveries(3);
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue("q"), "bad");
        }
        for (int i = 1; i <= 3; i++) {
            try (JMSContext context = factory.createContext(Session.SESSION_TRANSACTED)) {
                Message message = context.createConsumer(context.createQueue("q")).receive(LONG_MS);
                assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(i);
                context.rollback();
            }
            killBroker();
        }
        try (JMSContext context = factory.createContext(Session.CLIENT_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("q");
            assertThat(context.createConsumer(queue).receive(500)).isNull();
            Message dead = context.createConsumer(DeadLetters.of(queue)).receive(LONG_MS);
            assertThat(dead.getBody(String.class)).isEqualTo("bad");
            assertThat(dead.getIntProperty("JMS_X_DLQ_ATTEMPTS")).isEqualTo(3);
            assertThat(dead.getStringProperty("JMS_X_DLQ_HISTORY").lines()).hasSize(3);
            dead.acknowledge();
        }
    }

    @Test
    void theBrokersOwnTopicsAreNoDeadLetterQueues() throws JMSException {
        factory.setDeadLetter("SCHEDULE_TOPIC_XXXX");
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createConsumer(context.createQueue("q")))
                .isInstanceOf(InvalidDestinationRuntimeException.class).hasMessageContaining("SCHEDULE_TOPIC_XXXX");
        }
    }
}
