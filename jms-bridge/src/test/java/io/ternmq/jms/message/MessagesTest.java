package io.ternmq.jms.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import io.ternmq.wire.jms.BodyType;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final TernQueue QUEUE = new TernQueue("q");
    private final Messages messages = new Messages(new TrustedClasses(List.of("io.ternmq.jms.message.MessagesTest$Trusted")));

    record Trusted(String name) implements Serializable {
    }

    record Untrusted(String name) implements Serializable {
    }

    /** What a receiver gets. */
    private <T extends Message> T overTheWire(T message) throws JMSException {
        OutboundMessage out = ((TernMessage) message).toOutbound(QUEUE, "id", 0, null);
        @SuppressWarnings("unchecked") // the same kind comes back
        T received = (T) messages.received(new InboundMessage(QUEUE, "id", out.header(), out.properties(), out.body(), 1), 1, null);
        return received;
    }

    @Test
    void keepsHeaderFieldsAndTypedProperties() throws JMSException {
        TernMessage sent = new TernMessage();
        sent.setJMSCorrelationID("c");
        sent.setJMSType("t");
        sent.setJMSReplyTo(new TernTopic("answers"));
        sent.setJMSTimestamp(7);
        sent.setByteProperty("b", (byte) 1);
        sent.setDoubleProperty("d", 1.5);
        sent.setStringProperty("s", null);

        TernMessage received = overTheWire(sent);

        assertThat(received.getJMSMessageID()).isEqualTo("ID:id");
        assertThat(received.getJMSCorrelationID()).isEqualTo("c");
        assertThat(received.getJMSType()).isEqualTo("t");
        assertThat(received.getJMSReplyTo()).isEqualTo(new TernTopic("answers"));
        assertThat(received.getJMSDestination()).isEqualTo(QUEUE);
        assertThat(received.getObjectProperty("b")).isEqualTo((byte) 1);
        assertThat(received.getObjectProperty("d")).isEqualTo(1.5);
        assertThat(received.propertyExists("s")).isTrue();
        assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    void convertsPropertiesByTheTable() throws JMSException {
        TernMessage message = new TernMessage();
        message.setShortProperty("short", (short) 3);
        message.setStringProperty("text", "12");
        message.setBooleanProperty("flag", true);

        assertThat(message.getLongProperty("short")).isEqualTo(3L);
        assertThat(message.getIntProperty("text")).isEqualTo(12);
        assertThat(message.getStringProperty("flag")).isEqualTo("true");
        assertThatThrownBy(() -> message.getByteProperty("short")).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.getIntProperty("flag")).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.getIntProperty("absent")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> message.setObjectProperty("o", new Object())).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void refusesPropertyNamesThatSelectorsCannotUse() {
        TernMessage message = new TernMessage();

        assertThatThrownBy(() -> message.setIntProperty("", 1)).isInstanceOf(IllegalArgumentException.class);
        for (String name : List.of("a b", "1a", "not", "JMSPriority", "JMSXDeliveryCount")) {
            assertThatThrownBy(() -> message.setIntProperty(name, 1)).as(name).isInstanceOf(JMSException.class);
        }
    }

    @Test
    void receivedMessagesAreReadOnlyUntilCleared() throws JMSException {
        TernTextMessage received = overTheWire(new TernTextMessage("text"));

        assertThatThrownBy(() -> received.setText("x")).isInstanceOf(MessageNotWriteableException.class);
        assertThatThrownBy(() -> received.setIntProperty("x", 1)).isInstanceOf(MessageNotWriteableException.class);
        received.clearBody();
        received.clearProperties();
        received.setText("x");
        received.setIntProperty("x", 1);
        assertThat(received.getText()).isEqualTo("x");
    }

    @Test
    void tellsNullTextFromEmptyText() throws JMSException {
        assertThat(overTheWire(new TernTextMessage(null)).getText()).isNull();
        assertThat(overTheWire(new TernTextMessage("")).getText()).isEmpty();
        assertThat(overTheWire(new TernTextMessage("ä€\uD83D\uDE00")).getBody(String.class)).isEqualTo("ä€\uD83D\uDE00");
    }

    @Test
    void carriesEveryTextAsItIs() {
        for (String text : List.of("", "plain", "gr\u00FC\u00DFe \uD83D\uDE00", "\uD83D", "\uDE00\uD83D",
                "a\uD83Db\uFFFDc\uDE00", "\uD800\uDC00\uD800")) {
            assertThat(TextBody.decode(TextBody.encode(text))).isEqualTo(text);
        }
        assertThat(TextBody.encode("\uD83D\uDE00 \uFFFD")).isEqualTo("\uD83D\uDE00 \uFFFD".getBytes(UTF_8));
    }

    @Test
    void refusesAnArrayThatTheMessageCannotHold() throws JMSException {
        TernObjectMessage message = new TernObjectMessage(new TrustedClasses(List.of()));
        message.setObject(new long[3]);
        byte[] serialised = message.encodeBody();
        // The length stands before the elements: 8 million of them would take 64 MB before the end is found missing.
        serialised[serialised.length - 3 * Long.BYTES - Integer.BYTES + 1] = (byte) 0x80;
        message.receiveBody(serialised);

        assertThatThrownBy(message::getObject).isInstanceOf(MessageFormatException.class)
            .extracting(e -> ((JMSException) e).getErrorCode()).isEqualTo(JmsErrors.CLASS_NOT_ALLOWED);
    }

    @Test
    void bytesAreWrittenThenRead() throws JMSException {
        TernBytesMessage sent = new TernBytesMessage();
        sent.writeInt(5);
        sent.writeUTF("ä");
        assertThatThrownBy(sent::readInt).isInstanceOf(MessageNotReadableException.class);

        TernBytesMessage received = overTheWire(sent);

        assertThat(received.readInt()).isEqualTo(5);
        assertThat(received.readUTF()).isEqualTo("ä");
        assertThatThrownBy(received::readByte).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(() -> received.writeByte((byte) 1)).isInstanceOf(MessageNotWriteableException.class);
        received.reset();
        assertThat(received.readInt()).isEqualTo(5);
        assertThatThrownBy(received::readLong).isInstanceOf(MessageEOFException.class);
        assertThat(received.getBodyLength()).isEqualTo(8);
        assertThat(received.readBytes(new byte[10])).isEqualTo(4);
        assertThat(received.readBytes(new byte[10])).isEqualTo(-1);
    }

    @Test
    void streamStaysWhereItIsWhenAConversionFails() throws JMSException {
        TernStreamMessage sent = new TernStreamMessage();
        sent.writeString("no number");
        sent.writeBytes(new byte[] {1, 2, 3});
        sent.writeObject(null);

        TernStreamMessage received = overTheWire(sent);

        assertThatThrownBy(received::readInt).isInstanceOf(NumberFormatException.class);
        assertThat(received.readString()).isEqualTo("no number");
        byte[] two = new byte[2];
        assertThat(received.readBytes(two)).isEqualTo(2);
        assertThatThrownBy(received::readObject).isInstanceOf(MessageFormatException.class);
        assertThat(received.readBytes(two)).isEqualTo(1);
        assertThat(received.readObject()).isNull();
        assertThatThrownBy(received::readObject).isInstanceOf(MessageEOFException.class);
    }

    @Test
    void mapKeepsValuesAndTypes() throws JMSException {
        TernMapMessage sent = new TernMapMessage();
        sent.setChar("c", 'x');
        sent.setBytes("b", new byte[] {1});
        sent.setLong("l", 4);

        TernMapMessage received = overTheWire(sent);

        assertThat(received.getChar("c")).isEqualTo('x');
        assertThat(received.getBytes("b")).containsExactly(1);
        assertThat(received.getString("l")).isEqualTo("4");
        assertThat(Collections.list(received.getMapNames())).containsExactly("c", "b", "l");
        assertThatThrownBy(() -> received.getInt("l")).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> sent.setInt("", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void objectsAreReadOnlyWhenTheirClassesAreTrusted() throws JMSException {
        Map<String, Object> values = new HashMap<>();
        values.put("price", new BigDecimal("1.50"));
        values.put("when", Instant.EPOCH);
        values.put("list", new ArrayList<>(List.of(1, 2L, "three")));
        values.put("fixed", List.of("a"));

        assertThat(object((Serializable) values).getObject()).isEqualTo(values);
        assertThat(object(new int[] {1, 2}).getObject()).isEqualTo(new int[] {1, 2});
        assertThat(object(new StringBuffer("text")).getObject()).hasToString("text");
        assertThat(object(new StringBuilder("text")).getObject()).hasToString("text");
        assertThat(object(new Trusted("x")).getObject()).isEqualTo(new Trusted("x"));
        assertThatThrownBy(() -> object(new Untrusted("x")).getObject()).isInstanceOf(MessageFormatException.class)
            .hasMessageContaining("trustedClasses");
        ArrayList<Object> hidden = new ArrayList<>(List.of(new Untrusted("x")));
        assertThatThrownBy(() -> object(hidden).getObject()).isInstanceOf(MessageFormatException.class);
    }

    private TernObjectMessage object(Serializable value) throws JMSException {
        TernObjectMessage message = new TernObjectMessage(new TrustedClasses(List.of()));
        message.setObject(value);
        return overTheWire(message);
    }

    @Test
    void objectMessageIsASnapshot() throws JMSException {
        ArrayList<String> list = new ArrayList<>(List.of("a"));
        TernObjectMessage message = new TernObjectMessage(new TrustedClasses(List.of()));
        message.setObject(list);
        list.add("b");

        assertThat(message.getObject()).isEqualTo(List.of("a"));
    }

    @Test
    void deliversABrokenBodyAsBytes() throws JMSException {
        OutboundMessage out = new TernMapMessage().toOutbound(QUEUE, "id", 0, null);
        byte[] broken = {1, 2, 3};

        Message received = messages.received(new InboundMessage(QUEUE, "id", out.header(), Map.of(), broken, 1), 1, null);

        assertThat(received).isInstanceOf(TernBytesMessage.class);
        assertThat(received.getBody(byte[].class)).isEqualTo(broken);
    }

    @Test
    void copiesMessagesOfOtherProviders() throws JMSException {
        TernTextMessage original = new TernTextMessage("foreign");
        original.setStringProperty("p", "v");
        original.setJMSType("t");
        Object foreign = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {jakarta.jms.TextMessage.class},
            (proxy, method, arguments) -> method.invoke(original, arguments));

        TernMessage copy = messages.ours((Message) foreign);

        assertThat(copy).isInstanceOf(TernTextMessage.class).isNotSameAs(original);
        assertThat(copy.getBody(String.class)).isEqualTo("foreign");
        assertThat(copy.getStringProperty("p")).isEqualTo("v");
        assertThat(copy.getJMSType()).isEqualTo("t");
        assertThatThrownBy(() -> messages.ours(null)).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void acknowledgeCallsTheSession() throws JMSException {
        AtomicInteger calls = new AtomicInteger();
        OutboundMessage out = new TernMessage().toOutbound(QUEUE, "id", 0, null);

        messages.received(new InboundMessage(QUEUE, "id", out.header(), Map.of(), out.body(), 2), 2, calls::incrementAndGet).acknowledge();

        assertThat(calls).hasValue(1);
        assertThat(messages.create(BodyType.NONE).getJMSRedelivered()).isFalse();
    }
}
