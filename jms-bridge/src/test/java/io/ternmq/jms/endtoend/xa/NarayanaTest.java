package io.ternmq.jms.endtoend.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.InDoubtBranches;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.Narayana;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XASession;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** XA as a transaction manager drives it. */
@Timeout(60)
class NarayanaTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private static Path managerFolder;
    @TempDir
    private Path folder;
    private static TransactionManager manager;
    private EmbeddedServer server;
    private TernXAConnectionFactory factory;
    private XAConnection connection;
    private XASession session;
    private Queue in;
    private Queue out;
    private Ledger ledger;

    @BeforeAll
    static void startManager() {
        manager = Narayana.start(managerFolder);
    }

    @BeforeEach
    void start() throws JMSException {
        server = EmbeddedServer.start(folder.resolve("store"));
        factory = new TernXAConnectionFactory(server.nameServerAddress());
        connection = factory.createXAConnection();
        connection.start();
        session = connection.createXASession();
        in = session.createQueue("in");
        out = session.createQueue("out");
        ledger = new Ledger(folder.resolve("ledger"));
    }

    @AfterEach
    void stop() throws Exception {
        if (manager.getStatus() != Status.STATUS_NO_TRANSACTION) {
            manager.rollback();
        }
        connection.close();
        server.close();
    }

    private void put(String... texts) {
        try (JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            for (String text : texts) {
                context.createProducer().send(in, text);
            }
        }
    }

    /** What is there for others, with its delivery count: {@code text#count}. It stays there, though looking counts as well. */
    private List<String> visible(Queue queue) {
        List<String> found = new ArrayList<>();
        try (JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext(JMSContext.SESSION_TRANSACTED)) {
            JMSConsumer consumer = context.createConsumer(queue);
            for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
                found.add(message.getBody(String.class) + "#" + message.getIntProperty("JMSXDeliveryCount"));
            }
            context.rollback();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    private static void enlist(XAResource resource) throws Exception {
        assertThat(manager.getTransaction().enlistResource(resource)).isTrue();
    }

    private static void delist(XAResource resource, int flag) throws Exception {
        assertThat(manager.getTransaction().delistResource(resource, flag)).isTrue();
    }

    private void forward() throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(in); MessageProducer producer = session.createProducer(out)) {
            String text = consumer.receive(LONG_MS).getBody(String.class);
            producer.send(session.createTextMessage("copy of " + text));
            ledger.write(text);
        }
    }

    @Test
    void commitsInTwoPhasesTogetherWithAnotherResource() throws Exception {
        put("1", "2");
        manager.begin();
        enlist(session.getXAResource());
        enlist(ledger);
        forward();
        assertThat(visible(out)).isEmpty();

        manager.commit();

        assertThat(visible(out)).containsExactly("copy of 1#1");
        assertThat(visible(in)).containsExactly("2#1");
        assertThat(ledger.entries()).containsExactly("1");
    }

    @Test
    void rollsBackWithTheOtherResource() throws Exception {
        put("1", "2");
        manager.begin();
        enlist(session.getXAResource());
        enlist(ledger);
        forward();

        manager.rollback();

        assertThat(visible(out)).isEmpty();
        assertThat(visible(in)).containsExactly("1#2", "2#1");
        assertThat(ledger.entries()).isEmpty();
    }

    @Test
    void rollsBackWhatIsPreparedWhenTheOtherResourceCannotPrepare() throws Exception {
        put("1");
        manager.begin();
        enlist(session.getXAResource());
        enlist(new Ledger(folder.resolve("broken")) {
            @Override
            public int prepare(Xid xid) throws XAException {
                throw new XAException(XAException.XA_RBINTEGRITY);
            }
        });
        forward();

        assertThatThrownBy(manager::commit).isInstanceOf(RollbackException.class);

        assertThat(visible(out)).isEmpty();
        assertThat(visible(in)).containsExactly("1#2");
    }

    @Test
    void commitsInOnePhaseWhenItIsAlone() throws Exception {
        put("1");
        manager.begin();
        enlist(session.getXAResource());
        forward();

        manager.commit();

        assertThat(visible(out)).containsExactly("copy of 1#1");
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void commitsABranchInWhichNothingWasDone() throws Exception {
        put("1");
        manager.begin();
        enlist(session.getXAResource());
        enlist(ledger);
        ledger.write("nothing else");

        manager.commit();

        assertThat(visible(in)).containsExactly("1#1");
        assertThat(ledger.entries()).containsExactly("nothing else");
    }

    @Test
    void rollsBackWhenTheTransactionsTimeIsOver() throws Exception {
        put("1");
        manager.setTransactionTimeout(1);
        try {
            manager.begin();
            enlist(session.getXAResource());
            forward();
            await("the end of its time").until(() -> manager.getStatus() != Status.STATUS_ACTIVE);
            await("the message").untilAsserted(() -> assertThat(visible(in)).containsExactly("1#2"));

            assertThatThrownBy(manager::commit).isInstanceOf(RollbackException.class);
        } finally {
            manager.setTransactionTimeout(0);
        }
        assertThat(visible(out)).isEmpty();

        manager.begin();
        enlist(session.getXAResource());
        forward();
        manager.commit();
        assertThat(visible(out)).as("the session is as good as new").containsExactly("copy of 1#1");
    }

    @Test
    void suspendsAndResumes() throws Exception {
        put("1");
        manager.begin();
        enlist(session.getXAResource());
        forward();
        delist(session.getXAResource(), XAResource.TMSUSPEND);
        Transaction first = manager.suspend();
        manager.begin();
        enlist(session.getXAResource());
        session.createProducer(out).send(session.createTextMessage("between"));
        manager.commit();
        assertThat(visible(out)).containsExactly("between#1");

        manager.resume(first);
        enlist(session.getXAResource());
        session.createProducer(out).send(session.createTextMessage("after"));
        manager.commit();

        assertThat(visible(out)).containsExactly("between#2", "copy of 1#1", "after#1");
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void joinsTheSessionsOfSeveralConnectionsInOneBranch() throws Exception {
        put("1");
        try (XAConnection other = factory.createXAConnection()) {
            XASession second = other.createXASession();
            assertThat(session.getXAResource().isSameRM(second.getXAResource())).isTrue();
            manager.begin();
            enlist(session.getXAResource());
            enlist(second.getXAResource());
            forward();
            second.createProducer(out).send(second.createTextMessage("second"));
            manager.rollback();
            assertThat(visible(out)).isEmpty();
            assertThat(visible(in)).containsExactly("1#2");

            manager.begin();
            enlist(session.getXAResource());
            enlist(second.getXAResource());
            forward();
            second.createProducer(out).send(second.createTextMessage("second"));
            manager.commit();
        }

        assertThat(visible(out)).containsExactlyInAnyOrder("copy of 1#1", "second#1");
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void commitsAfterTheSessionIsClosed() throws Exception {
        put("1");
        manager.begin();
        enlist(session.getXAResource());
        enlist(ledger);
        forward();
        session.close();

        manager.commit();

        assertThat(visible(out)).containsExactly("copy of 1#1");
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void takesAListenersMessageIntoTheTransactionThatBeginsMeanwhile() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        AtomicInteger failures = new AtomicInteger(1);
        // As a resource adapter does: the transaction begins when the message is there already.
        session.createConsumer(in).setMessageListener(message -> {
            try {
                manager.begin();
                enlist(session.getXAResource());
                String text = message.getBody(String.class) + "#" + message.getIntProperty("JMSXDeliveryCount");
                session.createProducer(out).send(session.createTextMessage(text));
                if (text.startsWith("2") && failures.getAndDecrement() > 0) {
                    manager.rollback();
                } else {
                    manager.commit();
                }
                seen.add(text);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        put("1", "2", "3");

        await("four deliveries").untilAsserted(() -> assertThat(seen).containsExactly("1#1", "2#1", "2#2", "3#1"));
        assertThat(visible(out)).containsExactly("1#1#1", "2#2#1", "3#1#1");
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void worksInAContext() throws Exception {
        put("1");
        try (XAJMSContext context = factory.createXAContext()) {
            assertThat(context.getTransacted()).isTrue();
            manager.begin();
            enlist(context.getXAResource());
            enlist(ledger);
            String text = context.createConsumer(in).receiveBody(String.class, LONG_MS);
            context.createProducer().send(out, text);
            ledger.write(text);
            manager.commit();
        }

        assertThat(visible(out)).containsExactly("1#1");
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void keepsADelayedMessageUntilCommitAndDeliveryTime() throws Exception {
        manager.begin();
        enlist(session.getXAResource());
        enlist(ledger);
        ledger.write("delayed");
        MessageProducer producer = session.createProducer(out);
        producer.setDeliveryDelay(300);
        long sentMs = System.currentTimeMillis();
        producer.send(session.createTextMessage("later"));
        manager.commit();

        try (Connection other = factory.createConnection()) {
            other.start();
            Message message = other.createSession().createConsumer(out).receive(LONG_MS);
            assertThat(message.getBody(String.class)).isEqualTo("later");
            assertThat(System.currentTimeMillis() - sentMs).isGreaterThanOrEqualTo(300);
        }
    }

    /** What an administrator does with the only branch in doubt. */
    private void decide(boolean commits) throws XAException {
        try {
            InDoubtBranches inDoubt = InDoubtBranches.of(connection);
            String id = inDoubt.list().get(0).id();
            if (commits) {
                inDoubt.commit(id);
            } else {
                inDoubt.rollback(id);
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another resource, which prepares after the branch was decided by hand, or cannot. */
    private Ledger preparing(boolean isBranchCommitted, boolean canPrepare) {
        return new Ledger(folder.resolve("ledger")) {
            @Override
            public int prepare(Xid xid) throws XAException {
                decide(isBranchCommitted);
                if (!canPrepare) {
                    throw new XAException(XAException.XA_RBINTEGRITY);
                }
                write("other");
                return super.prepare(xid);
            }
        };
    }

    private List<String> decisions() throws JMSException {
        return InDoubtBranches.of(connection).list().stream().map(InDoubtBranches.Branch::state).toList();
    }

    private void assertRecoveryForgets(String state, XAResource other) throws Exception {
        assertThat(decisions()).containsExactly(state);
        try (Narayana.Recovery recovery = Narayana.recovery(session.getXAResource(), other)) {
            await("forget").untilAsserted(() -> {
                recovery.scan();
                assertThat(decisions()).isEmpty();
            });
        }
    }

    /** Narayana keeps such a transaction in its log, and does not let it be forgotten, until its own administrator does. */
    private void assertStaysUntilItIsForgotten(String state, XAResource other) throws Exception {
        try (Narayana.Recovery recovery = Narayana.recovery(session.getXAResource(), other)) {
            recovery.scan();
            assertThat(decisions()).containsExactly(state);
        }
        Xid[] decided = session.getXAResource().recover(XAResource.TMSTARTRSCAN);
        assertThat(decided).hasSize(1);
        session.getXAResource().forget(decided[0]);
        assertThat(decisions()).isEmpty();
    }

    @Test
    void commitsOverADecisionToCommit() throws Exception {
        put("1");
        Ledger other = preparing(true, true);
        manager.begin();
        enlist(session.getXAResource());
        enlist(other);
        forward();

        manager.commit();

        assertThat(visible(out)).containsExactly("copy of 1#1");
        assertThat(visible(in)).isEmpty();
        assertThat(other.entries()).containsExactly("other");
        assertRecoveryForgets("HEURISTIC_COMMIT", other);
    }

    @Test
    void rollsAllBackWhenTheFirstBranchToCommitWasRolledBackByHand() throws Exception {
        put("1");
        Ledger other = preparing(false, true);
        manager.begin();
        enlist(session.getXAResource());
        enlist(other);
        forward();

        assertThatThrownBy(manager::commit).isInstanceOf(RollbackException.class);

        assertThat(visible(out)).isEmpty();
        assertThat(visible(in)).containsExactly("1#2");
        assertThat(other.entries()).isEmpty();
        assertThat(decisions()).as("forgotten at once").isEmpty();
    }

    @Test
    void rollsBackOverADecisionToRollBack() throws Exception {
        put("1");
        Ledger other = preparing(false, false);
        manager.begin();
        enlist(session.getXAResource());
        enlist(other);
        forward();

        assertThatThrownBy(manager::commit).isInstanceOf(RollbackException.class);

        assertThat(visible(in)).containsExactly("1#2");
        assertRecoveryForgets("HEURISTIC_ROLLBACK", other);
    }

    @Test
    void saysThatTheOutcomeIsMixedWhenABranchWasRolledBackByHandAndAnotherCommitted() throws Exception {
        put("1");
        Ledger other = new Ledger(folder.resolve("ledger")) {
            @Override
            public void commit(Xid xid, boolean onePhase) throws XAException {
                super.commit(xid, onePhase);
                decide(false);
            }
        };
        manager.begin();
        enlist(other);
        enlist(session.getXAResource());
        other.write("other");
        forward();

        assertThatThrownBy(manager::commit).isInstanceOf(HeuristicMixedException.class);

        assertThat(visible(out)).isEmpty();
        assertThat(visible(in)).containsExactly("1#2");
        assertThat(other.entries()).containsExactly("other");
        assertStaysUntilItIsForgotten("HEURISTIC_ROLLBACK", other);
    }

    @Test
    void saysThatTheOutcomeIsMixedWhenABranchWasCommittedByHandAndAnotherRolledBack() throws Exception {
        put("1");
        Ledger other = preparing(true, false);
        manager.begin();
        enlist(session.getXAResource());
        enlist(other);
        forward();

        assertThatThrownBy(manager::commit).isInstanceOf(HeuristicMixedException.class);

        assertThat(visible(out)).containsExactly("copy of 1#1");
        assertThat(visible(in)).isEmpty();
        assertThat(other.entries()).isEmpty();
        assertStaysUntilItIsForgotten("HEURISTIC_COMMIT", other);
    }

    @Test
    void recoversABranchWhoseCommitDidNotReachTheBroker() throws Exception {
        Map<String, String> ports = Map.of("listenPort", Integer.toString(FreePorts.next()),
            "nameServerPort", Integer.toString(FreePorts.next()));
        server.close();
        connection.close();
        server = EmbeddedServer.start(folder.resolve("store"), ports);
        factory = new TernXAConnectionFactory(server.nameServerAddress());
        factory.setReconnect(false);
        factory.setClientId("application");
        connection = factory.createXAConnection();
        connection.start();
        session = connection.createXASession();
        put("1", "2");
        manager.begin();
        enlist(session.getXAResource());
        enlist(new Ledger(folder.resolve("ledger")) {
            @Override
            public int prepare(Xid xid) throws XAException {
                super.write("1");
                int vote = super.prepare(xid);
                server.close();
                return vote;
            }
        });
        forward();
        manager.commit();
        assertThat(ledger.entries()).containsExactly("1");

        server = EmbeddedServer.start(folder.resolve("store"), ports);
        assertThat(visible(out)).isEmpty();
        assertThat(visible(in)).containsExactly("2#1");
        try (Connection application = factory.createConnection(); XAConnection recovering = factory.createRecoveryConnection();
             Narayana.Recovery recovery = Narayana.recovery(recovering.createXASession().getXAResource(), ledger)) {
            assertThat(application.getClientID()).isEqualTo("application");
            await("recovery").untilAsserted(() -> {
                recovery.scan();
                assertThat(visible(out)).containsExactly("copy of 1#1");
            });
            assertThat(recovering.createXASession().getXAResource().recover(XAResource.TMSTARTRSCAN)).isEmpty();
        }
        assertThat(visible(in)).containsExactly("2#2");
    }
}
