package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when things end, or fail, in the middle. */
@Timeout(30)
class SessionEdgesTest {
    private static final TernQueue ORDERS = new TernQueue("orders");
    private static final TernQueue ANSWERS = new TernQueue("answers");

    private final FakeBroker broker = new FakeBroker();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private ConnectionCore connection;

    @BeforeEach
    void connect() throws JMSException {
        connection = ConnectionCore.open(broker, ClientSettings.DEFAULTS, null);
        connection.start();
    }

    @AfterEach
    void close() throws JMSException {
        leave.countDown();
        connection.close();
        broker.close();
    }

    @Test
    void listenerKeepsItsSessionUntilItReturnsAlthoughTheConnectionIsBeingClosed() throws Exception {
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        ConsumerCore consumer = consumer(session);
        consumer.setListener(delivery -> whileOthersClose(() -> {
            session.send(message(ANSWERS, "answer", 0));
            session.commit();
        }));
        send("order");
        awaitLatch(entered);

        CompletableFuture<Void> closed = inBackground(connection::close);
        await("closing").until(() -> isClosed(connection));
        leave.countDown();
        closed.get(10, TimeUnit.SECONDS);

        assertThat(failure.get()).isNull();
        assertThat(broker.messages(ANSWERS)).hasSize(1);
        assertThat(broker.messages(ORDERS)).isEmpty();
        assertThatThrownBy(session::commit).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    void receiveWithoutWaitingLooksBehindExpiredMessages() throws JMSException {
        SessionCore producer = connection.createSession(AckMode.AUTO);
        producer.send(message(ORDERS, "old", System.currentTimeMillis() - 1));
        producer.send(message(ORDERS, "older", System.currentTimeMillis() - 1));
        send("fresh");

        Delivery received = consumer(connection.createSession(AckMode.AUTO)).receive(ConsumerCore.NO_WAIT);

        assertThat(received).isNotNull();
        assertThat(received.message().messageId()).isEqualTo("fresh");
    }

    @Test
    void messageWhoseAcknowledgementIsRefusedIsReceivedNext() throws JMSException {
        send("order");
        ConsumerCore consumer = consumer(waitingForEachAcknowledgement().createSession(AckMode.AUTO));
        broker.failSettlements(new JMSException("busy", JmsErrors.REFUSED));
        assertThatThrownBy(() -> consumer.receive(1000)).hasMessage("busy");
        broker.failSettlements(null);

        Delivery again = consumer.receive(1000);

        assertThat(again.message().messageId()).isEqualTo("order");
        assertThat(again.deliveryCount()).isEqualTo(1);
        assertThat(broker.messages(ORDERS)).isEmpty();
    }

    @Test
    void receivesOnWhileAcknowledgementsAreOnTheirWayButNotBeyondTheWindow() throws JMSException {
        int window = ClientSettings.DEFAULTS.ackWindow();
        for (int i = 0; i <= window; i++) {
            send("order " + i);
        }
        ConsumerCore consumer = consumer(connection.createSession(AckMode.AUTO));
        broker.holdSettlements();
        for (int i = 0; i < window; i++) {
            assertThat(consumer.receive(1000).message().messageId()).isEqualTo("order " + i);
        }
        assertThat(broker.settlements()).isEmpty();

        CompletableFuture<Void> oneMore = inBackground(() -> consumer.receive(1000));
        assertThat(oneMore).isNotDone();
        broker.answerSettlements();
        oneMore.join();

        await("all acknowledged").untilAsserted(() -> assertThat(broker.messages(ORDERS)).isEmpty());
        assertThat(broker.settlements()).as("what came while one was on its way goes together").hasSizeLessThan(window);
    }

    @Test
    void acknowledgementOfAReceiverThatHasNothingElseWaitsForCompany() throws JMSException {
        send("order");

        consumer(connection.createSession(AckMode.AUTO)).receive(1000);

        assertThat(broker.lazySettlements()).isEqualTo(1);
        await("acknowledged").untilAsserted(() -> assertThat(broker.messages(ORDERS)).isEmpty());
    }

    @Test
    void acknowledgementOfAReceiverThatHasMoreGoesAtOnce() throws JMSException {
        for (int i = 0; i < 20; i++) {
            send("order " + i);
        }
        ConsumerCore consumer = consumer(connection.createSession(AckMode.AUTO));
        receive(consumer, 4);
        await("acknowledged").untilAsserted(() -> assertThat(broker.messages(ORDERS)).hasSize(16));
        int before = broker.lazySettlements();

        receive(consumer, 4);

        await("acknowledged").untilAsserted(() -> assertThat(broker.messages(ORDERS)).hasSize(12));
        assertThat(broker.lazySettlements()).isEqualTo(before);
    }

    private static void receive(ConsumerCore consumer, int count) throws JMSException {
        for (int i = 0; i < count; i++) {
            assertThat(consumer.receive(1000)).isNotNull();
        }
    }

    @Test
    void fastReceiverThatDoesNotComeBackGivesBackWhatItAskedForAhead() throws JMSException {
        for (int i = 0; i < 20; i++) {
            send("order " + i);
        }
        ConsumerCore fast = consumer(connection.createSession(AckMode.CLIENT));
        for (int i = 0; i < 5; i++) {
            assertThat(fast.receive(1000).message().messageId()).isEqualTo("order " + i);
        }

        ConsumerCore other = consumer(connection.createSession(AckMode.AUTO));
        for (int i = 5; i < 20; i++) {
            assertThat(other.receive(10_000).message().messageId()).isEqualTo("order " + i);
        }

        assertThat(broker.deliveryCounts(ORDERS)).as("what was given back counts as never seen").containsOnly(0);
    }

    @Test
    void closeWaitsForAcknowledgementsThatAreOnTheirWay() throws JMSException {
        send("order");
        SessionCore session = connection.createSession(AckMode.AUTO);
        broker.holdSettlements();
        consumer(session).receive(1000);

        CompletableFuture<Void> closed = inBackground(session::close);
        broker.answerSettlements();
        closed.join();

        assertThat(broker.messages(ORDERS)).isEmpty();
        assertThat(broker.settlements()).hasSize(1);
    }

    @Test
    void refusedAutomaticAcknowledgementIsReportedAndAskedForAgain() throws JMSException {
        List<JMSException> reported = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(reported::add);
        send("order");
        ConsumerCore consumer = consumer(connection.createSession(AckMode.AUTO));
        broker.failSettlements(new JMSException("busy", JmsErrors.REFUSED));

        assertThat(consumer.receive(1000)).isNotNull();
        await("reported").untilAsserted(() -> assertThat(reported).isNotEmpty());
        assertThat(broker.messages(ORDERS)).hasSize(1);
        broker.failSettlements(null);

        await("acknowledged").untilAsserted(() -> assertThat(broker.messages(ORDERS)).isEmpty());
    }

    private ConnectionCore waitingForEachAcknowledgement() throws JMSException {
        ClientSettings defaults = ClientSettings.DEFAULTS;
        connection.close();
        connection = ConnectionCore.open(broker, new ClientSettings(defaults.prefetch(), defaults.prefetchBytes(),
            defaults.receivePrefetch(), 0, defaults.requestTimeoutMs(), defaults.redelivery()), null);
        connection.start();
        return connection;
    }

    @Test
    void refusedAcknowledgeCanBeTriedAgain() throws JMSException {
        send("first");
        send("second");
        SessionCore session = connection.createSession(AckMode.CLIENT);
        ConsumerCore consumer = consumer(session);
        consumer.receive(1000);
        Delivery second = consumer.receive(1000);
        broker.failSettlements(new JMSException("busy", JmsErrors.REFUSED));
        assertThatThrownBy(() -> session.acknowledge(second)).hasMessage("busy");
        broker.failSettlements(null);

        session.acknowledge(second);

        assertThat(broker.messages(ORDERS)).isEmpty();
    }

    @Test
    void failedLazyAcknowledgementIsReported() throws JMSException {
        List<JMSException> reported = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(reported::add);
        send("order");
        ConsumerCore consumer = consumer(connection.createSession(AckMode.DUPS_OK));
        broker.failSettlements(new JMSException("busy", JmsErrors.REFUSED));

        consumer.receive(1000);

        await("reported").untilAsserted(() -> assertThat(reported).extracting(Throwable::getMessage).containsExactly("busy"));
        broker.failSettlements(null);
    }

    @Test
    void lostAnswerToACommitThatHappenedIsASuccess() throws JMSException {
        SessionCore session = transactionWithOneSend();
        broker.failCommits(new JMSException("link broken", JmsErrors.CONNECTION_LOST), false);

        assertThatCode(session::commit).doesNotThrowAnyException();
    }

    @Test
    void lostAnswerToACommitThatDidNotHappenIsARollback() throws JMSException {
        SessionCore session = transactionWithOneSend();
        broker.failCommits(new JMSException("link broken", JmsErrors.CONNECTION_LOST), true);

        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
    }

    @Test
    void commitWithoutAnAnswerIsAskedAgainAndNeverUndone() throws JMSException {
        SessionCore session = transactionWithOneSend();
        broker.failCommits(new JMSException("no answer", JmsErrors.TIMED_OUT), false);

        assertThatThrownBy(session::commit).isNotInstanceOf(TransactionRolledBackException.class).hasMessageContaining("no answer");

        assertThat(broker.commits()).hasSize(2);
        assertThat(broker.rollbacks()).isEmpty();
    }

    @Test
    void commitThatTakesLongIsAskedUntilAllOfItIsThere() throws JMSException {
        SessionCore session = transactionWithOneSend();
        broker.letCommitsTakeLong(2);

        session.commit();

        assertThat(broker.commits()).hasSize(3).allMatch(commit -> commit.transactionId() == broker.commits().get(0).transactionId());
        assertThat(broker.commits().get(1).rest()).as("sent once").isEmpty();
    }

    @Test
    void commitThatTakesLongIsNotUndoneWhenTheBrokerIsTooBusyToBeAskedAgain() throws Exception {
        SessionCore session = transactionWithOneSend();
        broker.letCommitsTakeLong(Integer.MAX_VALUE);
        CompletableFuture<Void> committing = CompletableFuture.runAsync(() -> commit(session));
        await("it to be asked again").until(() -> broker.commits().size() > 1);
        broker.failCommits(new JMSException("too busy", JmsErrors.REFUSED), false);
        broker.letCommitsTakeLong(0);
        int asked = broker.commits().size();
        await("it to be asked though").until(() -> broker.commits().size() > asked + 1);
        broker.failCommits(new JMSException("link broken", JmsErrors.CONNECTION_LOST), false);

        committing.get(10, TimeUnit.SECONDS);
        assertThat(broker.rollbacks()).isEmpty();
        assertThat(broker.messages(ORDERS)).hasSize(1);
    }

    private static void commit(SessionCore session) {
        try {
            session.commit();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void messageThatCouldNotBeAcknowledgedKeepsItsContentInAnXaSessionWithoutABranch() throws JMSException {
        ConnectionCore careful = ConnectionCore.open(broker, new ClientSettings(64, 1 << 20, 1, 0, 5000, ClientSettings.DEFAULTS.redelivery()),
            null);
        careful.start();
        careful.createSession(AckMode.AUTO).send(message(ORDERS, "order", 0));
        SessionCore session = careful.createSession(AckMode.XA);
        ConsumerCore consumer = session.createConsumer(ORDERS, Attach.Subscription.DEFAULT, null, false);
        broker.failSettlements(new JMSException("too busy", JmsErrors.REFUSED));
        assertThatThrownBy(() -> consumer.receive(5_000, delivery -> converted(session, delivery))).hasMessageContaining("too busy");
        broker.failSettlements(null);

        String again = consumer.receive(5_000, delivery -> converted(session, delivery));
        assertThat(again).isEqualTo("order");
        careful.close();
    }

    @Test
    void contentOfWhatATransactionHasReceivedIsNotKept() throws JMSException {
        connection.createSession(AckMode.AUTO).send(message(ORDERS, "order", 0));
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        ConsumerCore consumer = session.createConsumer(ORDERS, Attach.Subscription.DEFAULT, null, false);
        Delivery[] received = new Delivery[1];

        String body = consumer.receive(5_000, delivery -> {
            received[0] = delivery;
            return converted(session, delivery);
        });

        assertThat(body).isEqualTo("order");
        assertThat(received[0].message().body()).isEmpty();
        session.commit();
    }

    /** As the API's consumers do it. */
    private static String converted(SessionCore session, Delivery delivery) {
        String body = new String(delivery.message().body(), StandardCharsets.UTF_8);
        session.onConverted(delivery);
        return body;
    }

    @Test
    void commitThatIsNotTakenIsRolledBackAtTheBrokerAsWell() throws JMSException {
        SessionCore session = transactionWithOneSend();
        broker.failCommits(new JMSException("too busy", JmsErrors.REFUSED), false);

        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class).hasMessageContaining("too busy");

        assertThat(broker.rollbacks()).containsExactly(broker.commits().get(0).transactionId());
    }

    @Test
    void commitOnALostConnectionIsARollback() throws JMSException {
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        session.send(message(ORDERS, "first", 0));
        broker.failSends(new JMSException("link broken", JmsErrors.CONNECTION_LOST));
        session.send(message(ORDERS, "second", 0));
        broker.loseConnections(new JMSException("link broken", JmsErrors.CONNECTION_LOST));

        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class).hasMessageContaining("link broken");
    }

    @Test
    void lostConnectionCannotBeStarted() {
        broker.loseConnections(new JMSException("link broken", JmsErrors.CONNECTION_LOST));

        assertThatThrownBy(connection::start).hasMessageContaining("link broken");
    }

    @Test
    void failedTaskDoesNotHoldUpThoseBehindIt() {
        List<String> ran = new CopyOnWriteArrayList<>();
        SerialExecutor executor = new SerialExecutor(ClientThreads.workers());

        executor.execute(() -> {
            throw new AssertionError("a bug");
        });
        executor.execute(() -> ran.add("next"));

        await("the next task").untilAsserted(() -> assertThat(ran).containsExactly("next"));
    }

    private SessionCore transactionWithOneSend() throws JMSException {
        SessionCore session = connection.createSession(AckMode.TRANSACTED);
        session.send(message(ORDERS, "order", 0));
        return session;
    }

    private void whileOthersClose(Call call) {
        entered.countDown();
        awaitLatch(leave);
        try {
            call.run();
        } catch (JMSException e) {
            failure.set(e);
        }
    }

    @FunctionalInterface
    private interface Call {
        void run() throws JMSException;
    }

    private static CompletableFuture<Void> inBackground(Call call) {
        return CompletableFuture.runAsync(() -> {
            try {
                call.run();
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static boolean isClosed(ConnectionCore connection) {
        try {
            connection.requireOpen();
            return false;
        } catch (JMSException e) {
            return true;
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(String id) throws JMSException {
        connection.createSession(AckMode.AUTO).send(message(ORDERS, id, 0));
    }

    private static ConsumerCore consumer(SessionCore session) throws JMSException {
        return session.createConsumer(ORDERS, Attach.Subscription.DEFAULT, null, false);
    }

    private static OutboundMessage message(TernQueue queue, String id, long expirationMs) {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, true, 4, 0, expirationMs, 0, JmsHeader.Correlation.NONE, null, null, null,
            null);
        return new OutboundMessage(queue, id, header, Map.of(), id.getBytes(StandardCharsets.UTF_8), 0);
    }
}
