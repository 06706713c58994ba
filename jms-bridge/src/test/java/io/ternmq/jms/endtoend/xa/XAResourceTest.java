package io.ternmq.jms.endtoend.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.InDoubtBranches;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.jms.jndi.TernObjectFactory;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TopicSession;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import java.nio.file.Path;
import java.time.Duration;
import javax.naming.Reference;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** XA call by call: what a transaction manager may rely on, and the codes that it gets. */
@Timeout(60)
class XAResourceTest {
    private static final long LONG_MS = 10_000;
    private static final Xid XID = new TestXid(1);

    @TempDir
    private Path store;
    private EmbeddedServer server;
    private TernXAConnectionFactory factory;
    private XAConnection connection;
    private XASession session;
    private XAResource resource;
    private Queue queue;

    @BeforeEach
    void start() throws JMSException {
        server = EmbeddedServer.start(store);
        factory = new TernXAConnectionFactory(server.nameServerAddress());
        connection = factory.createXAConnection();
        connection.start();
        session = connection.createXASession();
        resource = session.getXAResource();
        queue = session.createQueue("queue");
    }

    @AfterEach
    void stop() throws JMSException {
        connection.close();
        server.close();
    }

    private void send(String text) throws JMSException {
        session.createProducer(queue).send(session.createTextMessage(text));
    }

    private static void assertCode(int code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(XAException.class, e ->
            assertThat(e.errorCode).as(e.getMessage()).isEqualTo(code));
    }

    private String receiveElsewhere() throws JMSException {
        try (JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            Message message = consumer.receiveNoWait();
            return message == null ? null : message.getBody(String.class);
        }
    }

    @Test
    void refusesCallsOutOfTurnWithTheCodesOfXa() throws Exception {
        resource.start(XID, XAResource.TMNOFLAGS);
        assertCode(XAException.XAER_PROTO, () -> resource.start(new TestXid(2), XAResource.TMNOFLAGS));
        assertCode(XAException.XAER_NOTA, () -> resource.end(new TestXid(2), XAResource.TMSUCCESS));
        assertCode(XAException.XAER_INVAL, () -> resource.start(XID, XAResource.TMSUCCESS));
        assertCode(XAException.XAER_INVAL, () -> resource.end(XID, XAResource.TMJOIN));
        assertCode(XAException.XAER_INVAL, () -> resource.recover(XAResource.TMJOIN));
        assertCode(XAException.XAER_INVAL, () -> resource.setTransactionTimeout(-1));
        assertCode(XAException.XAER_PROTO, () -> resource.prepare(XID));
        try (XAConnection other = factory.createXAConnection()) {
            XAResource second = other.createXASession().getXAResource();
            assertCode(XAException.XAER_DUPID, () -> second.start(XID, XAResource.TMNOFLAGS));
            assertCode(XAException.XAER_NOTA, () -> second.start(new TestXid(3), XAResource.TMJOIN));
            assertCode(XAException.XAER_NOTA, () -> second.start(XID, XAResource.TMRESUME));
        }
        send("1");
        resource.end(XID, XAResource.TMSUCCESS);
        assertCode(XAException.XAER_PROTO, () -> resource.commit(XID, false));
        assertThat(resource.prepare(XID)).isEqualTo(XAResource.XA_OK);
        assertCode(XAException.XAER_DUPID, () -> resource.start(XID, XAResource.TMNOFLAGS));
        assertCode(XAException.XAER_PROTO, () -> resource.commit(XID, true));
        assertCode(XAException.XAER_NOTA, () -> resource.forget(XID));
        resource.rollback(XID);
        assertCode(XAException.XAER_NOTA, () -> resource.rollback(XID));
        assertCode(XAException.XAER_NOTA, () -> resource.commit(XID, false));
    }

    @Test
    void saysThatTheTimeOfABranchIsOver() throws Exception {
        assertThat(resource.setTransactionTimeout(1)).isTrue();
        assertThat(resource.getTransactionTimeout()).isEqualTo(1);
        resource.start(XID, XAResource.TMNOFLAGS);
        send("1");
        await("the end of its time").atMost(Duration.ofSeconds(20)).untilAsserted(() ->
            assertCode(XAException.XA_RBTIMEOUT, () -> {
                send("more");
                resource.end(XID, XAResource.TMSUCCESS);
                resource.start(XID, XAResource.TMJOIN);
            }));

        resource.rollback(XID);

        assertThat(receiveElsewhere()).isNull();
        resource.setTransactionTimeout(0);
        resource.start(XID, XAResource.TMNOFLAGS);
        send("2");
        resource.end(XID, XAResource.TMSUCCESS);
        resource.commit(XID, true);
        assertThat(receiveElsewhere()).isEqualTo("2");
    }

