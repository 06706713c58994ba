package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Messaging 3.1 §2.8, §6.2.6, §7.4 to §7.10, §8.6 and §10.2: contexts and their producers and consumers. */
class SimplifiedApiTest extends SpecServer {
    @Test
    void contextIsConnectionAndSessionAndStartsWithItsFirstConsumer() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            assertThat(context.getAutoStart()).isTrue();
            assertThat(context.getSessionMode()).isEqualTo(JMSContext.AUTO_ACKNOWLEDGE);
            context.createProducer().send(queue(), "1").send(queue(), "2");
            try (JMSConsumer consumer = context.createConsumer(queue())) {
                assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("1");
            }
        }
        try (JMSContext context = factory.createContext()) {
            context.setAutoStart(false);
            JMSConsumer consumer = context.createConsumer(queue());
            assertThat(consumer.receiveBody(String.class, SHORT_MS)).as("not started").isNull();
            context.start();
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("2");
        }
    }

    @Test
    void contextsOfOneConnectionHaveTransactionsOfTheirOwn() throws JMSException {
        try (JMSContext first = factory.createContext(JMSContext.SESSION_TRANSACTED);
             JMSContext second = first.createContext(JMSContext.SESSION_TRANSACTED)) {
            assertThat(second.getTransacted()).isTrue();
            first.createProducer().send(queue(), "undone");
            second.createProducer().send(queue(), "done");
            second.commit();
            first.rollback();
        }
        assertThat(body(session.createConsumer(queue()))).isEqualTo("done");
        assertThat(session.createConsumer(queue()).receiveNoWait()).isNull();
    }

    @Test
    void producerSettingsAreChainedAndApplyToEachMessage() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            Queue replies = context.createQueue(name + "-replies");
            JMSProducer producer = context.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT).setPriority(7)
                .setTimeToLive(60_000).setDisableMessageTimestamp(false).setJMSReplyTo(replies).setJMSType("kind")
                .setJMSCorrelationID("c-1").setProperty("colour", "red").setProperty("number", 3L);
            Message own = context.createMessage();
            own.setJMSType("its own");
            own.setStringProperty("colour", "green");
            own.setStringProperty("shape", "round");
            producer.send(queue(), own);
            producer.send(queue(), Map.of("key", 1));

            JMSConsumer consumer = context.createConsumer(queue());
            Message received = consumer.receive(LONG_MS);
            assertThat(received.getJMSType()).as("the producer's setting overrides").isEqualTo("kind");
            assertThat(received.getStringProperty("colour")).isEqualTo("red");
            assertThat(received.getStringProperty("shape")).as("what the producer does not set").isEqualTo("round");
            for (Message message : List.of(received, consumer.receive(LONG_MS))) {
                assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
                assertThat(message.getJMSPriority()).isEqualTo(7);
                assertThat(message.getJMSExpiration()).isEqualTo(message.getJMSTimestamp() + 60_000);
                assertThat(message.getJMSReplyTo()).isEqualTo(replies);
                assertThat(message.getJMSCorrelationID()).isEqualTo("c-1");
                assertThat(message.getLongProperty("number")).isEqualTo(3);
            }
            assertThat(producer.getPropertyNames()).containsExactlyInAnyOrder("colour", "number");
            assertThat(producer.clearProperties().propertyExists("colour")).isFalse();
        }
    }

    @Test
    void bodiesOfAllKindsAreReceivedWithoutTheirMessage() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            JMSProducer producer = context.createProducer();
            JMSConsumer consumer = context.createConsumer(queue());
            producer.send(queue(), "text").send(queue(), new byte[] {1, 2}).send(queue(), Map.of("key", 1L)).send(queue(), (Long) 7L);
            assertThat(consumer.receiveBody(CharSequence.class, LONG_MS)).isEqualTo("text");
            assertThat(consumer.receiveBody(byte[].class, LONG_MS)).containsExactly(1, 2);
            assertThat((Object) consumer.receiveBody(Map.class, LONG_MS)).isEqualTo(Map.of("key", 1L));
            assertThat(consumer.receiveBody(Number.class, LONG_MS)).isEqualTo(7L);
            assertThat(consumer.receiveBody(String.class, SHORT_MS)).isNull();
            assertThat(consumer.receiveBodyNoWait(String.class)).isNull();
        }
    }

    @Test
    void bodiesAreReadFromMessagesByTheirKind() throws JMSException {
        TextMessage text = session.createTextMessage("text");
        assertThat(text.isBodyAssignableTo(CharSequence.class)).isTrue();
        assertThat(text.isBodyAssignableTo(byte[].class)).isFalse();
        assertThatThrownBy(() -> text.getBody(byte[].class)).isInstanceOf(JMSException.class);
        MapMessage map = session.createMapMessage();
        map.setInt("i", 1);
        assertThat((Object) map.getBody(Map.class)).isEqualTo(Map.of("i", 1));
        StreamMessage stream = session.createStreamMessage();
        stream.writeInt(1);
        assertThat(stream.isBodyAssignableTo(Object.class)).as("a stream has no body as a whole").isFalse();
        assertThatThrownBy(() -> stream.getBody(Object.class)).isInstanceOf(JMSException.class);
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(1);
        bytes.reset();
        assertThat(bytes.getBody(byte[].class)).containsExactly(0, 0, 0, 1);
        assertThat(session.createMessage().getBody(String.class)).as("no body").isNull();
    }

    @Test
    void secondListenerMayBeSetWhileTheFirstIsAtWork() throws JMSException {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (JMSContext context = factory.createContext()) {
            for (String suffix : List.of("a", "b", "c")) {
                Queue queue = session.createQueue(name + suffix);
                for (int i = 0; i < 50; i++) {
                    session.createProducer(queue).send(session.createTextMessage(suffix));
                }
                context.createConsumer(queue).setMessageListener(message -> heard.add(suffix));
            }
            await("messages").until(() -> heard.size() == 150);
        }
    }

    @Test
    void runtimeExceptionsStandForTheCheckedOnes() throws JMSException {
        JMSContext context = factory.createContext();
        assertThatThrownBy(() -> context.createConsumer(null)).isInstanceOf(InvalidDestinationRuntimeException.class);
        assertThatThrownBy(() -> context.createConsumer(queue(), "=")).isInstanceOf(InvalidSelectorRuntimeException.class)
            .hasCauseInstanceOf(JMSException.class);
        assertThatThrownBy(context::commit).isInstanceOf(IllegalStateRuntimeException.class);
        context.close();
        assertThatThrownBy(() -> context.createQueue("q")).isInstanceOf(IllegalStateRuntimeException.class);
    }
}
