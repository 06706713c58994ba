package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.remote.ScriptedPeer.Received;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Deliver;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the end of a transaction costs, in requests and in waits for their answers. */
@Timeout(60)
class OneFlightTest {
    private ScriptedPeer peer;
    private Connection connection;
    private Session session;
    private MessageProducer producer;

    @BeforeEach
    void start() throws JMSException {
        peer = new ScriptedPeer();
        connection = new TernConnectionFactory(peer.nameServerAddress()).createConnection();
        connection.start();
        session = connection.createSession(true, Session.SESSION_TRANSACTED);
        producer = session.createProducer(session.createQueue("q"));
        producer.send(session.createMessage());
        session.commit();
    }

    @AfterEach
    void stop() throws JMSException {
        connection.close();
        peer.close();
    }

    private Received last(int code) {
        List<Received> all = peer.received(code);
        return all.get(all.size() - 1);
    }

    @Test
    void commitWaitsForNoSend() throws JMSException {
        // A send is answered when the commit has come.
        List<Frame> late = new ArrayList<>();
        peer.answer(RequestCode.SEND_MESSAGE_V2, request -> {
            late.add(request.response(ResponseCode.SUCCESS, null));
            return null;
        });
        peer.answer(JmsCodes.COMMIT, request -> {
            late.forEach(peer::push);
            return request.response(ResponseCode.SUCCESS, null);
        });
        for (int i = 0; i < 3; i++) {
            producer.send(session.createMessage());
        }

        session.commit();

        assertThat(last(JmsCodes.COMMIT).fields()).containsEntry("ns", "3");
        assertThat(late).hasSize(3);
    }

    @Test
    void acknowledgementsTravelWithTheCommit() throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        long consumerId = Long.parseLong(last(JmsCodes.ATTACH).fields().get("c"));
        peer.deliver(new Deliver(consumerId, 1, 1, null), ScriptedPeer.stored("q", "", new byte[0], 0));
        assertThat(consumer.receive(10_000)).isNotNull();

        session.commit();

        assertThat(last(JmsCodes.COMMIT).body()).hasSize(25);
        assertThat(peer.received(JmsCodes.SETTLE)).isEmpty();
        assertThat(peer.received(JmsCodes.COMMIT)).hasSize(2);
    }

    @Test
    void saysWhichMessageIsMissing() throws JMSException {
        peer.refuse(RequestCode.SEND_MESSAGE_V2, ResponseCode.MESSAGE_ILLEGAL, "too large");
        peer.refuse(JmsCodes.COMMIT, JmsCodes.TRANSACTION_ROLLED_BACK, "holds 0 messages (expected: 1)");
        producer.send(session.createMessage());

        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class).hasMessageContaining("too large");

        assertThat(peer.received(JmsCodes.ROLLBACK)).as("the broker has done that, when it was asked to commit").isEmpty();
    }
}
