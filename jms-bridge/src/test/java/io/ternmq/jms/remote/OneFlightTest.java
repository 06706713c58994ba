package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.jms.remote.ScriptedPeer.Received;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Deliver;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.JmsSend;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the end of a transaction costs, in requests and in waits for their answers. */
@Timeout(60)
class OneFlightTest {
    private static final Xid XID = new OfBranch((byte) 1);
    private static final Xid SIBLING = new OfBranch((byte) 77);

    /** A branch of the one transaction. */
    private record OfBranch(byte number) implements Xid {
        @Override
        public int getFormatId() {
            return 1;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return new byte[] {1};
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[] {number};
        }
    }

    private ScriptedPeer peer;
    private Connection connection;
    private Session session;
    private MessageProducer producer;

    @BeforeEach
    void start() throws JMSException {
        peer = new ScriptedPeer();
        connection = new TernConnectionFactory(peer.nameServerAddress()).createConnection();
        connection.start();
        session = connection.createSession(true, Session.SESSION_TRANSACTED);
        producer = session.createProducer(session.createQueue("q"));
        producer.send(session.createMessage());
        session.commit();
    }

    @AfterEach
    void stop() throws JMSException {
        connection.close();
        peer.close();
    }

    private Received last(int code) {
        List<Received> all = peer.received(code);
        return all.get(all.size() - 1);
    }

    private long consumerId() {
        return Long.parseLong(last(JmsCodes.ATTACH).fields().get("c"));
    }

    /** Answers a send when the one comes with which its transaction commits. */
    private void answerSendsLate(int code, int committingCode) {
        List<Frame> late = new ArrayList<>();
        peer.answer(RequestCode.SEND_MESSAGE_V2, request -> {
            if (JmsSend.committedSends(request.fields()) < 0) {
                late.add(request.response(code, "late"));
                return null;
            }
            late.forEach(peer::push);
            return request.response(committingCode, "committing");
        });
    }

    @Test
    void commitTravelsWithTheLastMessageAndWaitsForNoOther() throws JMSException {
        answerSendsLate(ResponseCode.SUCCESS, ResponseCode.SUCCESS);
        int before = peer.received().size();
        for (int i = 0; i < 3; i++) {
            producer.send(session.createMessage());
        }

        session.commit();

        assertThat(peer.received().subList(before, peer.received().size())).extracting(r -> r.fields().getOrDefault("cm", "none"))
            .containsExactly("none", "none", "3");
    }

    @Test
    void messageThatIsRolledBackIsNeverSent() throws JMSException {
        int before = peer.received().size();
        producer.send(session.createMessage());

        session.rollback();

        assertThat(peer.received()).hasSize(before);
    }

    @Test
    void acknowledgementsTravelWithTheCommit() throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        peer.deliver(new Deliver(consumerId(), 1, 1, null), ScriptedPeer.stored("q", "", new byte[0], 0));
        assertThat(consumer.receive(10_000)).isNotNull();

        session.commit();

