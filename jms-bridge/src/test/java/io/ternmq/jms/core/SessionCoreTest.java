package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SessionCoreTest {
    private static final TernQueue ORDERS = new TernQueue("orders");

    private final FakeBroker broker = new FakeBroker();
    private ConnectionCore connection;
    private SessionCore producer;

    @BeforeEach
    void connect() throws JMSException {
        connection = open(ClientSettings.DEFAULTS);
        producer = connection.createSession(AckMode.AUTO);
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
        broker.close();
    }

    private ConnectionCore open(ClientSettings settings) throws JMSException {
        ConnectionCore opened = ConnectionCore.open(broker, settings, null);
        opened.start();
        return opened;
    }

    @Test
    void receivesInOrderAndAcknowledgesBeforeReturning() throws JMSException {
        send(1, 2, 3);
        ConsumerCore consumer = consumer(open(new ClientSettings(64, 1 << 20, 1, 0, 5000, ClientSettings.DEFAULTS.redelivery()))
            .createSession(AckMode.AUTO));

        assertThat(receive(consumer)).isEqualTo("1");
        assertThat(broker.messages(ORDERS)).hasSize(2);
        assertThat(receive(consumer)).isEqualTo("2");
        assertThat(receive(consumer)).isEqualTo("3");
        assertThat(consumer.receive(ConsumerCore.NO_WAIT)).isNull();
        assertThat(consumer.receive(20)).isNull();
        assertThat(broker.messages(ORDERS)).isEmpty();
    }

    @Test
    void idleReceiverHoldsNothing() throws JMSException {
        ConsumerCore idle = consumer(connection.createSession(AckMode.AUTO));
        assertThat(idle.receive(10)).isNull();
        send(1);

        assertThat(receive(consumer(connection.createSession(AckMode.AUTO)))).isEqualTo("1");
    }

    @Test
    void receivesNothingWhileStopped() throws JMSException {
        send(1);
        ConsumerCore consumer = consumer(connection.createSession(AckMode.AUTO));
        connection.stop();

        assertThat(consumer.receive(ConsumerCore.NO_WAIT)).isNull();
        assertThat(consumer.receive(20)).isNull();

        connection.start();
        assertThat(receive(consumer)).isEqualTo("1");
    }

    @Test
    void clientAcknowledgesAllThatTheSessionDelivered() throws JMSException {
        send(1, 2, 3);
        SessionCore session = connection.createSession(AckMode.CLIENT);
        ConsumerCore consumer = consumer(session);
        receive(consumer);
        Delivery second = consumer.receive(1000);
        assertThat(broker.messages(ORDERS)).hasSize(3);

        session.acknowledge(second);

        assertThat(broker.messages(ORDERS)).hasSize(1);
        assertThat(broker.settlements()).hasSize(1);
    }

    @Test
    void individualAcknowledgesOne() throws JMSException {
        send(1, 2);
        SessionCore session = connection.createSession(AckMode.INDIVIDUAL);
        ConsumerCore consumer = consumer(session);
        receive(consumer);
        session.acknowledge(consumer.receive(1000));

        session.close();

        assertThat(receive(consumer(connection.createSession(AckMode.AUTO)))).isEqualTo("1");
    }

    @Test
    void recoverDeliversAgainInTheOldOrderBeforeAnythingNew() throws JMSException {
        send(1, 2, 3);
        SessionCore session = connection.createSession(AckMode.CLIENT);
        ConsumerCore consumer = consumer(session);
        receive(consumer);
        receive(consumer);

        session.recover();

        Delivery again = consumer.receive(1000);
        assertThat(again.message().messageId()).isEqualTo("1");
        assertThat(again.deliveryCount()).isEqualTo(2);
        assertThat(receive(consumer)).isEqualTo("2");
        assertThat(consumer.receive(1000).deliveryCount()).isEqualTo(1);
    }

    @Test
    void closedSessionGivesBackWhatWasNotAcknowledged() throws JMSException {
        send(1, 2);
        SessionCore session = connection.createSession(AckMode.CLIENT);
        receive(consumer(session));

        session.close();

        Delivery again = consumer(connection.createSession(AckMode.AUTO)).receive(1000);
        assertThat(again.message().messageId()).isEqualTo("1");
        assertThat(again.deliveryCount()).isEqualTo(2);
        await("acknowledged").untilAsserted(() -> assertThat(broker.deliveryCounts(ORDERS)).containsExactly(0));
    }

    @Test
    void commitMakesSendsAndAcknowledgementsTakeEffect() throws JMSException {
        send(1);
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        ConsumerCore consumer = consumer(session);
        receive(consumer);
        TernQueue answers = new TernQueue("answers");
        for (int i = 0; i < 600; i++) {
            session.send(message(answers, "answer" + i, 0));
        }
        assertThat(broker.messages(answers)).isEmpty();
        assertThat(broker.messages(ORDERS)).hasSize(1);

        session.commit();

        assertThat(broker.messages(answers)).hasSize(600);
        assertThat(broker.messages(ORDERS)).isEmpty();
    }

    @Test
    void rollbackDropsSendsAndDeliversAgainFirst() throws JMSException {
        send(1, 2, 3);
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        ConsumerCore consumer = consumer(session);
        receive(consumer);
        receive(consumer);
        session.send(message(ORDERS, "never", 0));

        session.rollback();

        assertThat(consumer.receive(1000).deliveryCount()).isEqualTo(2);
        assertThat(receive(consumer)).isEqualTo("2");
        assertThat(receive(consumer)).isEqualTo("3");
        session.commit();
        assertThat(broker.messages(ORDERS)).isEmpty();
    }

    @Test
    void failedSendFailsTheCommitAlthoughALaterSendHasToldOfIt() throws JMSException {
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        session.send(message(ORDERS, "first", 0));
        broker.failSends(new JMSException("disk full"));
        // So many that they do not wait for the commit.
        for (int i = 0; i < 300; i++) {
            session.send(message(ORDERS, "missing " + i, 0));
        }
        broker.failSends(null);
        assertThatThrownBy(() -> {
            for (int i = 0; i < 100_000; i++) {
                session.send(message(ORDERS, "more " + i, 0));
            }
        }).hasMessageContaining("disk full");

        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class).hasMessageContaining("disk full");

        assertThat(broker.messages(ORDERS)).isEmpty();
    }

    @Test
    void failedSendFailsTheCommitAndUndoesTheRest() throws JMSException {
        send(1);
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        ConsumerCore consumer = consumer(session);
        receive(consumer);
        session.send(message(ORDERS, "first", 0));
        broker.failSends(new JMSException("disk full"));
        session.send(message(ORDERS, "second", 0));

        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class).hasMessageContaining("disk full");

        assertThat(consumer.receive(1000).deliveryCount()).isEqualTo(2);
    }

    @Test
    void sendThatFailsAtOnceIsNoPartOfTheTransaction() throws JMSException {
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        broker.failSends(new JMSException("no such queue"));
        assertThatThrownBy(() -> session.send(message(new TernQueue("wrong"), "lost", 0))).hasMessageContaining("no such queue");
        broker.failSends(null);
        session.send(message(ORDERS, "1", 0));
        session.send(message(ORDERS, "2", 0));

        session.commit();

        assertThat(broker.messages(ORDERS)).hasSize(2);
    }

    @Test
    void listenerGetsEverythingInOrderAndAcknowledges() throws JMSException {
        List<String> seen = new CopyOnWriteArrayList<>();
        consumer(connection.createSession(AckMode.AUTO)).setListener(delivery -> seen.add(delivery.message().messageId()));
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            send(i);
            sent.add(Integer.toString(i));
        }

        await("all messages").untilAsserted(() -> assertThat(seen).hasSize(500));
        assertThat(seen).isEqualTo(sent);
        await("acknowledged").untilAsserted(() -> assertThat(broker.messages(ORDERS)).isEmpty());
    }

    @Test
    void failedListenerGetsTheMessageAgainFirst() throws JMSException {
        send(1, 2, 3);
        List<String> seen = new CopyOnWriteArrayList<>();
        consumer(connection.createSession(AckMode.AUTO)).setListener(delivery -> {
            seen.add(delivery.message().messageId() + "/" + delivery.deliveryCount());
            if (delivery.message().messageId().equals("1") && delivery.deliveryCount() < 3) {
                throw new IllegalStateException("not yet");
            }
        });

        await("third time lucky").untilAsserted(() -> assertThat(seen).containsExactly("1/1", "1/2", "1/3", "2/1", "3/1"));
    }

    @Test
    void messageThatCouldNotBeHandedOverComesAgainFirst() throws JMSException {
        send(1, 2, 3);
        List<String> seen = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        ConsumerCore consumer = consumer(connection.createSession(AckMode.AUTO));
        consumer.setListener(delivery -> {
            if (calls.incrementAndGet() == 1) {
                await("another behind it").until(() -> consumer.waiting() > 0);
                throw new UnseenMessageException(new IllegalStateException("not yet"));
            }
            seen.add(delivery.message().messageId() + "/" + delivery.deliveryCount());
        });

        await("all messages").untilAsserted(() -> assertThat(seen).containsExactly("1/1", "2/1", "3/1"));
    }

    @Test
    void messageThatFailsTooOftenBecomesADeadLetter() throws JMSException {
        send(1, 2);
        ConnectionCore strict = open(new ClientSettings(10, 1 << 20, 1, 1, 5000, new RedeliveryPolicy(2, 0)));
        List<String> seen = new CopyOnWriteArrayList<>();
        consumer(strict.createSession(AckMode.AUTO)).setListener(delivery -> {
            seen.add(delivery.message().messageId());
            if (delivery.message().messageId().equals("1")) {
                throw new IllegalStateException("never");
            }
        });

        await("given up").untilAsserted(() -> assertThat(seen).containsExactly("1", "1", "2"));
        await("dead").untilAsserted(() -> assertThat(broker.deadLetters()).hasSize(1));
        strict.close();
    }

    @Test
    void stopWaitsForTheRunningListener() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicBoolean isDone = new AtomicBoolean();
        consumer(connection.createSession(AckMode.AUTO)).setListener(delivery -> {
            entered.countDown();
            awaitLatch(leave);
            isDone.set(true);
        });
        send(1);
        awaitLatch(entered);

        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> {
            try {
                connection.stop();
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
            return isDone.get();
        });
        leave.countDown();

        assertThat(stopped.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void listenerCannotCloseItsSessionOrConnectionAndItsMessageIsAcknowledged() throws JMSException {
        send(1);
        SessionCore session = connection.createSession(AckMode.AUTO);
        List<JMSException> refusals = new CopyOnWriteArrayList<>();
        consumer(session).setListener(delivery -> {
            refusals.add(catchThrowableOfType(jakarta.jms.IllegalStateException.class, session::close));
            refusals.add(catchThrowableOfType(jakarta.jms.IllegalStateException.class, connection::close));
            refusals.add(catchThrowableOfType(jakarta.jms.IllegalStateException.class, connection::stop));
        });

        await("acknowledged").untilAsserted(() -> assertThat(broker.messages(ORDERS)).isEmpty());
        assertThat(refusals).hasSize(3).doesNotContainNull();
        session.close();
    }

    @Test
    void closeWakesABlockedReceiver() throws Exception {
        ConsumerCore consumer = consumer(connection.createSession(AckMode.AUTO));
        CompletableFuture<Delivery> received = receiveAsync(consumer);
        await("blocked").until(() -> broker.credit() > 0);

        consumer.close();

        assertThat(received.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void lostConnectionFailsABlockedReceiverAndIsReportedOnce() throws Exception {
        List<JMSException> reported = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(reported::add);
        CompletableFuture<Delivery> received = receiveAsync(consumer(connection.createSession(AckMode.AUTO)));

        await("blocked").until(() -> broker.credit() > 0);
        broker.loseConnections(new JMSException("broker gone", JmsErrors.CONNECTION_LOST));

        assertThatThrownBy(() -> received.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("broker gone");
        await("reported").untilAsserted(() -> assertThat(reported).hasSize(1));
        assertThatThrownBy(() -> connection.createSession(AckMode.AUTO)).hasMessageContaining("broker gone");
    }

    @Test
    void completesAsynchronousSendsInOrderAndCommitWaitsForThem() throws JMSException {
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        List<String> events = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 20; i++) {
            session.sendAsync(message(ORDERS, "m" + i, 0), completion(events, "m" + i, session));
        }

        session.commit();

        assertThat(events).hasSize(20).startsWith("m0", "m1").endsWith("m19");
        assertThat(broker.messages(ORDERS)).hasSize(20);
    }

    @Test
    void completionCallbackCannotCommitItsOwnSession() throws JMSException {
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        AtomicReference<String> refusal = new AtomicReference<>();
        session.sendAsync(message(ORDERS, "m", 0), new SendCompletion() {
            @Override
            public void onSent() {
                assertThatThrownBy(session::commit).isInstanceOf(jakarta.jms.IllegalStateException.class);
                refusal.set("refused");
            }

            @Override
            public void onFailed(JMSException failure) {
                refusal.set("failed");
            }
        });

        await("callback").untilAsserted(() -> assertThat(refusal.get()).isEqualTo("refused"));
    }

    @Test
    void discardsMessagesThatExpired() throws JMSException {
        producer.send(message(ORDERS, "old", System.currentTimeMillis() - 1));
        send(1);

        assertThat(receive(consumer(connection.createSession(AckMode.AUTO)))).isEqualTo("1");
        await("discarded").untilAsserted(() -> assertThat(broker.messages(ORDERS)).isEmpty());
        assertThat(broker.settlements()).extracting(Settlement::outcome).containsExactlyInAnyOrder(Outcome.EXPIRE, Outcome.ACCEPT);
    }

    @Test
    void lazyAcknowledgementsArriveInTheEnd() throws JMSException {
        send(1, 2);
        ConsumerCore consumer = consumer(connection.createSession(AckMode.DUPS_OK));
        receive(consumer);
        receive(consumer);

        await("flushed by time").untilAsserted(() -> assertThat(broker.messages(ORDERS)).isEmpty());
        assertThat(broker.settlements()).hasSize(1);
    }

    private CompletableFuture<Delivery> receiveAsync(ConsumerCore consumer) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return consumer.receive(0);
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static SendCompletion completion(List<String> events, String name, SessionCore session) {
        return new SendCompletion() {
            @Override
            public void onSent() {
                events.add(session.isOwnThread() ? name : "wrong thread");
            }

            @Override
            public void onFailed(JMSException failure) {
                events.add(name + " failed");
            }
        };
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(int... ids) throws JMSException {
        for (int id : ids) {
            producer.send(message(ORDERS, Integer.toString(id), 0));
        }
    }

    private static String receive(ConsumerCore consumer) throws JMSException {
        return consumer.receive(5000).message().messageId();
    }

    private static ConsumerCore consumer(SessionCore session) throws JMSException {
        return session.createConsumer(ORDERS, Attach.Subscription.DEFAULT, null, false);
    }

    private static OutboundMessage message(TernQueue queue, String id, long expirationMs) {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, true, 4, 0, expirationMs, 0, JmsHeader.Correlation.NONE, null, null, null,
            null);
        return new OutboundMessage(queue, id, header, Map.of(), new byte[0], 0);
    }
}
