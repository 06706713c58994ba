package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The provider is told when something may come that no thread waits for. */
@Timeout(30)
class ExpectationTest {
    private static final TernQueue ORDERS = new TernQueue("orders");

    private final FakeBroker broker = new FakeBroker();
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final CompletableFuture<Integer> expectedInListener = new CompletableFuture<>();
    private ConnectionCore connection;
    private SessionCore session;
    private ConsumerCore consumer;

    @BeforeEach
    void connect() throws JMSException {
        connection = ConnectionCore.open(broker, ClientSettings.DEFAULTS, null);
        connection.start();
        session = connection.createSession(AckMode.AUTO);
        consumer = session.createConsumer(ORDERS, Attach.Subscription.DEFAULT, null, false);
        awaitExpected(0);
    }

    @AfterEach
    void close() throws JMSException {
        mayReturn.countDown();
        connection.close();
        broker.close();
    }

    private void awaitExpected(int count) {
        await(count + " expected").atMost(10, TimeUnit.SECONDS).until(() -> broker.expected() == count);
    }

    private void work(Delivery delivery) {
        expectedInListener.complete(broker.expected());
        try {
            mayReturn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static OutboundMessage message(String id) {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, true, 4, 0, 0, 0, JmsHeader.Correlation.NONE, null, null, null, null);
        return new OutboundMessage(ORDERS, id, header, Map.of(), new byte[0], 0);
    }

    @Test
    void messageIsExpectedWhileAListenerIsIdle() throws Exception {
        consumer.setListener(this::work);
        awaitExpected(1);

        connection.createSession(AckMode.AUTO).send(message("1"));

        assertThat(expectedInListener.get(10, TimeUnit.SECONDS)).isZero();
        mayReturn.countDown();
        awaitExpected(1);
    }

    @Test
    void nothingIsExpectedWithoutItsListener() throws JMSException {
        consumer.setListener(this::work);
        awaitExpected(1);

        consumer.setListener((java.util.function.Consumer<Delivery>) null);

        awaitExpected(0);
    }

    @Test
    void nothingIsExpectedWhenTheConsumerOrTheSessionIsClosed() throws JMSException {
        ConsumerCore second = session.createConsumer(ORDERS, Attach.Subscription.DEFAULT, null, false);
        consumer.setListener(this::work);
        second.setListener(this::work);

        consumer.close();
        awaitExpected(1);
        consumer.close();
        awaitExpected(1);
        session.close();
        awaitExpected(0);
    }

    @Test
    void nothingIsExpectedOfASessionWhoseCloseWasInterrupted() throws Exception {
        consumer.setListener(this::work);
        connection.createSession(AckMode.AUTO).send(message("1"));
        expectedInListener.get(10, TimeUnit.SECONDS);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> session.close()).isInstanceOf(JMSException.class);

        assertThat(Thread.interrupted()).isTrue();
        mayReturn.countDown();
        await("the listener is idle").atMost(10, TimeUnit.SECONDS).until(() -> !session.locked(() -> session.dispatch().isRunning()));
        awaitExpected(0);
    }

    @Test
    void answerToAnAsynchronousSendIsExpected() throws JMSException {
        broker.holdSends();

        session.sendAsync(message("1"), new SendCompletion() {
            @Override
            public void onSent() {
                expectedInListener.complete(broker.expected());
            }

            @Override
            public void onFailed(JMSException failure) {
                expectedInListener.completeExceptionally(failure);
            }
        });

        awaitExpected(1);
        broker.answerSends();
        awaitExpected(0);
        assertThat(expectedInListener).isCompletedWithValue(1);
    }
}
