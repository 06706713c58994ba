package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.core.ProviderEvents.Arrival;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked for ahead of a listener. */
@Timeout(30)
class ListeningTest {
    private static final TernQueue ORDERS = new TernQueue("orders");
    /** Asked for ahead of a listener of which nothing is known yet. */
    private static final int START = 16;

    private final FakeBroker broker = new FakeBroker();
    private final List<String> heard = new CopyOnWriteArrayList<>();
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

    private void listen() throws JMSException {
        consumer.setListener(delivery -> heard.add(delivery.message().messageId()));
    }

    private void send(String id) throws JMSException {
        send(id, 0);
    }

    private void send(String id, int bodyBytes) throws JMSException {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, true, 4, 0, 0, 0, JmsHeader.Correlation.NONE, null, null, null, null);
        connection.createSession(AckMode.AUTO).send(new OutboundMessage(ORDERS, id, header, Map.of(), new byte[bodyBytes], 0));
    }

    private void awaitHeard(String... ids) {
        await("the listener hears " + List.of(ids)).atMost(10, TimeUnit.SECONDS).until(() -> heard.equals(List.of(ids)));
    }

    private static InboundMessage inbound(String id) {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, true, 4, 0, 0, 0, JmsHeader.Correlation.NONE, null, null, null, null);
        return new InboundMessage(ORDERS, id, header, Map.of(), new byte[0], 1);
    }

    @Test
    void eachConsumerGetsItsOwnOfWhatComesForConsumersOfSeveralSessions() throws JMSException {
        AtomicReference<ProviderEvents> events = new AtomicReference<>();
        try (ConnectionCore other = ConnectionCore.open((clientId, told) -> {
            events.set(told);
            return broker.connect(clientId, told);
        }, ClientSettings.DEFAULTS, null)) {
            other.start();
            Map<Long, List<String>> heardBy = new ConcurrentHashMap<>();
            List<Long> ids = new ArrayList<>();
            SessionCore[] sessions = {other.createSession(AckMode.CLIENT), other.createSession(AckMode.CLIENT)};
            for (int i = 0; i < 4; i++) {
                ConsumerCore listening = sessions[i % 2].createConsumer(ORDERS, Attach.Subscription.DEFAULT, null, false);
                ids.add(listening.id());
                heardBy.put(listening.id(), new CopyOnWriteArrayList<>());
                listening.setListener(delivery -> heardBy.get(listening.id()).add(delivery.message().messageId()));
            }

            events.get().onDelivered(List.of(new Arrival(ids.get(0), 1, List.of(inbound("a"), inbound("b"))),
                new Arrival(ids.get(1), 1, List.of(inbound("c"))), new Arrival(-1, 7, List.of(inbound("nobody's"))),
                new Arrival(ids.get(2), 1, List.of(inbound("d"))), new Arrival(ids.get(0), 3, List.of(inbound("e")))));

            await("all are heard").atMost(10, TimeUnit.SECONDS).until(() -> heardBy.values().stream().mapToInt(List::size).sum() == 5);
            assertThat(ids).extracting(heardBy::get).containsExactly(List.of("a", "b", "e"), List.of("c"), List.of("d"), List.of());
            // The broker knows nothing of these messages, and cannot be given them back.
            events.get().onConnectionLost(new JMSException("over"));
        }
    }

    @Test
    void asksForNothingWithoutListenerAndForSomeWithOne() throws JMSException {
        assertThat(broker.credit()).isZero();

        listen();

        assertThat(broker.credit()).isEqualTo(START);
    }

    @Test
    void asksAgainForWhatTheListenerIsGiven() throws JMSException {
        listen();

        send("1");

        awaitHeard("1");
        assertThat(broker.credit()).isGreaterThanOrEqualTo(START);
    }

    @Test
    void asksForFewerThatAreLarge() throws JMSException {
        listen();

        for (int i = 0; i < START; i++) {
            send("large", (int) ClientSettings.DEFAULTS.prefetchBytes() / 3);
        }

        await("all").atMost(10, TimeUnit.SECONDS).until(() -> heard.size() == START);
        await("what has room").atMost(10, TimeUnit.SECONDS).until(() -> broker.credit() <= 3);
    }

    @Test
    void holdsNoMoreThanItsLimit() throws JMSException {
        listen();

        consumer.limit(3);
        assertThat(broker.credit()).isEqualTo(3);
        consumer.limit(0);
        assertThat(broker.credit()).isZero();
        send("1");
        assertThat(broker.credit()).isZero();
        assertThat(heard).isEmpty();

        consumer.limit(1);
        awaitHeard("1");
    }

    @Test
    void hasNoWorkWithoutListener() throws JMSException {
        session.locked(() -> {
            consumer.credit().give(1);
            return null;
        });
        send("1");
        await("the message").atMost(10, TimeUnit.SECONDS).until(() -> consumer.waiting() == 1);
        assertThat(session.<Boolean>locked(() -> consumer.listening().hasWork())).isFalse();

        listen();

        awaitHeard("1");
    }
}