    @Test
    void rollsBackWhatFailed() throws Exception {
        resource.start(XID, XAResource.TMNOFLAGS);
        send("1");
        resource.end(XID, XAResource.TMFAIL);

        assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(XID));

        assertThat(receiveElsewhere()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {XAResource.TMSUCCESS, XAResource.TMFAIL})
    void rollsBackWhatTheBrokerHasNotHeardOf(int endFlag) throws Exception {
        send("first");
        send("second");
        MessageConsumer consumer = session.createConsumer(queue);
        for (int deliveries = 1; deliveries <= 3; deliveries++) {
            resource.start(XID, XAResource.TMNOFLAGS);
            Message message = consumer.receive(LONG_MS);
            assertThat(message.getBody(String.class)).isEqualTo("first");
            assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(deliveries);
            send("never sent");
            resource.end(XID, endFlag);

            resource.rollback(XID);

            assertCode(XAException.XAER_NOTA, () -> resource.rollback(XID));
            assertThat(InDoubtBranches.of(connection).list()).isEmpty();
        }
        assertThat(consumer.receive(LONG_MS).getBody(String.class)).as("outside of branches").isEqualTo("first");
        assertThat(consumer.receive(LONG_MS).getBody(String.class)).isEqualTo("second");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void suspendsOneBranchForAnother() throws Exception {
        resource.start(XID, XAResource.TMNOFLAGS);
        send("first");
        resource.end(XID, XAResource.TMSUSPEND);
        resource.start(new TestXid(2), XAResource.TMNOFLAGS);
        send("second");
        assertCode(XAException.XAER_PROTO, () -> resource.start(XID, XAResource.TMRESUME));
        resource.end(new TestXid(2), XAResource.TMSUCCESS);
        resource.commit(new TestXid(2), true);
        assertCode(XAException.XAER_PROTO, () -> resource.end(XID, XAResource.TMSUSPEND));
        resource.start(XID, XAResource.TMRESUME);
        send("third");
        resource.end(XID, XAResource.TMSUSPEND);
        resource.end(XID, XAResource.TMSUCCESS);
        assertThat(resource.prepare(XID)).isEqualTo(XAResource.XA_OK);
        assertThat(receiveElsewhere()).isEqualTo("second");
        assertThat(receiveElsewhere()).isNull();

        resource.commit(XID, false);

        assertThat(receiveElsewhere()).isEqualTo("first");
        assertThat(receiveElsewhere()).isEqualTo("third");
    }

    @Test
    void acknowledgesAtOnceOutsideOfBranches() throws Exception {
        send("1");
        send("2");
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receive(LONG_MS).getBody(String.class)).isEqualTo("1");
        connection.close();

        assertThat(receiveElsewhere()).isEqualTo("2");
        assertThat(receiveElsewhere()).isNull();
    }

