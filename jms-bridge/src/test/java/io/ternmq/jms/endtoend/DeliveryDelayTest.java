package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.ScheduledMessages;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messaging 3.1 §7.9: delivery delay. Through the whole API against a broker. */
@Timeout(60)
class DeliveryDelayTest {
    private static final long DELAY_MS = 400;
    private static final long LONG_MS = 10_000;
    private static final long YEAR_MS = 365L * 86_400_000;

    @TempDir
    private Path store;

    private static JMSContext context(EmbeddedServer server, int mode) {
        return new TernConnectionFactory(server.nameServerAddress()).createContext(mode);
    }

    private static List<String> texts(JMSConsumer consumer, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(consumer.receiveBody(String.class, LONG_MS));
        }
        return texts;
    }

    @Test
    void aDelayedMessageComesAtItsTimeAndOthersOvertakeIt() throws JMSException {
        try (EmbeddedServer server = EmbeddedServer.start(store); JMSContext context = context(server, Session.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("q");
            JMSConsumer consumer = context.createConsumer(queue);
            TextMessage delayed = context.createTextMessage("delayed");
            long beforeMs = System.currentTimeMillis();

            context.createProducer().setDeliveryDelay(DELAY_MS).send(queue, delayed);
            context.createProducer().send(queue, "at once");

            assertThat(delayed.getJMSDeliveryTime()).isBetween(beforeMs + DELAY_MS, System.currentTimeMillis() + DELAY_MS);
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("at once");
            Message received = consumer.receive(LONG_MS);
            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(delayed.getJMSDeliveryTime());
            assertThat(received.getBody(String.class)).isEqualTo("delayed");
            assertThat(received.getJMSDeliveryTime()).isEqualTo(delayed.getJMSDeliveryTime());
            assertThat(received.getJMSMessageID()).isEqualTo(delayed.getJMSMessageID());
            assertThat(received.propertyExists("TIMER_OUT_MS")).isFalse();
        }
    }

    @Test
    void theDelayOfATransactedSendCountsFromTheSend() throws JMSException {
        try (EmbeddedServer server = EmbeddedServer.start(store);
             JMSContext sender = context(server, Session.SESSION_TRANSACTED);
             JMSContext receiver = context(server, Session.AUTO_ACKNOWLEDGE)) {
            Queue queue = sender.createQueue("q");
            JMSConsumer consumer = receiver.createConsumer(queue);
            TextMessage delayed = sender.createTextMessage("delayed");
            sender.createProducer().setDeliveryDelay(DELAY_MS).send(queue, delayed);
            sender.createProducer().send(queue, "with it");
            assertThat(consumer.receiveBody(String.class, DELAY_MS + 200)).as("before the commit").isNull();

            sender.commit();

            assertThat(texts(consumer, 2)).containsExactlyInAnyOrder("with it", "delayed");
            sender.createProducer().setDeliveryDelay(1).send(queue, "rolled back");
            sender.rollback();
            assertThat(consumer.receiveBody(String.class, 200)).isNull();
        }
    }

    @Test
    void delayedMessagesSurviveARestart() {
        try (EmbeddedServer server = EmbeddedServer.start(store); JMSContext context = context(server, Session.AUTO_ACKNOWLEDGE)) {
            Topic topic = context.createTopic("t");
            context.createSharedDurableConsumer(topic, "sub").close();
            for (int i = 0; i < 20; i++) {
                context.createProducer().setDeliveryDelay(2 * DELAY_MS).send(topic, "m" + i);
            }
            context.createProducer().setDeliveryDelay(YEAR_MS).send(topic, "next year");
        }
        try (EmbeddedServer server = EmbeddedServer.start(store); JMSContext context = context(server, Session.AUTO_ACKNOWLEDGE)) {
            JMSConsumer consumer = context.createSharedDurableConsumer(context.createTopic("t"), "sub");

            List<String> texts = texts(consumer, 20);

            assertThat(texts).startsWith("m0", "m1").endsWith("m19").doesNotHaveDuplicates();
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @Test
    void anExpiredMessageIsNotDeliveredWhenItsTimeComes() {
        try (EmbeddedServer server = EmbeddedServer.start(store); JMSContext context = context(server, Session.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("q");
            context.createProducer().setDeliveryDelay(DELAY_MS).setTimeToLive(DELAY_MS / 2).send(queue, "expired");
            context.createProducer().setDeliveryDelay(DELAY_MS).setTimeToLive(60_000).send(queue, "in time");

            assertThat(context.createConsumer(queue).receiveBody(String.class, LONG_MS)).isEqualTo("in time");
        }
    }

    @Test
    void temporaryQueuesTakeDelayedMessagesToo() {
        try (EmbeddedServer server = EmbeddedServer.start(store); JMSContext context = context(server, Session.AUTO_ACKNOWLEDGE)) {
            Queue answers = context.createTemporaryQueue();
            JMSConsumer consumer = context.createConsumer(answers);
            context.createProducer().setDeliveryDelay(DELAY_MS).send(answers, "later");
            context.createProducer().send(answers, "now");

            assertThat(texts(consumer, 2)).containsExactly("now", "later");
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @Test
    void waitingMessagesAreListedInPagesAndTakenBackOnce() throws JMSException {
        String cancelledId;
        try (EmbeddedServer server = EmbeddedServer.start(store); JMSContext context = context(server, Session.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("q");
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                TextMessage message = context.createTextMessage("m" + i);
                context.createProducer().setDeliveryDelay(i == 4 ? 1_000 : YEAR_MS).send(queue, message);
                ids.add(message.getJMSMessageID());
            }
            ScheduledMessages scheduled = ScheduledMessages.of(context);

            ScheduledMessages.Page first = scheduled.list(queue, 3);
            ScheduledMessages.Page second = scheduled.list(queue, 3, first.next());

            assertThat(first.isLast()).isFalse();
            assertThat(second.isLast()).isTrue();
            List<ScheduledMessages.Entry> all = new ArrayList<>(first.entries());
            all.addAll(second.entries());
            assertThat(all).extracting(ScheduledMessages.Entry::messageId).isEqualTo(ids);
            assertThat(all.get(0).deliveryTimeMs()).isGreaterThan(System.currentTimeMillis() + YEAR_MS / 2);
            assertThat(scheduled.list(context.createQueue("other"), 10).entries()).isEmpty();
            cancelledId = ids.get(4);
            assertThat(scheduled.cancel(context.createQueue("other"), cancelledId)).isFalse();
            assertThat(scheduled.cancel(queue, cancelledId)).isTrue();
            assertThat(scheduled.cancel(queue, cancelledId)).isFalse();
            assertThat(scheduled.cancel(queue, "ID:unknown")).isFalse();
            assertThat(context.createConsumer(queue).receiveBody(String.class, 1_500)).isNull();
        }
        try (EmbeddedServer server = EmbeddedServer.start(store); JMSContext context = context(server, Session.AUTO_ACKNOWLEDGE)) {
            ScheduledMessages scheduled = ScheduledMessages.of(context);
            assertThat(scheduled.list(context.createQueue("q"), ScheduledMessages.MAX_PAGE).entries()).hasSize(4)
                .extracting(ScheduledMessages.Entry::messageId).doesNotContain(cancelledId);
        }
    }

    @Test
    void negativeDelaysAreRefused() throws JMSException {
        try (EmbeddedServer server = EmbeddedServer.start(store); JMSContext context = context(server, Session.AUTO_ACKNOWLEDGE);
             Connection connection = new TernConnectionFactory(server.nameServerAddress()).createConnection()) {
            MessageProducer producer = connection.createSession().createProducer(null);

            assertThatThrownBy(() -> context.createProducer().setDeliveryDelay(-1)).isInstanceOf(JMSRuntimeException.class)
                .hasMessageContaining("-1");
            assertThatThrownBy(() -> producer.setDeliveryDelay(-5)).isInstanceOf(JMSException.class).hasMessageContaining("-5");
            producer.setDeliveryDelay(Long.MAX_VALUE);
            producer.send(context.createQueue("q"), context.createTextMessage("never"));
            assertThat(producer.getDeliveryDelay()).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void timerMessagesOfNativeProducersUseTheSameStore() throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("timers");
        try (EmbeddedServer server = EmbeddedServer.start(store); JMSContext context = context(server, Session.AUTO_ACKNOWLEDGE)) {
            producer.setNamesrvAddr(server.nameServerAddress());
            producer.start();
            JMSConsumer consumer = context.createConsumer(context.createQueue("Timed"));
            var byTime = new org.apache.rocketmq.common.message.Message("Timed", "by time".getBytes(StandardCharsets.UTF_8));
            var byDelay = new org.apache.rocketmq.common.message.Message("Timed", "by delay".getBytes(StandardCharsets.UTF_8));
            producer.send(new org.apache.rocketmq.common.message.Message("Timed", "first".getBytes(StandardCharsets.UTF_8)));
            consumer.receive(LONG_MS);
            long dueMs = System.currentTimeMillis() + 5 * DELAY_MS;
            byTime.setDeliverTimeMs(dueMs);
            byDelay.setDelayTimeMs(DELAY_MS);
            producer.send(byTime);
            producer.send(byDelay);

            byte[] first = consumer.receiveBody(byte[].class, LONG_MS);
            byte[] second = consumer.receiveBody(byte[].class, LONG_MS);

            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(dueMs);
            assertThat(List.of(new String(first, StandardCharsets.UTF_8), new String(second, StandardCharsets.UTF_8)))
                .containsExactly("by delay", "by time");
        } finally {
            producer.shutdown();
        }
    }
}
