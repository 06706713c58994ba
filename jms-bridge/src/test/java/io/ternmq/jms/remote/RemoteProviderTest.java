package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.Deliver;
import io.ternmq.wire.jms.Detached;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Received;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.SysFlags;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RemoteProviderTest {
    private final ScriptedPeer peer = new ScriptedPeer();
    private TernConnectionFactory factory;
    private Connection connection;

    @BeforeEach
    void connect() throws JMSException {
        factory = new TernConnectionFactory("ternmq://" + peer.nameServerAddress() + "?requestTimeoutMs=2000&ackWindow=0");
        connection = factory.createConnection();
        connection.start();
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
        peer.close();
    }

    @Test
    void connectsThroughTheNameServerAndDisconnects() throws JMSException {
        assertThat(peer.received(RequestCode.GET_BROKER_CLUSTER_INFO)).hasSize(1);
        assertThat(peer.received(JmsCodes.CONNECT).get(0).fields()).containsKeys("cn", "lt").doesNotContainKey("cid");

        connection.close();

        assertThat(peer.received(JmsCodes.DISCONNECT)).hasSize(1);
    }

    @Test
    void sendsAnOrdinaryMessageWithTheExtensionsFields() throws JMSException {
        Session session = connection.createSession();
        TextMessage message = session.createTextMessage("hello");
        message.setJMSType("greeting");
        message.setIntProperty("amount", 3);
        message.setStringProperty("JMSXGroupID", "g");
        MessageProducer producer = session.createProducer(session.createQueue("orders ä"));
        producer.send(message);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(session.createMessage());

        List<ScriptedPeer.Received> sends = peer.received(RequestCode.SEND_MESSAGE_V2);
        Map<String, String> fields = sends.get(0).fields();
        Map<String, String> properties = MessageProperties.decode(fields.get("i"));
        assertThat(fields).containsEntry("b", "orders%20%C3%A4").containsKey("pi").containsEntry("du", "true")
            .containsEntry("ps", "1").doesNotContainKeys("tx", "ep");
        assertThat(fields).as("the broker chooses the queue by the lane").containsEntry("e", "-1").containsKey("la");
        assertThat(properties).containsEntry("TAGS", "greeting").containsEntry("amount", "3").containsEntry("__SHARDINGKEY", "g")
            .containsKeys("JMS", "JMSP").doesNotContainKey("JMSXGroupID");
        assertThat("ID:" + properties.get("UNIQ_KEY")).isEqualTo(message.getJMSMessageID());
        assertThat(new String(sends.get(0).body(), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(sends.get(1).fields()).doesNotContainKey("du");
    }

    @Test
    void largePropertiesTravelInTheBody() throws JMSException {
        Session session = connection.createSession();
        TextMessage message = session.createTextMessage("body");
        message.setStringProperty("large", "x".repeat(40_000));
        session.createProducer(session.createQueue("q")).send(message);
        ScriptedPeer.Received sent = peer.received(RequestCode.SEND_MESSAGE_V2).get(0);
        assertThat(sent.fields().get("i").length()).isLessThan(1000);

        TextMessage received = (TextMessage) receive(session, sent.fields().get("i"), sent.body(), 0);

        assertThat(received.getStringProperty("large")).hasSize(40_000);
        assertThat(received.getText()).isEqualTo("body");
    }

    @Test
    void readsANativeMessageAsBytesOrText() throws JMSException {
        String properties = "TAGS\u0001tag\u0002UNIQ_KEY\u0001ABC\u0002name\u0001value\u0002not-legal\u0001x\u0002KEYS\u0001k\u0002";
        byte[] body = "hello".getBytes(StandardCharsets.UTF_8);

        BytesMessage received = (BytesMessage) receive(connection.createSession(), properties, body, 0);

        assertThat(received.getBody(byte[].class)).isEqualTo(body);
        assertThat(received.getJMSType()).isEqualTo("tag");
        assertThat(received.getJMSMessageID()).isEqualTo("ID:ABC");
        assertThat(received.getJMSTimestamp()).isEqualTo(1000);
        assertThat(received.getStringProperty("name")).isEqualTo("value");
        assertThat(received.propertyExists("not-legal")).isFalse();

        factory.setNativeBody("text");
        try (Connection textual = factory.createConnection()) {
            textual.start();
            assertThat(receive(textual.createSession(), properties, deflate(body), SysFlags.COMPRESSED).getBody(String.class))
                .isEqualTo("hello");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void carriesDeliveryCountsAndAcknowledges() throws JMSException {
        Session session = connection.createSession();
        TextMessage sent = session.createTextMessage("x");
        session.createProducer(session.createQueue("q")).send(sent);
        ScriptedPeer.Received frame = peer.received(RequestCode.SEND_MESSAGE_V2).get(0);
        jakarta.jms.Message received = receive(session, frame.fields().get("i"), frame.body(), 3);

        assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(3);
        assertThat(received.getJMSRedelivered()).isTrue();
        await("acknowledged").untilAsserted(() -> assertThat(peer.received(JmsCodes.SETTLE)).hasSize(1));
    }

    @Test
    void translatesRefusals() throws JMSException {
        peer.refuse(JmsCodes.CONNECT, JmsCodes.CLIENT_ID_IN_USE, "taken");
        factory.setClientId("c");
        assertThatThrownBy(factory::createConnection).isInstanceOf(InvalidClientIDException.class).hasMessageContaining("taken");

        Session session = connection.createSession();
        peer.refuse(JmsCodes.ATTACH, JmsCodes.INVALID_SELECTOR, "no");
        assertThatThrownBy(() -> session.createConsumer(session.createQueue("q"))).isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createConsumer(session.createQueue("q"), "a = = 1")).isInstanceOf(InvalidSelectorException.class);

        Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
        transacted.createProducer(transacted.createQueue("q")).send(transacted.createMessage());
        peer.refuse(JmsCodes.COMMIT, JmsCodes.TRANSACTION_ROLLED_BACK, "too late");
        assertThatThrownBy(transacted::commit).isInstanceOf(TransactionRolledBackException.class);
    }

    @Test
    void saysThatTheBrokerDoesNotAnswer() throws JMSException {
        factory.setRequestTimeoutMs(200);
        try (Connection impatient = factory.createConnection()) {
            peer.answer(JmsCodes.ATTACH, request -> null);
            Session session = impatient.createSession();

            assertThatThrownBy(() -> session.createConsumer(session.createQueue("q"))).isInstanceOf(JMSException.class)
                .hasMessageContaining("no answer").extracting("errorCode").isEqualTo("TERN-103");
        }
    }

    @Test
    void reportsTheLossOfTheConnection() throws JMSException {
        List<JMSException> reported = new CopyOnWriteArrayList<>();
        factory.setReconnect(false);
        try (Connection once = factory.createConnection()) {
            once.setExceptionListener(reported::add);
            Session session = once.createSession();

            peer.drop();

            await("reported").untilAsserted(() -> assertThat(reported).hasSize(1));
            assertThat(reported.get(0).getErrorCode()).isEqualTo("TERN-102");
            assertThatThrownBy(() -> session.createConsumer(session.createQueue("q"))).isInstanceOf(JMSException.class);
        }
    }

    @Test
    void renewsTheLease() throws JMSException {
        peer.answer(JmsCodes.CONNECT, request -> {
            var answer = request.response(0, null);
            new Connect.Reply(1, 90, 1000, "broker-a", "0", "store").writeTo(answer.fields());
            return answer;
        });
        try (Connection shortLease = factory.createConnection()) {
            assertThat(shortLease.getClientID()).isNull();
            await("renewed").untilAsserted(() -> assertThat(peer.received(JmsCodes.RENEW)).hasSizeGreaterThan(2));
        }
    }

    @Test
    void failsTheReceiverOfAConsumerThatTheBrokerTookAway() throws JMSException {
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));

        peer.push(new Detached(consumerId(), "deleted").toOneway());

        assertThatThrownBy(consumer::receive).isInstanceOf(JMSException.class).hasMessageContaining("deleted");
    }

    @Test
    void refusesAMessageThatIsTooLargeBeforeSendingIt() throws JMSException {
        Session session = connection.createSession();
        BytesMessage large = session.createBytesMessage();
        large.writeBytes(new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> session.createProducer(session.createQueue("q")).send(large)).isInstanceOf(JMSException.class)
            .hasMessageContaining("1048577").hasMessageContaining("1048576");
        assertThat(peer.received(RequestCode.SEND_MESSAGE_V2)).isEmpty();
    }

    @Test
    void handsOutTheMessagesOfOneFrameToTheirConsumersAndPassesOverThoseOfUnknownOnes() throws JMSException {
        Session session = connection.createSession();
        MessageConsumer first = session.createConsumer(session.createQueue("q"));
        long firstId = consumerId();
        MessageConsumer second = session.createConsumer(session.createQueue("r"));
        long secondId = consumerId();

        peer.deliver(List.of(new Deliver.Run(secondId, 1, 1), new Deliver.Run(99, 5, 2), new Deliver.Run(firstId, 1, 2)), "3:7",
            text("r", "a"), text("x", "gone"), text("x", "gone"), text("q", "b"), text("q", "c"));

        assertThat(first.receive(5000).getBody(byte[].class)).isEqualTo("b".getBytes(StandardCharsets.UTF_8));
        jakarta.jms.Message other = second.receive(5000);
        assertThat(other.getBody(byte[].class)).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
        assertThat(other.getJMSDestination()).isEqualTo(session.createQueue("r"));
        assertThat(other.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(first.receive(5000).getBody(byte[].class)).isEqualTo("c".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void countsDeliveriesOverAllRunsOfAFrame() throws JMSException {
        Session session = connection.createSession();
        MessageConsumer first = session.createConsumer(session.createQueue("q"));
        long firstId = consumerId();
        MessageConsumer second = session.createConsumer(session.createQueue("r"));

        peer.deliver(List.of(new Deliver.Run(firstId, 1, 1), new Deliver.Run(consumerId(), 1, 1)), "1:7", text("q", "a"), text("r", "b"));

        assertThat(first.receive(5000).getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(second.receive(5000).getIntProperty("JMSXDeliveryCount")).isEqualTo(7);
    }

    @Test
    void tellsTheNextConnectionOnlyOfMessagesThatWereReadWhenAFrameBreaksOff() throws JMSException {
        Session session = connection.createSession();
        session.createConsumer(session.createQueue("q"));
        long id = consumerId();

        peer.deliver(List.of(new Deliver.Run(id, 1, 1), new Deliver.Run(id, 2, 1)), null, text("q", "a"), ByteBuffer.allocate(100));

        await("connects again").atMost(10, TimeUnit.SECONDS).until(() -> peer.received(JmsCodes.CONNECT).size() == 2);
        assertThat(Received.decode(Unpooled.wrappedBuffer(peer.received(JmsCodes.CONNECT).get(1).body()))).containsOnly(entry(id, 0L));
    }

    private static ByteBuffer text(String topic, String body) {
        return ScriptedPeer.stored(topic, "", body.getBytes(StandardCharsets.UTF_8), 0);
    }

    private long consumerId() {
        List<ScriptedPeer.Received> attached = peer.received(JmsCodes.ATTACH);
        return Long.parseLong(attached.get(attached.size() - 1).fields().get("c"));
    }

    /** Lets the peer deliver a stored message, as its n-th delivery when {@code flagsOrCount} is small and no flag. */
    private jakarta.jms.Message receive(Session session, String properties, byte[] body, int flagsOrCount) throws JMSException {
        int sysFlag = flagsOrCount == SysFlags.COMPRESSED ? flagsOrCount : 0;
        String counts = flagsOrCount > 1 ? "0:" + flagsOrCount : null;
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        peer.deliver(consumerId(), 1, counts, ScriptedPeer.stored("q", properties, body, sysFlag));
        return consumer.receive(5000);
    }

    private static byte[] deflate(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(body);
        }
        return out.toByteArray();
    }
}
