package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the broker may still send, and what both ends think of it. */
@Timeout(30)
class CreditTest {
    private static final TernQueue ORDERS = new TernQueue("orders");

    private final FakeBroker broker = new FakeBroker();
    private ConnectionCore connection;
    private SessionCore session;
    private ConsumerCore consumer;

    @BeforeEach
    void connect() throws JMSException {
        connection = ConnectionCore.open(broker, ClientSettings.DEFAULTS, null);
        connection.start();
        session = connection.createSession(AckMode.AUTO);
        consumer = session.createConsumer(ORDERS, Attach.Subscription.DEFAULT, null, false);
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
        broker.close();
    }

    private void give(Credit credit, int count) {
        session.locked(() -> {
            credit.give(count);
            return null;
        });
    }

    private int messages(Credit credit) {
        return session.locked(credit::messages);
    }

    private void send() throws JMSException {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, true, 4, 0, 0, 0, JmsHeader.Correlation.NONE, null, null, null, null);
        session.send(new OutboundMessage(ORDERS, "id", header, Map.of(), new byte[0], 0));
    }

    @Test
    void becomesLessWithWhatComesAndNothingWhenItIsTakenBack() throws JMSException {
        Credit credit = consumer.credit();
        give(credit, 2);
        give(credit, 1);
        assertThat(broker.credit()).isEqualTo(3);

        send();
        await("the message").atMost(10, TimeUnit.SECONDS).until(() -> consumer.waiting() == 1);

        assertThat(messages(credit)).isEqualTo(2);
        credit.drain(5).join();
        assertThat(messages(credit)).isZero();
        assertThat(broker.credit()).isZero();
    }

    @Test
    void whatAnOldAttachmentHearsDoesNotTouchTheNewOne() {
        Credit old = consumer.credit();
        give(old, 2);
        session.onRenewed();
        await("attached again").atMost(10, TimeUnit.SECONDS).until(() -> session.locked(consumer::isAttached));
        give(consumer.credit(), 3);

        old.drain(0).join();

        assertThat(consumer.credit()).isNotSameAs(old);
        assertThat(messages(old)).isZero();
        assertThat(messages(consumer.credit())).isEqualTo(3);
        assertThat(broker.credit()).isEqualTo(3);
    }
}
