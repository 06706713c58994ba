package io.ternmq.jms.endtoend.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.testkit.FaultProxy;
import io.ternmq.testkit.FreePorts;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The answer to a commit in one phase is lost with its connection, which is not made again: whoever asks over another one learns the truth. */
@Timeout(120)
class LostCommitTest {
    private static final long LONG_MS = 10_000;
    /** More than the broker remembers of prepared branches. */
    private static final int OTHERS = 5_001;
    private static final Xid XID = new TestXid(1);

    @TempDir
    private Path store;
    private final int brokerPort = FreePorts.next();
    private final int nameServerPort = FreePorts.next();
    private EmbeddedServer server;
    private FaultProxy proxy;

    @BeforeEach
    void start() {
        startServer();
        proxy = new FaultProxy(brokerPort, nameServerPort);
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    private void startServer() {
        server = EmbeddedServer.start(store, Map.of("listenPort", Integer.toString(brokerPort), "nameServerPort",
            Integer.toString(nameServerPort)));
    }

    /** A connection that is not made again, as an application server's. */
    private static XAConnection connect(String address) throws JMSException {
        TernXAConnectionFactory factory = new TernXAConnectionFactory(address);
        factory.setReconnect(false);
        XAConnection connection = factory.createXAConnection();
        connection.start();
        return connection;
    }

    private interface Work {
        void run(XASession session, Queue queue) throws Exception;
    }

    private void directly(Work work) throws Exception {
        try (XAConnection connection = connect(server.nameServerAddress())) {
            XASession session = connection.createXASession();
            work.run(session, session.createQueue("queue"));
        }
    }

    private static void sendIn(XASession session, MessageProducer producer, Xid xid, String text) throws Exception {
        XAResource resource = session.getXAResource();
        resource.start(xid, XAResource.TMNOFLAGS);
        producer.send(session.createTextMessage(text));
        resource.end(xid, XAResource.TMSUCCESS);
        resource.commit(xid, true);
    }

    private static int commit(XAResource resource) {
        try {
            resource.commit(XID, true);
            return XAResource.XA_OK;
        } catch (XAException e) {
            return e.errorCode;
        }
    }

    /** Consumes the message in the branch and commits it, and learns nothing of what became of that. */
    private void commitAndLoseTheAnswer() throws Exception {
        try (XAConnection connection = connect(proxy.address())) {
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            MessageConsumer consumer = session.createConsumer(session.createQueue("queue"));
            resource.start(XID, XAResource.TMNOFLAGS);
            assertThat(consumer.receive(LONG_MS)).isNotNull();
            resource.end(XID, XAResource.TMSUCCESS);
            CompletableFuture<Void> lost = proxy.arm(JmsCodes.BRANCH_COMMIT, true);

            CompletableFuture<Integer> outcome = CompletableFuture.supplyAsync(() -> commit(resource));
            lost.get(LONG_MS, TimeUnit.MILLISECONDS);
            proxy.close();

            assertThat(outcome.get(LONG_MS, TimeUnit.MILLISECONDS)).isEqualTo(XAException.XAER_RMFAIL);
        }
    }

    private static void assertCommitted(XASession session, Queue queue) throws Exception {
        assertThat(commit(session.getXAResource())).isEqualTo(XAResource.XA_OK);
        assertThatThrownBy(() -> session.getXAResource().commit(new TestXid(2), true)).as("a branch that never was")
            .isInstanceOfSatisfying(XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XAER_NOTA));
    }

    @Test
    void isToldToWhoeverAsksThoughOthersHaveCommittedManyBranchesSinceAndTheBrokerWasRestarted() throws Exception {
        directly((session, queue) -> sendIn(session, session.createProducer(queue), new TestXid(3), "message"));
        commitAndLoseTheAnswer();
        directly((session, queue) -> {
            MessageProducer producer = session.createProducer(session.createQueue("others"));
            for (int i = 0; i < OTHERS; i++) {
                sendIn(session, producer, new TestXid(10 + i), "other");
            }
        });

        directly(LostCommitTest::assertCommitted);
        server.close();
        startServer();
        directly(LostCommitTest::assertCommitted);
    }
}
