package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** NON_PERSISTENT sends wait for nobody. */
@Timeout(30)
class UnconfirmedSendsTest {
    private static final TernQueue QUOTES = new TernQueue("quotes");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeBroker broker = new FakeBroker();
    private final List<JMSException> reported = new CopyOnWriteArrayList<>();
    private ConnectionCore connection;
    private SessionCore session;

    @BeforeEach
    void connect() throws JMSException {
        connection = ConnectionCore.open(broker, ClientSettings.DEFAULTS, null);
        connection.setExceptionListener(reported::add);
        session = connection.createSession(AckMode.AUTO);
    }

    @AfterEach
    void close() throws JMSException {
        broker.answerSends();
        connection.close();
        broker.close();
    }

    @Test
    void theFirstToADestinationIsWaitedFor() {
        broker.failSends(new JMSException("no such queue"));

        assertThatThrownBy(() -> session.send(message("first"))).hasMessageContaining("no such queue");
        assertThat(reported).isEmpty();
    }

    @Test
    void theOthersReturnAtOnceAndArriveInOrder() throws JMSException {
        session.send(message("first"));
        broker.holdSends();
        session.send(message("second"));
        session.send(message("third"));
        assertThat(broker.messages(QUOTES)).hasSize(1);

        broker.answerSends();

        await("what was sent").atMost(PATIENCE).until(() -> broker.messages(QUOTES).size() == 3);
    }

    @Test
    void allAreWaitedForWhereTheyWouldNotKeepTheirOrder() throws JMSException {
        broker.forgetOrder();
        session.send(message("first"));
        broker.failSends(new JMSException("disk full"));

        assertThatThrownBy(() -> session.send(message("second"))).hasMessageContaining("disk full");
    }

    @Test
    void aLaterFailureReachesTheExceptionListener() throws JMSException {
        session.send(message("first"));
        broker.holdSends();
        broker.failSends(new JMSException("disk full"));

        session.send(message("second"));
        broker.answerSends();

        await("the report").atMost(PATIENCE).until(() -> !reported.isEmpty());
        assertThat(reported.get(0)).hasMessageContaining("disk full");
    }

    @Test
    void aFailureThatIsKnownAtOnceReachesTheCallerAlone() throws JMSException {
        session.send(message("first"));
        broker.refuseSends(new JMSException("too many properties"));

        assertThatThrownBy(() -> session.send(message("second"))).hasMessageContaining("too many properties");

        session.close();
        assertThat(reported).isEmpty();
    }

    @Test
    void closingWaitsForThem() throws Exception {
        session.send(message("first"));
        broker.holdSends();
        session.send(message("second"));

        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
            try {
                session.close();
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        await("closing").atMost(PATIENCE).until(() -> session.locked(() -> session.isClosing()));
        assertThat(closed).isNotDone();
        broker.answerSends();

        await("the end").atMost(PATIENCE).until(closed::isDone);
        assertThat(broker.messages(QUOTES)).hasSize(2);
    }

    private static OutboundMessage message(String id) {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, false, 4, 0, 0, 0, JmsHeader.Correlation.NONE, null, null, null, null);
        return new OutboundMessage(QUOTES, id, header, Map.of(), new byte[0], 0);
    }
}
