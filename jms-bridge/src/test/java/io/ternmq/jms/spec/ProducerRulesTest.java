package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Messaging 3.1 §7, sending. */
class ProducerRulesTest extends SpecServer {
    private static CompletionListener onSent(ThrowingCallable call, List<Object> outcomes) {
        return new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                Throwable failure = catchThrowable(call);
                outcomes.add(failure == null ? "done" : failure);
            }

            @Override
            public void onException(Message message, Exception exception) {
                outcomes.add(exception);
            }
        };
    }

    @Test
    void producerHasADestinationOrTakesOneInEachCall() throws JMSException {
        MessageProducer anywhere = session.createProducer(null);
        MessageProducer bound = session.createProducer(queue());
        Message message = session.createMessage();

        anywhere.send(queue(), message);
        assertThatThrownBy(() -> anywhere.send(message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> bound.send(queue(), message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> anywhere.send(null, message)).isInstanceOf(InvalidDestinationException.class);
        assertThat(anywhere.getDestination()).isNull();
        assertThat(bound.getDestination()).isEqualTo(queue());
    }

    @Test
    void completionComesWhenTheMessageIsSentAndOnAnotherThread() throws Exception {
        Map<String, Object> seen = new ConcurrentHashMap<>();
        CountDownLatch isDone = new CountDownLatch(1);
        Message message = session.createTextMessage("1");
        session.createProducer(queue()).send(message, new CompletionListener() {
            @Override
            public void onCompletion(Message sent) {
                seen.put("thread", Thread.currentThread());
                seen.put("message", sent);
                isDone.countDown();
            }

            @Override
            public void onException(Message sent, Exception exception) {
                seen.put("failure", exception);
                isDone.countDown();
            }
        });
        assertThat(isDone.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();

        assertThat(seen.get("thread")).isNotNull().isNotSameAs(Thread.currentThread());
        assertThat(seen.get("message")).isSameAs(message);
        assertThat(message.getJMSMessageID()).startsWith("ID:");
        assertThat(body(session.createConsumer(queue()))).isEqualTo("1");
    }

    @Test
    void errorsOfTheCallAreThrownAndNotToldToTheListener() throws JMSException {
        List<Object> outcomes = new CopyOnWriteArrayList<>();
        CompletionListener listener = onSent(() -> { }, outcomes);
        MessageProducer producer = session.createProducer(queue());

        assertThatThrownBy(() -> producer.send((Message) null, listener)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> producer.send(session.createMessage(), null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.createProducer(null).send(null, session.createMessage(), listener))
            .isInstanceOf(InvalidDestinationException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createProducer().setAsync(listener).send(queue(), (Message) null))
                .isInstanceOf(MessageFormatRuntimeException.class);
        }
        producer.close();
        assertThat(outcomes).isEmpty();
    }

    @Test
    void failureAfterTheCallIsToldToTheListener() throws JMSException {
        List<Object> outcomes = new CopyOnWriteArrayList<>();
        Queue gone = session.createTemporaryQueue();
        MessageProducer producer = session.createProducer(gone);
        ((jakarta.jms.TemporaryQueue) gone).delete();
        producer.send(session.createMessage(), onSent(() -> { }, outcomes));
        producer.close();

        assertThat(outcomes).singleElement().isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void sendsOfBothKindsKeepTheirOrderAndCompletionsToo() throws JMSException {
        MessageProducer producer = session.createProducer(queue());
        List<String> completed = new CopyOnWriteArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String text = Integer.toString(i);
            sent.add(text);
            if (i % 3 == 0) {
                producer.send(session.createTextMessage(text));
            } else {
                producer.send(session.createTextMessage(text), onSent(() -> completed.add(text), new CopyOnWriteArrayList<>()));
            }
        }
        producer.close();
        assertThat(completed).isEqualTo(sent.stream().filter(text -> Integer.parseInt(text) % 3 != 0).toList());
        MessageConsumer consumer = session.createConsumer(queue());
        for (String text : sent) {
            assertThat(body(consumer)).isEqualTo(text);
        }
    }

    // The broker makes a destination for the first message to it.
    @Test
    void asynchronousSendsToANewDestinationKeepTheirOrder() throws JMSException {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.SESSION_TRANSACTED}) {
            Session sending = connection.createSession(mode);
            for (boolean isAsync : new boolean[] {true, false}) {
                Queue fresh = session.createQueue(name + "-" + mode + isAsync);
                List<Object> outcomes = new CopyOnWriteArrayList<>();
                MessageProducer producer = sending.createProducer(fresh);
                producer.send(sending.createTextMessage("0"), onSent(() -> { }, outcomes));
                for (int i = 1; i < 10; i++) {
                    Message message = sending.createTextMessage(Integer.toString(i));
                    if (isAsync) {
                        producer.send(message, onSent(() -> { }, outcomes));
                    } else {
                        producer.send(message);
                    }
                }
                if (sending.getTransacted()) {
                    sending.commit();
                }
                try (MessageConsumer consumer = session.createConsumer(fresh)) {
                    for (int i = 0; i < 10; i++) {
                        assertThat(body(consumer)).isEqualTo(Integer.toString(i));
                    }
                }
            }
        }
    }

    @Test
    void changingAMessageAfterAnAsynchronousSendChangesNothing() throws JMSException {
        List<Object> outcomes = new CopyOnWriteArrayList<>();
        Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
        Session plain = connection.createSession();
        for (Session sending : List.of(transacted, plain)) {
            for (int length : new int[] {10, 100_000}) {
                sendAndChange(sending, length, outcomes);
                if (sending == transacted) {
                    transacted.commit();
                }
                assertUnchanged(length);
            }
        }
        plain.close();
        assertThat(outcomes).hasSize(6 * 4).containsOnly("done");
    }

    private void sendAndChange(Session sending, int length, List<Object> outcomes) throws JMSException {
        byte[] bytes = new byte[length];
        ArrayList<Object> list = new ArrayList<>(List.of("x".repeat(length)));
        TextMessage text = sending.createTextMessage("x".repeat(length));
        BytesMessage written = sending.createBytesMessage();
        written.writeBytes(bytes);
        BytesMessage readable = sending.createBytesMessage();
        readable.writeBytes(bytes);
        readable.reset();
        MapMessage map = sending.createMapMessage();
        map.setBytes("bytes", bytes);
        StreamMessage stream = sending.createStreamMessage();
        stream.writeBytes(bytes);
        ObjectMessage object = sending.createObjectMessage(list);
        MessageProducer producer = sending.createProducer(queue());
        for (Message message : List.of(text, written, readable, map, stream, object)) {
            message.setJMSReplyTo(queue());
            message.setStringProperty("text", "x".repeat(length));
            producer.send(message, onSent(() -> { }, outcomes));
            message.setJMSReplyTo(null);
            message.setStringProperty("text", "changed");
            message.setIntProperty("more", 1);
        }
        Arrays.fill(bytes, (byte) 1);
        list.clear();
        text.setText("changed");
        written.writeInt(1);
        readable.clearBody();
        readable.writeInt(1);
        map.setInt("more", 1);
        stream.writeInt(1);
        object.setObject("changed");
    }

    private void assertUnchanged(int length) throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(queue())) {
            byte[] bytes = new byte[length];
            assertThat(unchanged(consumer, length).getBody(String.class)).isEqualTo("x".repeat(length));
            assertThat(unchanged(consumer, length).getBody(byte[].class)).isEqualTo(bytes);
            assertThat(unchanged(consumer, length).getBody(byte[].class)).isEqualTo(bytes);
            MapMessage map = (MapMessage) unchanged(consumer, length);
            assertThat(map.getBytes("bytes")).isEqualTo(bytes);
            assertThat(map.itemExists("more")).isFalse();
            StreamMessage stream = (StreamMessage) unchanged(consumer, length);
            assertThat(stream.readObject()).isEqualTo(bytes);
            assertThatThrownBy(stream::readObject).isInstanceOf(MessageEOFException.class);
            assertThat((Object) unchanged(consumer, length).getBody(ArrayList.class)).isEqualTo(List.of("x".repeat(length)));
        }
    }

    private Message unchanged(MessageConsumer consumer, int length) throws JMSException {
        Message message = consumer.receive(LONG_MS);
        assertThat(message.getJMSReplyTo()).isEqualTo(queue());
        assertThat(message.getStringProperty("text")).isEqualTo("x".repeat(length));
        assertThat(message.propertyExists("more")).isFalse();
        return message;
    }

    @Test
    void closeCommitAndRollbackWaitForCompletions() throws JMSException {
        for (String end : List.of("producer", "session", "connection", "commit", "rollback")) {
            List<Object> outcomes = new CopyOnWriteArrayList<>();
            Connection own = factory.createConnection();
            Session transacted = own.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = transacted.createProducer(queue());
            for (int i = 0; i < 20; i++) {
                producer.send(transacted.createMessage(), onSent(() -> { }, outcomes));
            }
            switch (end) {
                case "producer" -> producer.close();
                case "session" -> transacted.close();
                case "connection" -> own.close();
                case "commit" -> transacted.commit();
                default -> transacted.rollback();
            }
            assertThat(outcomes).as(end).hasSize(20).containsOnly("done");
            own.close();
        }
    }

    @Test
    void completionListenerMayNotEndWhatItBelongsTo() throws JMSException {
        Connection own = factory.createConnection();
        Session transacted = own.createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue());
        List<Object> outcomes = new CopyOnWriteArrayList<>();
        for (ThrowingCallable call : List.<ThrowingCallable>of(producer::close, transacted::close, own::close, transacted::commit,
            transacted::rollback)) {
            producer.send(transacted.createMessage(), onSent(call, outcomes));
        }
        await("callbacks").until(() -> outcomes.size() == 5);
        assertThat(outcomes).allMatch(outcome -> outcome instanceof IllegalStateException);
        producer.send(transacted.createMessage(), onSent(own::stop, outcomes));
        await("stopped").until(() -> outcomes.size() == 6);
        assertThat(outcomes.get(5)).isEqualTo("done");
        own.close();
    }

    @Test
    void qualityOfServiceOfTheProducerAndOfTheCall() throws JMSException {
        MessageProducer producer = session.createProducer(queue());
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.setPriority(6);
        producer.setTimeToLive(60_000);
        producer.send(session.createMessage());
        producer.send(session.createMessage(), DeliveryMode.PERSISTENT, 2, 0);
        MessageConsumer consumer = session.createConsumer(queue());

        Message first = consumer.receive(LONG_MS);
        assertThat(first.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(first.getJMSPriority()).isEqualTo(6);
        assertThat(first.getJMSExpiration() - first.getJMSTimestamp()).isEqualTo(60_000);
        Message second = consumer.receive(LONG_MS);
        assertThat(second.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(second.getJMSPriority()).isEqualTo(2);
        assertThat(second.getJMSExpiration()).isZero();
    }

    @Test
    void tooLargeIsSaidByTheCallWhateverItsModeAndLeavesTheSessionAsItWas() throws JMSException {
        for (boolean isTransacted : new boolean[] {false, true}) {
            Session sending = connection.createSession(isTransacted ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = sending.createProducer(queue());
            for (int deliveryMode : new int[] {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT}) {
                producer.setDeliveryMode(deliveryMode);
                producer.send(sending.createTextMessage("before"));
                for (Message large : tooLarge()) {
                    assertThatThrownBy(() -> producer.send(large)).isInstanceOf(JMSException.class)
                        .extracting(failure -> ((JMSException) failure).getErrorCode()).isEqualTo("TERN-107");
                }
                producer.send(sending.createTextMessage("after"));
            }
            if (isTransacted) {
                sending.commit();
            }
            sending.close();
            MessageConsumer consumer = session.createConsumer(queue());
            assertThat(List.of(body(consumer), body(consumer), body(consumer), body(consumer)))
                .containsExactly("before", "after", "before", "after");
            assertThat(consumer.receiveNoWait()).isNull();
            consumer.close();
        }
    }

    private List<Message> tooLarge() throws JMSException {
        BytesMessage body = session.createBytesMessage();
        body.writeBytes(new byte[(4 << 20) + 1]);
        Message property = session.createMessage();
        property.setStringProperty("p", "x".repeat((4 << 20) + 1));
        Message properties = session.createMessage();
        for (int i = 0; i < 4097; i++) {
            properties.setIntProperty("p" + i, i);
        }
        BytesMessage both = session.createBytesMessage();
        both.writeBytes(new byte[4 << 20]);
        both.setStringProperty("p", "x".repeat(100_000));
        return List.of(body, property, properties, both);
    }

    @Test
    void messageWithADeliveryTimeIsNeitherReceivedNorBrowsedBefore() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().setDeliveryDelay(1_000).send(queue(), "later");
            JMSConsumer consumer = context.createConsumer(queue());
            assertThat(context.createBrowser(queue()).getEnumeration().hasMoreElements()).isFalse();
            assertThat(consumer.receiveNoWait()).isNull();
            Message received = consumer.receive(LONG_MS);

            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(received.getJMSDeliveryTime());
            assertThat(received.getJMSDeliveryTime() - received.getJMSTimestamp()).isEqualTo(1_000);
        }
    }
}
