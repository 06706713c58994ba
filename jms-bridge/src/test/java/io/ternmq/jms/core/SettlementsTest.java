package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request settles a limited number of runs of messages: they are as few as can be. */
@Timeout(30)
class SettlementsTest {
    private static final int COUNT = 60;
    private static final TernQueue ORDERS = new TernQueue("orders");

    private static OutboundMessage message(int priority) {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, true, priority, 0, 0, 0, JmsHeader.Correlation.NONE, null, null, null, null);
        return new OutboundMessage(ORDERS, "order", header, Map.of(), new byte[0], 0);
    }

    @Test
    void messagesThatWereReceivedByPriorityAreFewRuns() throws Exception {
        FakeBroker broker = new FakeBroker();
        ConnectionCore connection = ConnectionCore.open(broker, ClientSettings.DEFAULTS, null);
        connection.start();
        SessionCore producer = connection.createSession(AckMode.AUTO);
        for (int i = 0; i < COUNT; i++) {
            producer.send(message(i % 2 == 0 ? 4 : 9));
        }
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        ConsumerCore consumer = session.createConsumer(ORDERS, Attach.Subscription.DEFAULT, null, false);
        CountDownLatch left = new CountDownLatch(COUNT);
        CountDownLatch committed = new CountDownLatch(1);
        consumer.setListener(delivery -> {
            left.countDown();
            if (left.getCount() == 0) {
                commit(session);
                committed.countDown();
            }
        });

        assertThat(committed.await(10, TimeUnit.SECONDS)).as("committed").isTrue();
        assertThat(broker.commits().get(0).accepted()).hasSizeLessThan(5);
        connection.close();
        broker.close();
    }

    private static void commit(SessionCore session) {
        try {
            session.commit();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }
}
