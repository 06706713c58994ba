package io.ternmq.jms.endtoend.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.DeliveryControl;
import io.ternmq.jms.TernXAConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A listener as a container has one: its messages in branches, alone or several, given back unseen, held back. */
@Timeout(60)
class DeliveryControlTest {
    private static final long LONG_MS = 10_000;
    private static final Duration PATIENCE = Duration.ofMillis(LONG_MS);

    @TempDir
    private Path store;
    private EmbeddedServer server;
    private TernXAConnectionFactory factory;
    private XAConnection connection;
    private XASession session;
    private XAResource resource;
    private Queue queue;
    private final AtomicInteger branches = new AtomicInteger();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(store);
        factory = new TernXAConnectionFactory(server.nameServerAddress());
    }

    private MessageConsumer open() throws JMSException {
        connection = factory.createXAConnection();
        session = connection.createXASession();
        resource = session.getXAResource();
        queue = session.createQueue("queue");
        return session.createConsumer(queue);
    }

    @AfterEach
    void stop() throws JMSException {
        connection.close();
        server.close();
    }

    private void send(String... texts) {
        try (JMSContext context = factory.createContext()) {
            for (String text : texts) {
                context.createProducer().send(context.createQueue("queue"), text);
            }
        }
    }

    private TestXid begin() throws XAException {
        TestXid xid = new TestXid(branches.incrementAndGet());
        resource.start(xid, XAResource.TMNOFLAGS);
        return xid;
    }

    private String note(Message message) throws JMSException {
        String line = message.getBody(String.class) + "#" + message.getIntProperty("JMSXDeliveryCount");
        seen.add(line);
        return line;
    }

    /** What the container does around its application's method. */
    @FunctionalInterface
    private interface Work {
        void with(Message message) throws JMSException, XAException;
    }

    private static void run(Work work, Message message) {
        try {
            work.with(message);
        } catch (JMSException | XAException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitSeen(String... lines) {
        await("deliveries").atMost(PATIENCE).untilAsserted(() -> assertThat(seen).containsExactly(lines));
    }

    private Message deadLetter() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            return context.createConsumer(context.createQueue("%DLQ%JMSQ_queue")).receive(LONG_MS);
        }
    }

    private String left() {
        try (JMSContext context = factory.createContext()) {
            return context.createConsumer(context.createQueue("queue")).receiveBodyNoWait(String.class);
        }
    }

    @Test
    void commitsWhatAListenerIsBeingGiven() throws Exception {
        open().setMessageListener(message -> run(m -> {
            TestXid xid = begin();
            note(m);
            resource.end(xid, XAResource.TMSUCCESS);
            resource.commit(xid, true);
        }, message));
        send("1", "2", "3");
        connection.start();

        awaitSeen("1#1", "2#1", "3#1");
        connection.close();
        assertThat(left()).isNull();
    }

    @Test
    void aDeadLetterSaysWhyItsTransactionsWereRolledBack() throws Exception {
        factory.setMaxDeliveries(2);
        MessageConsumer consumer = open();
        DeliveryControl control = DeliveryControl.of(session, consumer);
        consumer.setMessageListener(message -> run(m -> {
            TestXid xid = begin();
            note(m);
            resource.end(xid, XAResource.TMFAIL);
            control.explain(new IllegalArgumentException("out of stock"), "shop.OrderBean");
            resource.rollback(xid);
        }, message));
        send("1");
        connection.start();

        awaitSeen("1#1", "1#2");
        Message dead = deadLetter();
        assertThat(dead.getStringProperty("JMS_X_DLQ_EXCEPTION")).isEqualTo(IllegalArgumentException.class.getName());
        assertThat(dead.getStringProperty("JMS_X_DLQ_EXCEPTION_MESSAGE")).isEqualTo("out of stock");
        assertThat(dead.getStringProperty("JMS_X_DLQ_LISTENER")).isEqualTo("shop.OrderBean");
        assertThat(dead.getStringProperty("JMS_X_DLQ_HISTORY").lines()).hasSize(2).allMatch(line -> line.contains("out of stock"));
    }

    @Test
    void aPreparedBranchThatIsRolledBackFollowsTheConsumersRules() throws Exception {
        factory.setMaxDeliveries(1);
        open().setMessageListener(message -> run(m -> {
            TestXid xid = begin();
            note(m);
            resource.end(xid, XAResource.TMSUCCESS);
            assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
            resource.rollback(xid);
        }, message));
        send("1");
        connection.start();

        awaitSeen("1#1");
        assertThat(deadLetter().getIntProperty("JMS_X_DLQ_ATTEMPTS")).isEqualTo(1);
    }

    @Test
    void aBranchThatCannotBeginLosesNothing() throws Exception {
        MessageConsumer consumer = open();
        TestXid taken = begin();
        session.createProducer(queue).send(session.createTextMessage("prepared"));
        resource.end(taken, XAResource.TMSUCCESS);
        resource.prepare(taken);
        consumer.setMessageListener(message -> run(m -> {
            TestXid xid = "1#1".equals(note(m)) ? taken : new TestXid(branches.incrementAndGet());
            resource.start(xid, XAResource.TMNOFLAGS);
            resource.end(xid, XAResource.TMSUCCESS);
            if (xid == taken) {
                assertThatThrownBy(() -> resource.prepare(xid)).isInstanceOfSatisfying(XAException.class, e ->
                    assertThat(e.errorCode).isEqualTo(XAException.XA_RBROLLBACK));
            } else {
                resource.commit(xid, true);
            }
        }, message));
        send("1");
        connection.start();

        awaitSeen("1#1", "1#2");
    }

    @Test
    void takesABatchIntoOneBranch() throws Exception {
        List<List<String>> batches = new ArrayList<>();
        MessageConsumer consumer = open();
        DeliveryControl.of(session, consumer).listen(3, LONG_MS, batch -> run(first -> {
            TestXid xid = begin();
            List<String> lines = new ArrayList<>();
            for (Message message : batch) {
                lines.add(note(message));
            }
            batches.add(lines);
            resource.end(xid, XAResource.TMSUCCESS);
            if (batches.size() == 1) {
                resource.rollback(xid);
            } else {
                resource.commit(xid, true);
            }
        }, batch.get(0)), "BatchBean");
        send("1", "2");
        connection.start();
        send("3");

        awaitSeen("1#1", "2#1", "3#1", "1#2", "2#2", "3#2");
        assertThat(batches).hasSize(2);
        connection.close();
        assertThat(left()).isNull();
    }

    @Test
    void aBatchThatIsNotFullGoesWhenItsTimeIsOver() throws Exception {
        MessageConsumer consumer = open();
        DeliveryControl.of(session, consumer).listen(100, 50, batch -> batch.forEach(message -> run(this::note, message)), null);
        connection.start();

        send("1", "2");

        awaitSeen("1#1", "2#1");
        connection.close();
        assertThat(left()).as("acknowledged when the listener returned").isNull();
    }

    @Test
    void whatTheApplicationHasNotSeenIsNotCounted() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        open().setMessageListener(message -> {
            if (calls.incrementAndGet() <= 3) {
                throw DeliveryControl.notSeen(new IllegalStateException("the application is starting"));
            }
            run(this::note, message);
        });
        send("1");
        connection.start();

        awaitSeen("1#1");
    }

    @Test
    void holdsBackWithoutKeepingMessagesFromOthers() throws Exception {
        CountDownLatch isBusy = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        MessageConsumer consumer = open();
        DeliveryControl control = DeliveryControl.of(session, consumer);
        consumer.setMessageListener(message -> {
            run(this::note, message);
            isBusy.countDown();
            awaitQuietly(mayGoOn);
        });
        send("1", "2", "3");
        connection.start();
        assertThat(isBusy.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
        await("what waits behind it").atMost(PATIENCE).until(() -> control.waiting() == 2);

        control.limit(0);

        assertThat(left()).isEqualTo("2");
        mayGoOn.countDown();
        control.limit(1);
        awaitSeen("1#1", "3#1");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(LONG_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody lets it go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