        assertThat(last(JmsCodes.COMMIT).body()).hasSize(25);
        assertThat(peer.received(JmsCodes.SETTLE)).isEmpty();
        assertThat(peer.received(JmsCodes.COMMIT)).hasSize(2);
    }

    @Test
    void messageThatIsReceivedAndAnsweredCostsOneWait() throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        peer.deliver(new Deliver(consumerId(), 1, 1, null), ScriptedPeer.stored("q", "", new byte[0], 0));
        assertThat(consumer.receive(10_000)).isNotNull();
        producer.send(session.createMessage());

        session.commit();

        assertThat(peer.received()).extracting(Received::code).endsWith(RequestCode.SEND_MESSAGE_V2, JmsCodes.COMMIT);
        assertThat(last(JmsCodes.COMMIT).fields()).containsEntry("ns", "1");
        assertThat(last(RequestCode.SEND_MESSAGE_V2).fields()).doesNotContainKey("cm");
    }

    @Test
    void saysWhichMessageIsMissing() throws JMSException {
        answerSendsLate(ResponseCode.MESSAGE_ILLEGAL, JmsCodes.TRANSACTION_ROLLED_BACK);
        producer.send(session.createMessage());
        producer.send(session.createMessage());

        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class).hasMessageContaining("late");

        assertThat(peer.received(JmsCodes.ROLLBACK)).as("the broker has done that, when it was asked to commit").isEmpty();
    }

    @Test
    void asksForTheTruthWhenTheLastMessageIsRefused() throws JMSException {
        peer.refuse(RequestCode.SEND_MESSAGE_V2, ResponseCode.MESSAGE_ILLEGAL, "too large");
        peer.refuse(JmsCodes.COMMIT, JmsCodes.TRANSACTION_ROLLED_BACK, "holds 0 messages (expected: 1)");
        producer.send(session.createMessage());

        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class).hasMessageContaining("too large");

        assertThat(last(JmsCodes.COMMIT).fields()).containsEntry("ns", "1");
    }

    @Test
    void branchEndsInOneFlight() throws Exception {
        try (XAConnection distributed = new TernXAConnectionFactory(peer.nameServerAddress()).createXAConnection()) {
            distributed.start();
            XASession worker = distributed.createXASession();
            MessageConsumer consumer = worker.createConsumer(worker.createQueue("q"));
            peer.deliver(new Deliver(consumerId(), 1, 1, null), ScriptedPeer.stored("q", "", new byte[0], 0));
            MessageProducer answers = worker.createProducer(worker.createQueue("answers"));
            // Known from now on
            answers.send(worker.createMessage());
            XAResource resource = worker.getXAResource();
            int before = peer.received().size();

            resource.start(XID, XAResource.TMNOFLAGS);
            assertThat(consumer.receive(10_000)).isNotNull();
            answers.send(worker.createMessage());
            answers.send(worker.createMessage());
            resource.end(XID, XAResource.TMSUCCESS);
            resource.commit(XID, true);

            assertThat(peer.received().subList(before, peer.received().size())).extracting(Received::code).filteredOn(
                code -> code != JmsCodes.FLOW).containsExactly(JmsCodes.BRANCH_START, RequestCode.SEND_MESSAGE_V2,
                    RequestCode.SEND_MESSAGE_V2, JmsCodes.BRANCH_COMMIT);
            assertThat(last(JmsCodes.BRANCH_COMMIT).fields()).containsEntry("ns", "2").containsEntry("op", "true");
            assertThat(last(JmsCodes.BRANCH_COMMIT).body()).hasSize(25);
        }
    }

    private interface InListener {
        void run(XASession worker, XAResource resource) throws Exception;
    }

    /** Delivers one message to a listener of an XA session, which does this; what is asked from then on, without flow. */
    private List<Integer> askedByListener(InListener work) throws Exception {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        try (XAConnection distributed = new TernXAConnectionFactory(peer.nameServerAddress()).createXAConnection()) {
            distributed.start();
            XASession worker = distributed.createXASession();
            XAResource resource = worker.getXAResource();
            MessageConsumer consumer = worker.createConsumer(worker.createQueue("q"));
            consumer.setMessageListener(message -> {
                int before = peer.received().size();
                try {
                    work.run(worker, resource);
                    done.complete(before);
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
            peer.deliver(new Deliver(consumerId(), 1, 1, null), ScriptedPeer.stored("q", "", new byte[0], 0));
            int before = done.get(10, TimeUnit.SECONDS);
            return peer.received().subList(before, peer.received().size()).stream().map(Received::code)
                .filter(code -> code != JmsCodes.FLOW && code != RequestCode.GET_ROUTEINFO_BY_TOPIC).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void branchOfAListenerThatOnlyConsumesIsOneRequest(boolean isOnePhase) throws Exception {
        int code = isOnePhase ? JmsCodes.BRANCH_COMMIT : JmsCodes.BRANCH_PREPARE;
        assertThat(askedByListener((worker, resource) -> {
            resource.start(XID, XAResource.TMNOFLAGS);
            resource.end(XID, XAResource.TMSUCCESS);
            if (isOnePhase) {
                resource.commit(XID, true);
            } else {
                resource.prepare(XID);
            }
        })).startsWith(code).doesNotContain(JmsCodes.BRANCH_START);
        assertThat(last(code).fields()).containsEntry("bg", "true");
        assertThat(last(code).body()).as("the acknowledgement").hasSize(25);
    }

    @Test
    void branchOfAListenerIsStartedBeforeMoreIsDoneInItWithoutWaiting() throws Exception {
        List<Frame> late = new CopyOnWriteArrayList<>();
        peer.answer(JmsCodes.BRANCH_START, request -> {
            late.add(request.response(ResponseCode.SUCCESS, null));
            return null;
        });
        peer.answer(JmsCodes.BRANCH_COMMIT, request -> {
            late.forEach(peer::push);
            return request.response(ResponseCode.SUCCESS, null);
        });
        assertThat(askedByListener((worker, resource) -> {
            resource.start(XID, XAResource.TMNOFLAGS);
            worker.createProducer(worker.createQueue("answers")).send(worker.createMessage());
            resource.end(XID, XAResource.TMSUCCESS);
            resource.commit(XID, true);
            assertThat(late).as("answers that came with the last one").hasSize(1);
        })).startsWith(JmsCodes.BRANCH_START, RequestCode.SEND_MESSAGE_V2, JmsCodes.BRANCH_COMMIT);
        assertThat(last(JmsCodes.BRANCH_COMMIT).fields()).doesNotContainKey("bg");
    }

    @Test
    void branchOfAListenerIsStartedWhenAnotherOneOfItsTransactionIs() throws Exception {
        assertThat(askedByListener((worker, resource) -> {
            resource.start(XID, XAResource.TMNOFLAGS);
            try (XAConnection sending = new TernXAConnectionFactory(peer.nameServerAddress()).createXAConnection()) {
                XAResource other = sending.createXASession().getXAResource();
                int before = peer.received(JmsCodes.BRANCH_START).size();
                other.start(SIBLING, XAResource.TMNOFLAGS);
                assertThat(peer.received(JmsCodes.BRANCH_START)).hasSize(before + 2);
                other.end(SIBLING, XAResource.TMSUCCESS);
            }
            resource.end(XID, XAResource.TMSUCCESS);
            resource.commit(XID, true);
        })).contains(JmsCodes.BRANCH_COMMIT);
        assertThat(last(JmsCodes.BRANCH_COMMIT).fields()).doesNotContainKey("bg");
    }

    @Test
    void branchOfAListenerIsStartedToBeRolledBackWithWhatItHasConsumed() throws Exception {
        assertThat(askedByListener((worker, resource) -> {
            resource.start(XID, XAResource.TMNOFLAGS);
            resource.end(XID, XAResource.TMSUCCESS);
            resource.rollback(XID);
        })).startsWith(JmsCodes.BRANCH_START, JmsCodes.BRANCH_END, JmsCodes.BRANCH_ROLLBACK);
        assertThat(last(JmsCodes.BRANCH_END).body()).as("the acknowledgement").hasSize(25);
    }

    @Test
    void branchOfAListenerIsNotCommittedAfterItsTime() throws Exception {
        assertThat(askedByListener((worker, resource) -> {
            assertThat(resource.setTransactionTimeout(1)).isTrue();
            long beganNs = System.nanoTime();
            resource.start(XID, XAResource.TMNOFLAGS);
            resource.end(XID, XAResource.TMSUCCESS);
            await("the branch's time is over").atMost(10, TimeUnit.SECONDS)
                .until(() -> System.nanoTime() - beganNs > TimeUnit.MILLISECONDS.toNanos(1_100));
            assertThatThrownBy(() -> resource.commit(XID, true)).isInstanceOfSatisfying(XAException.class,
                e -> assertThat(e.errorCode).isEqualTo(XAException.XA_RBTIMEOUT));
        })).doesNotContain(JmsCodes.BRANCH_START, JmsCodes.BRANCH_COMMIT);
    }

    @Test
    void endIsToldBeforeAnotherConnectionPrepares() throws Exception {
        TernXAConnectionFactory factory = new TernXAConnectionFactory(peer.nameServerAddress());
        try (XAConnection first = factory.createXAConnection(); XAConnection second = factory.createXAConnection()) {
            XAResource ended = first.createXASession().getXAResource();
            ended.start(XID, XAResource.TMNOFLAGS);
            ended.end(XID, XAResource.TMSUCCESS);
            assertThat(peer.received(JmsCodes.BRANCH_END)).isEmpty();

            second.createXASession().getXAResource().prepare(XID);

            assertThat(peer.received()).extracting(Received::code).endsWith(JmsCodes.BRANCH_END, JmsCodes.BRANCH_PREPARE);
        }
    }

    @Test
    void endIsToldBeforeTheBranchIsJoinedAndWhenTheSessionCloses() throws Exception {
        try (XAConnection distributed = new TernXAConnectionFactory(peer.nameServerAddress()).createXAConnection()) {
            XASession worker = distributed.createXASession();
            XAResource resource = worker.getXAResource();
            resource.start(XID, XAResource.TMNOFLAGS);
            resource.end(XID, XAResource.TMSUCCESS);
            resource.start(XID, XAResource.TMJOIN);
            assertThat(peer.received()).extracting(Received::code).endsWith(JmsCodes.BRANCH_START, JmsCodes.BRANCH_END,
                JmsCodes.BRANCH_START);
            resource.end(XID, XAResource.TMSUCCESS);

            worker.close();

            assertThat(peer.received(JmsCodes.BRANCH_END)).hasSize(2);
        }
    }

    @Test
    void refusedCommitIsAskedWithTheEndAgain() throws Exception {
        TernXAConnectionFactory factory = new TernXAConnectionFactory(peer.nameServerAddress());
        factory.setSendPolicy("fail");
        try (XAConnection distributed = factory.createXAConnection()) {
            XAResource resource = distributed.createXASession().getXAResource();
            resource.start(XID, XAResource.TMNOFLAGS);
            resource.end(XID, XAResource.TMSUCCESS);
            peer.refuse(JmsCodes.BRANCH_COMMIT, ResponseCode.SYSTEM_BUSY, "busy");
            assertThatThrownBy(() -> resource.commit(XID, true)).isInstanceOfSatisfying(XAException.class, e ->
                assertThat(e.errorCode).isEqualTo(XAException.XAER_RMFAIL));

            resource.rollback(XID);

            assertThat(peer.received()).extracting(Received::code).endsWith(JmsCodes.BRANCH_COMMIT, JmsCodes.BRANCH_END,
                JmsCodes.BRANCH_ROLLBACK);
        }
    }

    @Test
    void endSaysThatTheBranchIsRolledBackWhenASendIsKnownToBeRefused() throws Exception {
        try (XAConnection distributed = new TernXAConnectionFactory(peer.nameServerAddress()).createXAConnection()) {
            XASession worker = distributed.createXASession();
            XAResource resource = worker.getXAResource();
            MessageProducer sender = worker.createProducer(worker.createQueue("q"));
            resource.start(XID, XAResource.TMNOFLAGS);
            sender.send(worker.createMessage());
            peer.refuse(RequestCode.SEND_MESSAGE_V2, ResponseCode.MESSAGE_ILLEGAL, "too much");
            sender.send(worker.createMessage());
            distributed.createSession().createConsumer(worker.createQueue("q")); // answered behind it

            assertThatThrownBy(() -> resource.end(XID, XAResource.TMSUCCESS)).isInstanceOfSatisfying(XAException.class, e ->
                assertThat(e.errorCode).isEqualTo(XAException.XA_RBROLLBACK)).hasMessageContaining("too much");

            assertThat(peer.received(JmsCodes.BRANCH_END)).as("the broker is told").hasSize(1);
            resource.rollback(XID);
        }
    }
}
