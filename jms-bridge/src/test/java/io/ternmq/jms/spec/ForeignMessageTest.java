package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Messaging 3.1 §3.12: messages and destinations of other providers, sent by this one. */
class ForeignMessageTest extends SpecServer {
    record Order(String item) implements Serializable {
    }

    /** Another provider's object: it has the interface, the answers given, and for the rest does what the delegate does. */
    private static <T> T foreign(Class<T> kind, Object delegate, Map<String, ?> answers) {
        return kind.cast(Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (proxy, method, arguments) -> {
            if (answers.containsKey(method.getName())) {
                return answers.get(method.getName());
            }
            try {
                return method.invoke(delegate, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private static <T extends Message> T foreign(Class<T> kind, T delegate) {
        return foreign(kind, delegate, Map.of());
    }

    private <T extends Message> T sentAndReceived(Message message, Class<T> kind) throws JMSException {
        session.createProducer(queue()).send(message);
        try (MessageConsumer consumer = session.createConsumer(queue())) {
            return kind.cast(consumer.receive(LONG_MS));
        }
    }

    @Test
    void bodiesOfAllKindsArrive() throws JMSException {
        byte[] bytes = {1, 2, 3};
        BytesMessage raw = session.createBytesMessage();
        raw.writeBytes(bytes);
        raw.writeInt(4);
        MapMessage map = session.createMapMessage();
        map.setLong("long", 5);
        map.setChar("char", 'c');
        map.setBytes("bytes", bytes);
        map.setString("none", null);
        StreamMessage stream = session.createStreamMessage();
        stream.writeShort((short) 6);
        stream.writeBytes(bytes);
        stream.writeString(null);
        stream.writeDouble(0.5);

        assertThat(sentAndReceived(foreign(TextMessage.class, session.createTextMessage("text")), TextMessage.class).getText())
            .isEqualTo("text");
        assertThat(sentAndReceived(foreign(TextMessage.class, session.createTextMessage()), TextMessage.class).getText()).isNull();
        assertThat(sentAndReceived(foreign(BytesMessage.class, raw), BytesMessage.class).getBody(byte[].class))
            .containsExactly(1, 2, 3, 0, 0, 0, 4);
        MapMessage mapReceived = sentAndReceived(foreign(MapMessage.class, map), MapMessage.class);
        assertThat(mapReceived.itemExists("none")).isTrue();
        assertThat(mapReceived.getObject("long")).isEqualTo(5L);
        assertThat(mapReceived.getChar("char")).isEqualTo('c');
        assertThat(mapReceived.getBytes("bytes")).isEqualTo(bytes);
        assertThat(mapReceived.getObject("none")).isNull();
        StreamMessage streamReceived = sentAndReceived(foreign(StreamMessage.class, stream), StreamMessage.class);
        assertThat(List.of(streamReceived.readObject(), streamReceived.readObject())).containsExactly((short) 6, bytes);
        assertThat(streamReceived.readString()).isNull();
        assertThat(streamReceived.readObject()).isEqualTo(0.5);
        Message plain = sentAndReceived(foreign(Message.class, session.createMessage()), Message.class);
        assertThat(plain).isNotInstanceOfAny(TextMessage.class, BytesMessage.class, MapMessage.class, StreamMessage.class,
            ObjectMessage.class);
    }

    @Test
    void objectIsReadOnlyWhereItsClassIsTrusted() throws JMSException {
        Message foreign = foreign(ObjectMessage.class, session.createObjectMessage(), Map.of("getObject", new Order("tern")));
        ObjectMessage untrusted = sentAndReceived(foreign, ObjectMessage.class);
        assertThatThrownBy(untrusted::getObject).isInstanceOf(JMSException.class)
            .extracting(failure -> ((JMSException) failure).getErrorCode()).isEqualTo("TERN-110");

        session.createProducer(queue()).send(foreign);
        factory.setTrustedClasses(Order.class.getName());
        try (JMSContext context = factory.createContext()) {
            assertThat(context.createConsumer(queue()).receiveBody(Order.class, LONG_MS)).isEqualTo(new Order("tern"));
        }
    }

    @Test
    void headerFieldsAndPropertiesArrive() throws JMSException {
        Message own = session.createMessage();
        own.setJMSCorrelationID("correlation");
        own.setJMSType("type");
        own.setJMSReplyTo(session.createTopic(name + "-replies"));
        own.setIntProperty("number", 7);
        own.setObjectProperty("flag", true);
        own.setStringProperty("nothing", null);
        own.setStringProperty("JMS_OTHER_Vendor", "x");
        own.setStringProperty("JMSXGroupID", "group");

        Message received = sentAndReceived(foreign(Message.class, own), Message.class);
        assertThat(received.getJMSCorrelationID()).isEqualTo("correlation");
        assertThat(received.getJMSType()).isEqualTo("type");
        assertThat(received.getJMSReplyTo()).isEqualTo(session.createTopic(name + "-replies"));
        assertThat(received.getObjectProperty("number")).isEqualTo(7);
        assertThat(received.getObjectProperty("flag")).isEqualTo(true);
        assertThat(received.propertyExists("nothing")).isTrue();
        assertThat(received.getStringProperty("JMS_OTHER_Vendor")).isEqualTo("x");
        assertThat(received.getStringProperty("JMSXGroupID")).isEqualTo("group");
    }

    @Test
    void sendSetsTheHeaderOfTheOriginal() throws JMSException {
        TextMessage original = foreign(TextMessage.class, session.createTextMessage("1"));
        MessageProducer producer = session.createProducer(queue());
        producer.setDeliveryDelay(50);
        producer.send(original, DeliveryMode.NON_PERSISTENT, 7, 60_000);

        Message received = session.createConsumer(queue()).receive(LONG_MS);
        for (Message message : List.of(original, received)) {
            assertThat(message.getJMSMessageID()).startsWith("ID:").isEqualTo(received.getJMSMessageID());
            assertThat(message.getJMSDestination()).isEqualTo(queue());
            assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
            assertThat(message.getJMSPriority()).isEqualTo(7);
            assertThat(message.getJMSTimestamp()).isPositive().isEqualTo(received.getJMSTimestamp());
            assertThat(message.getJMSDeliveryTime()).isEqualTo(received.getJMSTimestamp() + 50);
            assertThat(message.getJMSExpiration()).isEqualTo(received.getJMSTimestamp() + 60_000);
        }
    }

    @Test
    void completionListenerGetsTheOriginal() throws JMSException {
        List<Object> completed = new CopyOnWriteArrayList<>();
        Message original = foreign(TextMessage.class, session.createTextMessage("1"));
        session.createProducer(queue()).send(original, new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                completed.add(message);
            }

            @Override
            public void onException(Message message, Exception exception) {
                completed.add(exception);
            }
        });

        await("completion").until(() -> !completed.isEmpty());
        assertThat(completed.get(0)).isSameAs(original);
        assertThat(original.getJMSMessageID()).isEqualTo(session.createConsumer(queue()).receive(LONG_MS).getJMSMessageID());
    }

    @Test
    void bodyCanBeReadAndSentAgainAfterwards() throws JMSException {
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(1);
        StreamMessage stream = session.createStreamMessage();
        stream.writeInt(2);
        BytesMessage foreignBytes = foreign(BytesMessage.class, bytes);
        StreamMessage foreignStream = foreign(StreamMessage.class, stream);
        for (int i = 0; i < 2; i++) {
            assertThat(sentAndReceived(foreignBytes, BytesMessage.class).readInt()).isEqualTo(1);
            assertThat(foreignBytes.readInt()).isEqualTo(1);
            assertThat(sentAndReceived(foreignStream, StreamMessage.class).readInt()).isEqualTo(2);
            assertThat(foreignStream.readInt()).isEqualTo(2);
        }
    }

    @Test
    void destinationsAreTakenByTheirKindAndName() throws JMSException {
        Queue foreignQueue = foreign(Queue.class, name, Map.of("getQueueName", name));
        Topic foreignTopic = foreign(Topic.class, name, Map.of("getTopicName", name + "-replies"));
        TextMessage message = foreign(TextMessage.class, session.createTextMessage("1"));
        message.setJMSReplyTo(foreignTopic);
        session.createProducer(null).send(foreignQueue, message);

        Message received = session.createConsumer(foreignQueue).receive(LONG_MS);
        assertThat(received.getJMSReplyTo()).isEqualTo(session.createTopic(name + "-replies"));
        assertThat(received.getJMSDestination()).isEqualTo(queue());
    }

    // It need be neither handled nor preserved; the message has to be sent.
    @Test
    void replyToThatIsNoDestinationHereIsLeftOut() throws JMSException {
        Destination unknown = foreign(Destination.class, "neither queue nor topic", Map.of());
        Destination unnameable = foreign(Queue.class, name, Map.of("getQueueName", "a%20b"));
        for (Destination replyTo : List.of(unknown, unnameable)) {
            TextMessage message = foreign(TextMessage.class, session.createTextMessage("1"));
            message.setJMSReplyTo(replyTo);

            assertThat(sentAndReceived(message, TextMessage.class).getJMSReplyTo()).isNull();
            assertThat(message.getJMSReplyTo()).isSameAs(replyTo);
        }
    }

    @Test
    void contextSendsThemToo() throws JMSException {
        MapMessage map = session.createMapMessage();
        map.setInt("key", 1);
        try (JMSContext context = factory.createContext()) {
            context.createProducer().setProperty("colour", "red").setJMSType("type").send(queue(), foreign(MapMessage.class, map));
            Message received = context.createConsumer(queue()).receive(LONG_MS);

            assertThat((Object) received.getBody(Map.class)).isEqualTo(Map.of("key", 1));
            assertThat(received.getStringProperty("colour")).isEqualTo("red");
            assertThat(received.getJMSType()).isEqualTo("type");
        }
    }

    @Test
    void messagesReceivedFromElsewhereArePassedOn() throws JMSException {
        try (Connection elsewhere = factory.createConnection()) {
            elsewhere.start();
            Message own = session.createTextMessage("1");
            own.setStringProperty("colour", "red");
            session.createProducer(queue()).send(own);
            Message received = elsewhere.createSession().createConsumer(queue()).receive(LONG_MS);

            Message passedOn = sentAndReceived(foreign(TextMessage.class, (TextMessage) received), TextMessage.class);
            assertThat(passedOn.getStringProperty("colour")).isEqualTo("red");
            assertThat(passedOn.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        }
    }
}
