package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messaging 3.1 §3, the message model. */
class MessageModelTest extends SpecServer {
    private <T extends Message> T sentAndReceived(T message, Class<T> kind) throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue());
        session.createProducer(queue()).send(message);
        return kind.cast(consumer.receive(LONG_MS));
    }

    @Test
    void headerFieldsThatSendSets() throws JMSException {
        long beforeMs = System.currentTimeMillis();
        Message sent = session.createMessage();
        sent.setJMSMessageID("ID:mine");
        sent.setJMSPriority(9);
        sent.setJMSDeliveryMode(1);
        sent.setJMSExpiration(1);
        sent.setJMSTimestamp(1);
        sent.setJMSDestination(session.createTopic("other"));
        Message received = sentAndReceived(sent, Message.class);

        for (Message message : List.of(sent, received)) {
            assertThat(message.getJMSMessageID()).startsWith("ID:").isNotEqualTo("ID:mine").isEqualTo(sent.getJMSMessageID());
            assertThat(message.getJMSDestination()).isEqualTo(queue());
            assertThat(message.getJMSPriority()).isEqualTo(Message.DEFAULT_PRIORITY);
            assertThat(message.getJMSDeliveryMode()).isEqualTo(Message.DEFAULT_DELIVERY_MODE);
            assertThat(message.getJMSExpiration()).isZero();
            assertThat(message.getJMSTimestamp()).isBetween(beforeMs, System.currentTimeMillis());
            assertThat(message.getJMSDeliveryTime()).isEqualTo(message.getJMSTimestamp());
        }
    }

    @Test
    void hintsToLeaveOutIdAndTimestamp() throws JMSException {
        MessageProducer producer = session.createProducer(queue());
        producer.setDisableMessageID(true);
        producer.setDisableMessageTimestamp(true);
        Message message = session.createMessage();
        producer.send(message);

        assertThat(producer.getDisableMessageID()).isTrue();
        assertThat(message.getJMSTimestamp()).as("the hint is taken").isZero();
        assertThat(message.getJMSMessageID()).as("the hint is not taken, so it is set and unique").startsWith("ID:");
    }

    @Test
    void headerFieldsThatTheClientSets() throws JMSException {
        Message sent = session.createMessage();
        Destination replyTo = session.createTopic("answers");
        sent.setJMSReplyTo(replyTo);
        sent.setJMSType("kind");
        sent.setJMSCorrelationIDAsBytes(new byte[] {0, 1, -1});
        Message received = sentAndReceived(sent, Message.class);

        assertThat(received.getJMSReplyTo()).isEqualTo(replyTo);
        assertThat(received.getJMSType()).isEqualTo("kind");
        assertThat(received.getJMSCorrelationIDAsBytes()).containsExactly(0, 1, -1);
        sent.setJMSCorrelationID("order-7");
        assertThat(sentAndReceived(sent, Message.class).getJMSCorrelationID()).isEqualTo("order-7");
    }

    @Test
    void redeliveredMessagesSaySo() throws JMSException {
        Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queueWith("1"));
        Message first = consumer.receive(LONG_MS);
        assertThat(first.getJMSRedelivered()).isFalse();
        assertThat(first.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        transacted.rollback();
        Message second = consumer.receive(LONG_MS);

        assertThat(second.getJMSRedelivered()).isTrue();
        assertThat(second.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        transacted.commit();
    }

    @Test
    void groupPropertiesTravel() throws JMSException {
        Message sent = session.createMessage();
        sent.setStringProperty("JMSXGroupID", "g");
        sent.setIntProperty("JMSXGroupSeq", 4);
        Message received = sentAndReceived(sent, Message.class);

        assertThat(received.getStringProperty("JMSXGroupID")).isEqualTo("g");
        assertThat(received.getIntProperty("JMSXGroupSeq")).isEqualTo(4);
        Enumeration<?> known = connection.getMetaData().getJMSXPropertyNames();
        assertThat(Collections.list(known).toString()).contains("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
    }

    @Test
    void propertyValuesConvertByTheTable() throws JMSException {
        Message message = session.createMessage();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("Boolean", true);
        values.put("Byte", (byte) 1);
        values.put("Short", (short) 1);
        values.put("Integer", 1);
        values.put("Long", 1L);
        values.put("Float", 1f);
        values.put("Double", 1d);
        values.put("String", "1");
        for (Map.Entry<String, Object> value : values.entrySet()) {
            message.setObjectProperty(value.getKey(), value.getValue());
        }
        // Rows as in §3.5.4: which types each can be read as.
        Map<String, String> readable = Map.of("Boolean", "boolean", "Byte", "byte short int long", "Short", "short int long", "Integer",
            "int long", "Long", "long", "Float", "float double", "Double", "double", "String", "boolean byte short int long float double");
        Map<String, Getter> getters = getters(message);
        List<String> wrong = new ArrayList<>();
        for (String property : values.keySet()) {
            for (Map.Entry<String, Getter> getter : getters.entrySet()) {
                boolean isReadable = List.of(readable.get(property).split(" ")).contains(getter.getKey());
                if (isReadable != canGet(getter.getValue(), property)) {
                    wrong.add(property + " as " + getter.getKey());
                }
            }
            assertThat(message.getStringProperty(property)).isEqualTo(values.get(property).toString());
        }
        assertThat(wrong).isEmpty();
        message.setStringProperty("text", "x");
        assertThatThrownBy(() -> message.getIntProperty("text")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> message.getIntProperty("absent")).isInstanceOf(NumberFormatException.class);
        assertThat(message.getBooleanProperty("absent")).isFalse();
        assertThatThrownBy(() -> message.setObjectProperty("list", List.of())).isInstanceOf(MessageFormatException.class);
    }

    @FunctionalInterface
    private interface Getter {
        Object get(String name) throws JMSException;
    }

    private static Map<String, Getter> getters(Message message) {
        return Map.of("boolean", message::getBooleanProperty, "byte", message::getByteProperty, "short", message::getShortProperty, "int",
            message::getIntProperty, "long", message::getLongProperty, "float", message::getFloatProperty, "double",
            message::getDoubleProperty);
    }

    private static boolean canGet(Getter getter, String name) throws JMSException {
        try {
            getter.get(name);
            return true;
        } catch (MessageFormatException e) {
            return false;
        }
    }

    @Test
    void propertyNamesFollowTheRulesOfSelectors() throws JMSException {
        Message message = session.createMessage();

        for (String bad : List.of("1a", "a-b", "a b", "NULL", "between", "not")) {
            assertThatThrownBy(() -> message.setStringProperty(bad, "x")).as(bad).isInstanceOf(JMSException.class);
        }
        for (String empty : List.of("", "\0")) {
            assertThatThrownBy(() -> message.setStringProperty(empty, "x")).isInstanceOf(Exception.class);
        }
        message.setStringProperty("$a_1", "x");
    }

    @Test
    void wrongSelectorsAreRefusedWhenTheyArePresented() throws JMSException {
        for (String wrong : List.of("=", "a = ", "a LIKE 3", "a BETWEEN 1", "a IN ()", "'unclosed", "a = 1 AND")) {
            assertThatThrownBy(() -> session.createConsumer(queue(), wrong)).as(wrong).isInstanceOf(InvalidSelectorException.class);
            assertThatThrownBy(() -> session.createBrowser(queue(), wrong)).as(wrong).isInstanceOf(InvalidSelectorException.class);
        }
    }

    @Test
    void sentMessageCanBeChangedAndSentAgain() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue());
        MessageProducer producer = session.createProducer(queue());
        TextMessage message = session.createTextMessage("1");
        producer.send(message);
        message.setText("2");
        producer.send(message);

        assertThat(body(consumer)).isEqualTo("1");
        assertThat(body(consumer)).isEqualTo("2");
    }

    @Test
    void receivedMessageIsReadOnlyUntilClearedAndComesAgainUnchanged() throws JMSException {
        Session clientAck = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = clientAck.createConsumer(queue());
        TextMessage sent = session.createTextMessage("original");
        sent.setStringProperty("p", "original");
        session.createProducer(queue()).send(sent);
        TextMessage first = (TextMessage) consumer.receive(LONG_MS);
        assertThatThrownBy(() -> first.setText("x")).isInstanceOf(MessageNotWriteableException.class);
        assertThatThrownBy(() -> first.setStringProperty("p", "x")).isInstanceOf(MessageNotWriteableException.class);
        first.clearBody();
        first.clearProperties();
        assertThat(first.getText()).isNull();
        first.setText("changed");
        first.setStringProperty("p", "changed");
        clientAck.recover();
        TextMessage again = (TextMessage) consumer.receive(LONG_MS);

        assertThat(again.getText()).isEqualTo("original");
        assertThat(again.getStringProperty("p")).isEqualTo("original");
        again.acknowledge();
    }

    @Test
    void streamsAndMapsConvertAndRecoverFromFailedReads() throws JMSException {
        StreamMessage stream = session.createStreamMessage();
        stream.writeString("7");
        stream.writeObject(null);
        stream.writeObject(null);
        stream.writeBytes(new byte[] {1, 2});
        StreamMessage received = sentAndReceived(stream, StreamMessage.class);
        assertThatThrownBy(received::readChar).isInstanceOf(MessageFormatException.class);
        assertThat(received.readInt()).as("the pointer has not moved").isEqualTo(7);
        assertThatThrownBy(received::readInt).isInstanceOf(NumberFormatException.class);
        assertThat(received.readBoolean()).as("null as false").isFalse();
        assertThatThrownBy(received::readChar).isInstanceOf(NullPointerException.class);
        assertThat(received.readObject()).isNull();
        assertThat((byte[]) received.readObject()).containsExactly(1, 2);

        MapMessage map = session.createMapMessage();
        map.setInt("i", 3);
        map.setString("s", "x");
        MapMessage receivedMap = sentAndReceived(map, MapMessage.class);
        assertThat(receivedMap.getLong("i")).isEqualTo(3);
        assertThat(receivedMap.getBoolean("s")).isFalse();
        assertThatThrownBy(() -> receivedMap.getShort("i")).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> receivedMap.getInt("s")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void objectsAreCopiedInAndOut() throws JMSException {
        byte[] bytes = {1, 2, 3};
        MapMessage map = session.createMapMessage();
        map.setBytes("b", bytes);
        bytes[0] = 9;
        assertThat(map.getBytes("b")).startsWith(1);
        map.getBytes("b")[1] = 9;
        assertThat(map.getBytes("b")).containsExactly(1, 2, 3);
        ArrayList<String> list = new ArrayList<>(List.of("a"));
        ObjectMessage object = session.createObjectMessage(list);
        list.add("b");
        assertThat(object.getObject()).isEqualTo(List.of("a")).isNotSameAs(object.getObject());
        BytesMessage data = session.createBytesMessage();
        assertThatThrownBy(() -> data.writeObject(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void propertiesAreListedClearedAloneAndNullWhenAbsent() throws JMSException {
        TextMessage sent = session.createTextMessage("body");
        sent.setJMSType("kind");
        sent.setStringProperty("text", "x");
        sent.setObjectProperty("nothing", null);
        TextMessage received = sentAndReceived(sent, TextMessage.class);

        Enumeration<?> names = received.getPropertyNames();
        assertThat(Collections.list(names).toString()).contains("text", "nothing").doesNotContain("JMSType");
        assertThat(received.propertyExists("nothing")).isTrue();
        assertThat(received.propertyExists("absent")).isFalse();
        assertThat(received.getObjectProperty("nothing")).isNull();
        assertThat(received.getObjectProperty("absent")).isNull();
        assertThat(received.getStringProperty("absent")).isNull();
        assertThatThrownBy(() -> received.setIntProperty("new", 1)).isInstanceOf(MessageNotWriteableException.class);
        received.clearProperties();
        assertThat(received.propertyExists("text")).isFalse();
        assertThat(received.getText()).isEqualTo("body");
        assertThat(received.getJMSType()).isEqualTo("kind");
        received.setIntProperty("new", 1);
        assertThat(received.getIntProperty("new")).isEqualTo(1);
        assertThatThrownBy(() -> received.setText("the body is read-only still")).isInstanceOf(MessageNotWriteableException.class);
    }

    @Test
    void eachKindOfBodyIsClearedWithoutTheRest() throws JMSException {
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(1);
        MapMessage map = session.createMapMessage();
        map.setInt("i", 1);
        StreamMessage stream = session.createStreamMessage();
        stream.writeInt(1);
        for (Message sent : List.of(session.createTextMessage("x"), session.createObjectMessage(1), bytes, map, stream)) {
            sent.setStringProperty("kept", "yes");
            Message received = sentAndReceived(sent, Message.class);
            received.clearBody();
            assertThat(received.getStringProperty("kept")).isEqualTo("yes");
            assertThat(received.getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
            assertThat(sentAndReceived(received, Message.class).getStringProperty("kept")).as("it can be sent, empty").isEqualTo("yes");
        }
        assertThatThrownBy(bytes::readInt).as("written, not yet read").isInstanceOf(MessageNotReadableException.class);
        BytesMessage received = sentAndReceived(bytes, BytesMessage.class);
        assertThatThrownBy(() -> received.writeInt(2)).isInstanceOf(MessageNotWriteableException.class);
        received.clearBody();
        received.writeInt(2);
        received.reset();
        assertThat(received.readInt()).isEqualTo(2);
    }
}
