package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.HeldMessage;
import io.ternmq.wire.jms.HeldSends;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.JmsSend;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that is busy now and then gets all messages all the same, each once and in order. */
@Timeout(60)
class BusyBrokerTest {
    private static final int COUNT = 300;

    private final List<Long> stored = new CopyOnWriteArrayList<>();
    private ScriptedPeer peer;
    private TernConnectionFactory factory;

    @BeforeEach
    void start() {
        peer = new ScriptedPeer();
        factory = new TernConnectionFactory(peer.nameServerAddress());
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    /** Refuses at random, and what is behind a refused one, as a broker does. */
    private ScriptedPeer.Answer moody(Random random) {
        boolean[] isBehindARefusal = new boolean[1];
        return request -> {
            isBehindARefusal[0] &= !JmsSend.resumes(request.fields());
            if (isBehindARefusal[0] || random.nextInt(10) == 0) {
                isBehindARefusal[0] = true;
                return busy(request);
            }
            stored.add(JmsSend.from(request.fields()).producerSequence());
            return request.response(ResponseCode.SUCCESS, null);
        };
    }

    private static int messages(Frame request) {
        if (!HeldSends.isPresent(request.fields())) {
            return 0;
        }
        int lengthBytes = HeldSends.from(request.fields()).lengthBytes();
        return HeldMessage.decode(request.body().nioBuffer(request.body().writerIndex() - lengthBytes, lengthBytes)).size();
    }

    private static Frame busy(Frame request) {
        return request.response(ResponseCode.SYSTEM_BUSY, "busy");
    }

    @Test
    void sendsAgainInOrder() throws Exception {
        long seed = System.nanoTime();
        peer.answer(RequestCode.SEND_MESSAGE_V2, moody(new Random(seed)));
        List<Exception> failures = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(COUNT);
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            CompletionListener listener = new CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    done.countDown();
                }

                @Override
                public void onException(Message message, Exception exception) {
                    failures.add(exception);
                    done.countDown();
                }
            };
            for (int i = 0; i < COUNT; i++) {
                producer.send(session.createMessage(), listener);
            }

            assertThat(done.await(50, TimeUnit.SECONDS)).as("seed %d, stored %s", seed, stored).isTrue();
        }
        List<Long> expected = new ArrayList<>();
        for (long i = 1; i <= COUNT; i++) {
            expected.add(i);
        }
        assertThat(failures).isEmpty();
        assertThat(stored).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void commitsBehindTheMessagesThatAreSentAgain() throws JMSException {
        long seed = System.nanoTime();
        ScriptedPeer.Answer moody = moody(new Random(seed));
        List<Integer> missing = new CopyOnWriteArrayList<>();
        int[] held = new int[1];
        peer.answer(JmsCodes.HOLD, request -> {
            Frame answer = moody.to(request);
            held[0] += answer.code() == ResponseCode.SUCCESS ? messages(request) : 0;
            return answer;
        });
        peer.answer(JmsCodes.COMMIT, request -> {
            Frame answer = moody.to(request);
            if (answer.code() == ResponseCode.SUCCESS) {
                missing.add(Commit.from(request.fields()).sends() - held[0] - messages(request));
                held[0] = 0;
            }
            return answer;
        });
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
            List<ScriptedPeer.Received> attached = peer.received(JmsCodes.ATTACH);
            long consumerId = Long.parseLong(attached.get(attached.size() - 1).fields().get("c"));
            connection.start();
            for (int i = 0; i < 40; i++) {
                for (int sent = 0; sent < i % 7; sent++) {
                    BytesMessage message = session.createBytesMessage();
                    // Some are so large that the next one does not wait with it for the commit.
                    message.writeBytes(new byte[sent * 8_000]);
                    producer.send(message);
                }
                if (i % 3 == 0) {
                    peer.deliver(consumerId, i + 1, null, ScriptedPeer.stored("q", "", new byte[0], 0));
                    assertThat(consumer.receive(10_000)).isNotNull();
                }
                session.commit();
            }
        }
        assertThat(missing).as("messages that each commit has overtaken, seed %d", seed).isNotEmpty().containsOnly(0);
    }

    @Test
    void sendsAgainForLongerThanAnAnswerMayTake() throws JMSException {
        AtomicInteger refusals = new AtomicInteger();
        peer.answer(RequestCode.SEND_MESSAGE_V2, request ->
            refusals.incrementAndGet() < 13 ? busy(request) : request.response(ResponseCode.SUCCESS, null));
        factory.setRequestTimeoutMs(500);
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(session.createQueue("q"));

            producer.send(session.createMessage());

            assertThat(refusals).hasValue(13);
        }
    }

    @Test
    void givesUpWhenToldSo() throws JMSException {
        peer.answer(RequestCode.SEND_MESSAGE_V2, BusyBrokerTest::busy);
        factory.setSendTimeoutMs(2_000);
        assertRefused(2);
        factory.setSendPolicy("fail");
        assertRefused(1);
        assertThatThrownBy(() -> factory.setSendPolicy("spill")).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("block or fail");
    }

    @Test
    void commitGivesUpWithItsMessageAndKnowsThatItIsRolledBack() throws JMSException {
        factory.setSendTimeoutMs(500);
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            producer.send(session.createMessage());
            session.commit();
            peer.answer(JmsCodes.COMMIT, BusyBrokerTest::busy);
            producer.send(session.createMessage());

            assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class).hasMessageContaining("busy");

            assertThat(peer.received(JmsCodes.ROLLBACK)).hasSize(1);
            peer.answer(JmsCodes.COMMIT, request -> request.response(ResponseCode.SUCCESS, null));
            producer.send(session.createMessage());
            session.commit();
        }
        assertThat(peer.received(JmsCodes.HOLD)).as("the first message after a failure is waited for again").hasSize(2);
    }

    private void assertRefused(int minSends) throws JMSException {
        int before = peer.received(RequestCode.SEND_MESSAGE_V2).size();
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(session.createQueue("q"));

            assertThatThrownBy(() -> producer.send(session.createMessage())).isInstanceOf(ResourceAllocationException.class)
                .hasMessageContaining("busy");
        }
        assertThat(peer.received(RequestCode.SEND_MESSAGE_V2).size() - before).isGreaterThanOrEqualTo(minSends);
    }
}