    @Test
    void listsBranchesOfAllConnectionsAndEndsThemForAnybody() throws Exception {
        resource.start(XID, XAResource.TMNOFLAGS);
        send("1");
        resource.end(XID, XAResource.TMSUCCESS);
        resource.prepare(XID);
        connection.close();

        try (XAConnection recovering = factory.createRecoveryConnection()) {
            XAResource recovery = recovering.createXASession().getXAResource();
            Xid[] found = recovery.recover(XAResource.TMSTARTRSCAN);
            assertThat(found).hasSize(1);
            assertThat(found[0]).isEqualTo(XID);
            assertThat(recovery.recover(XAResource.TMNOFLAGS)).isEmpty();
            assertThat(recovery.recover(XAResource.TMENDRSCAN)).isEmpty();
            recovery.commit(found[0], false);
            assertThat(recovery.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)).isEmpty();
        }
        assertThat(receiveElsewhere()).isEqualTo("1");
    }

    @Test
    void tellsTheTransactionManagerWhatAnAdministratorDecided() throws Exception {
        for (int number = 1; number <= 2; number++) {
            Xid xid = new TestXid(number);
            resource.start(xid, XAResource.TMNOFLAGS);
            send("message " + number);
            resource.end(xid, XAResource.TMSUCCESS);
            resource.prepare(xid);
        }

        InDoubtBranches inDoubt = InDoubtBranches.of(connection);
        assertThat(inDoubt.list()).extracting(InDoubtBranches.Branch::id, InDoubtBranches.Branch::state,
            InDoubtBranches.Branch::sends).containsExactly(tuple(new TestXid(1).branch().toString(), "PREPARED", 1),
                tuple(new TestXid(2).branch().toString(), "PREPARED", 1));
        inDoubt.commit(new TestXid(1).branch().toString());
        inDoubt.rollback(new TestXid(2).branch().toString());
        assertThatThrownBy(() -> inDoubt.commit("nonsense")).isInstanceOf(JMSException.class).hasMessageContaining("nonsense");
        assertThat(inDoubt.list()).extracting(InDoubtBranches.Branch::state).containsExactly("HEURISTIC_COMMIT", "HEURISTIC_ROLLBACK");

        assertThat(receiveElsewhere()).isEqualTo("message 1");
        assertThat(receiveElsewhere()).isNull();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).hasSize(2);
        assertCode(XAException.XA_HEURCOM, () -> resource.commit(new TestXid(1), false));
        assertCode(XAException.XA_HEURRB, () -> resource.commit(new TestXid(2), false));
        assertCode(XAException.XA_HEURCOM, () -> resource.rollback(new TestXid(1)));
        assertCode(XAException.XA_HEURRB, () -> resource.rollback(new TestXid(2)));
        resource.forget(new TestXid(1));
        resource.forget(new TestXid(2));
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
    }

    @Test
    void rollsTheOpenBranchesOfAClosedConnectionBack() throws Exception {
        resource.start(XID, XAResource.TMNOFLAGS);
        send("1");
        resource.end(XID, XAResource.TMSUCCESS);
        connection.close();
        assertCode(XAException.XAER_RMFAIL, () -> resource.prepare(XID));

        try (XAConnection other = factory.createXAConnection()) {
            assertCode(XAException.XA_RBCOMMFAIL, () -> other.createXASession().getXAResource().prepare(XID));
        }
        assertThat(receiveElsewhere()).isNull();
    }

    @Test
    void leavesCommitAndRollbackToTheTransactionManager() throws Exception {
        assertThat(session.getTransacted()).isTrue();
        assertThat(session.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
        assertThatThrownBy(session::commit).isInstanceOf(TransactionInProgressException.class);
        assertThatThrownBy(session::rollback).isInstanceOf(TransactionInProgressException.class);
        assertThatThrownBy(session.getSession()::commit).isInstanceOf(TransactionInProgressException.class);
        assertThatThrownBy(session::recover).isInstanceOf(IllegalStateException.class);
        try (XAJMSContext context = factory.createXAContext()) {
            assertThat(context.getTransacted()).isTrue();
            assertThat(context.getContext()).isSameAs(context);
            assertThatThrownBy(context::commit).isInstanceOf(TransactionInProgressRuntimeException.class);
            assertThatThrownBy(context::rollback).isInstanceOf(TransactionInProgressRuntimeException.class);
            assertThat(context.getXAResource().isSameRM(resource)).isTrue();
        }
        session.close();
        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::getTransacted).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void makesSessionsOfTheOldKinds() throws Exception {
        try (XAQueueConnection queues = factory.createXAQueueConnection(); XATopicConnection topics = factory.createXATopicConnection()) {
            QueueSession queueSession = queues.createXAQueueSession().getQueueSession();
            TopicSession topicSession = topics.createXATopicSession().getTopicSession();
            assertThatThrownBy(() -> queueSession.createTopic("topic")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> topicSession.createQueue("queue")).isInstanceOf(IllegalStateException.class);
            assertThat(queues.createXAQueueSession().getXAResource().isSameRM(topics.createXATopicSession().getXAResource())).isTrue();
            assertThat(queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE).getTransacted()).isFalse();
        }
    }

    @Test
    void isNotTheSameAsAnotherStore(@TempDir Path otherStore) throws Exception {
        try (EmbeddedServer other = EmbeddedServer.start(otherStore);
             XAConnection elsewhere = new TernXAConnectionFactory(other.nameServerAddress()).createXAConnection()) {
            assertThat(resource.isSameRM(elsewhere.createXASession().getXAResource())).isFalse();
        }
    }

    @Test
    void isBoundInJndiAsWhatItIs() throws Exception {
        factory.setPrefetch(7);
        Reference reference = factory.getReference();

        Object found = new TernObjectFactory().getObjectInstance(reference, null, null, null);

        assertThat(found).isInstanceOf(TernXAConnectionFactory.class);
        assertThat(((TernXAConnectionFactory) found).getPrefetch()).isEqualTo(7);
    }
}
