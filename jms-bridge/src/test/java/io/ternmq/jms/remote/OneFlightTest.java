package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.jms.remote.ScriptedPeer.Received;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.HeldMessage;
import io.ternmq.wire.jms.HeldSends;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
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

    /** Answers what is sent in a transaction when it commits. */
    private void answerSendsLate(int code, int committingCode) {
        List<Frame> late = new ArrayList<>();
        peer.answer(JmsCodes.HOLD, request -> {
            late.add(request.response(code, "late"));
            return null;
        });
        peer.answer(JmsCodes.COMMIT, request -> {
            late.forEach(peer::push);
            return request.response(committingCode, "committing");
        });
    }

    private void sendOf(int bodyBytes) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[bodyBytes]);
        producer.send(message);
    }

    private static List<HeldMessage> messagesOf(Received request) {
        int length = Integer.parseInt(request.fields().get("hl"));
        return HeldMessage.decode(ByteBuffer.wrap(request.body(), request.body().length - length, length));
    }

    @Test
    void messagesTravelWithTheCommit() throws JMSException {
        int before = peer.received().size();
        for (int i = 0; i < 3; i++) {
            sendOf(10 + i);
        }
        assertThat(peer.received()).hasSize(before);

        session.commit();

        assertThat(peer.received()).hasSize(before + 1);
        assertThat(last(JmsCodes.COMMIT).fields()).containsEntry("ns", "3").containsEntry("ps", "2");
        assertThat(messagesOf(last(JmsCodes.COMMIT))).extracting(message -> message.body().remaining()).containsExactly(10, 11, 12);
    }

    @Test
    void messagesThatAreManyAreSentBeforeAndNotWaitedFor() throws JMSException {
        answerSendsLate(ResponseCode.SUCCESS, ResponseCode.SUCCESS);
        int before = peer.received(JmsCodes.HOLD).size();
        for (int i = 0; i < 100; i++) {
            sendOf(1_000);
        }

        session.commit();

        List<Received> held = peer.received(JmsCodes.HOLD);
        held = held.subList(before, held.size());
        assertThat(held.size()).isBetween(2, 10);
        assertThat(held).allSatisfy(request -> assertThat(request.body().length).isLessThan(64 << 10));
        assertThat(held.stream().mapToInt(request -> messagesOf(request).size()).sum() + messagesOf(last(JmsCodes.COMMIT)).size())
            .isEqualTo(100);
        assertThat(last(JmsCodes.COMMIT).fields()).containsEntry("ns", "100");
    }

    @Test
    void eachMessageHasASequenceOfItsOwn() throws JMSException {
        List<Long> sequences = new ArrayList<>();
        int before = peer.received().size();
        for (int i = 0; i < 100; i++) {
            sendOf(1_000);
        }
        session.commit();

        for (Received request : peer.received().subList(before, peer.received().size())) {
            long first = Long.parseLong(request.fields().get("ps"));
            for (int i = 0; i < messagesOf(request).size(); i++) {
                sequences.add(first + i);
            }
        }
        assertThat(sequences).isEqualTo(LongStream.range(2, 102).boxed().toList());
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
        peer.deliver(consumerId(), 1, null, ScriptedPeer.stored("q", "", new byte[0], 0));
        assertThat(consumer.receive(10_000)).isNotNull();

        session.commit();

        assertThat(last(JmsCodes.COMMIT).body()).hasSize(25);
        assertThat(peer.received(JmsCodes.SETTLE)).isEmpty();
        assertThat(peer.received(JmsCodes.COMMIT)).hasSize(2);
    }

    @Test
    void messageThatIsReceivedAndAnsweredCostsOneWait() throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        peer.deliver(consumerId(), 1, null, ScriptedPeer.stored("q", "", new byte[0], 0));
        assertThat(consumer.receive(10_000)).isNotNull();
        producer.send(session.createMessage());

        session.commit();

        assertThat(peer.received(JmsCodes.HOLD)).as("the first message, before this transaction").hasSize(1);
        assertThat(last(JmsCodes.COMMIT).fields()).containsEntry("ns", "1");
        assertThat(messagesOf(last(JmsCodes.COMMIT))).hasSize(1);
        assertThat(last(JmsCodes.COMMIT).body().length).as("acknowledgement and message")
            .isEqualTo(25 + Integer.parseInt(last(JmsCodes.COMMIT).fields().get("hl")));
    }

    @Test
    void saysWhichMessageIsMissing() throws JMSException {
        answerSendsLate(ResponseCode.MESSAGE_ILLEGAL, JmsCodes.TRANSACTION_ROLLED_BACK);
        sendOf(40_000);
        sendOf(10);

        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class).hasMessageContaining("late");

        assertThat(peer.received(JmsCodes.ROLLBACK)).as("the broker has done that, when it was asked to commit").isEmpty();
    }

    @Test
    void asksForTheTruthWhenAMessageOfTheCommitIsRefused() throws JMSException {
        peer.answer(JmsCodes.COMMIT, request -> HeldSends.isPresent(request.fields())
            ? request.response(ResponseCode.MESSAGE_ILLEGAL, "too large")
            : request.response(JmsCodes.TRANSACTION_ROLLED_BACK, "holds 0 messages (expected: 1)"));
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
            peer.deliver(consumerId(), 1, null, ScriptedPeer.stored("q", "", new byte[0], 0));
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
                code -> code != JmsCodes.FLOW).containsExactly(JmsCodes.BRANCH_START, JmsCodes.HOLD, JmsCodes.BRANCH_COMMIT);
            Received commit = last(JmsCodes.BRANCH_COMMIT);
            assertThat(commit.fields()).containsEntry("ns", "2").containsEntry("op", "true");
            assertThat(messagesOf(commit)).as("the first one in a branch was waited for").hasSize(1);
            assertThat(commit.body().length).as("acknowledgement and messages")
                .isEqualTo(25 + Integer.parseInt(commit.fields().get("hl")));
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
            peer.deliver(consumerId(), 1, null, ScriptedPeer.stored("q", "", new byte[0], 0));
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
        })).startsWith(JmsCodes.BRANCH_START, JmsCodes.HOLD, JmsCodes.BRANCH_COMMIT);
        assertThat(last(JmsCodes.BRANCH_COMMIT).fields()).doesNotContainKey("bg");
    }

    @Test
    void branchOfAListenerIsStartedWhenAnotherOneOfItsTransactionIsWhichIsPreparedBehindIt() throws Exception {
        CompletableFuture<Runnable> start = peer.answerLater(JmsCodes.BRANCH_START);
        assertThat(askedByListener((worker, resource) -> {
            resource.start(XID, XAResource.TMNOFLAGS);
            try (XAConnection sending = new TernXAConnectionFactory(peer.nameServerAddress()).createXAConnection()) {
                XAResource other = sending.createXASession().getXAResource();
                other.start(SIBLING, XAResource.TMNOFLAGS);
                other.end(SIBLING, XAResource.TMSUCCESS);
                CompletableFuture<Integer> prepared = CompletableFuture.supplyAsync(() -> prepare(other));
                Runnable answer = start.get(10, TimeUnit.SECONDS);
                await("the start has no answer").during(200, TimeUnit.MILLISECONDS).until(() -> peer.received(JmsCodes.BRANCH_PREPARE)
                    .isEmpty());
                answer.run();
                prepared.get(10, TimeUnit.SECONDS);
                assertThat(last(JmsCodes.BRANCH_PREPARE).fields()).as("begins and is prepared").containsEntry("bg", "true");
            }
            resource.end(XID, XAResource.TMSUCCESS);
            resource.commit(XID, true);
        })).containsSubsequence(JmsCodes.BRANCH_START, JmsCodes.BRANCH_PREPARE, JmsCodes.BRANCH_COMMIT);
        assertThat(last(JmsCodes.BRANCH_COMMIT).fields()).doesNotContainKey("bg");
    }

    private static int prepare(XAResource resource) {
        try {
            return resource.prepare(SIBLING);
        } catch (XAException e) {
            throw new IllegalStateException("code " + e.errorCode, e);
        }
    }

    @Test
    void branchThatSendsALittleIsOneRequest() throws Exception {
        try (XAConnection distributed = new TernXAConnectionFactory(peer.nameServerAddress()).createXAConnection()) {
            XASession worker = distributed.createXASession();
            MessageProducer sender = worker.createProducer(worker.createQueue("q"));
            XAResource resource = worker.getXAResource();
            resource.start(SIBLING, XAResource.TMNOFLAGS);
            // Known from now on
            sender.send(worker.createMessage());
            resource.end(SIBLING, XAResource.TMSUCCESS);
            resource.commit(SIBLING, true);
            int before = peer.received().size();

            resource.start(XID, XAResource.TMNOFLAGS);
            sender.send(worker.createMessage());
            sender.send(worker.createMessage());
            resource.end(XID, XAResource.TMSUCCESS);
            resource.prepare(XID);

            assertThat(peer.received().subList(before, peer.received().size())).extracting(Received::code)
                .containsExactly(JmsCodes.BRANCH_PREPARE);
            assertThat(last(JmsCodes.BRANCH_PREPARE).fields()).containsEntry("bg", "true").containsEntry("ns", "2");
            assertThat(messagesOf(last(JmsCodes.BRANCH_PREPARE))).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {XAResource.TMSUCCESS, XAResource.TMFAIL})
    void branchOfAListenerIsRolledBackByGivingBackWhatItHasConsumed(int endFlag) throws Exception {
        assertThat(askedByListener((worker, resource) -> {
            resource.start(XID, XAResource.TMNOFLAGS);
            resource.end(XID, endFlag);
            resource.rollback(XID);
        })).startsWith(JmsCodes.SETTLE).doesNotContain(JmsCodes.BRANCH_START, JmsCodes.BRANCH_END, JmsCodes.BRANCH_ROLLBACK);
        assertThat(Settlement.decode(Unpooled.wrappedBuffer(last(JmsCodes.SETTLE).body()))).singleElement()
            .extracting(Settlement::outcome).isEqualTo(Outcome.RELEASE);
    }

    @ParameterizedTest
    @ValueSource(ints = {XAResource.TMSUCCESS, XAResource.TMFAIL})
    void branchThatSendsALittleIsRolledBackWithoutARequest(int endFlag) throws Exception {
        try (XAConnection distributed = new TernXAConnectionFactory(peer.nameServerAddress()).createXAConnection()) {
            XASession worker = distributed.createXASession();
            MessageProducer sender = worker.createProducer(worker.createQueue("q"));
            XAResource resource = worker.getXAResource();
            resource.start(SIBLING, XAResource.TMNOFLAGS);
            // Known from now on
            sender.send(worker.createMessage());
            resource.end(SIBLING, XAResource.TMSUCCESS);
            resource.commit(SIBLING, true);
            int before = peer.received().size();

            resource.start(XID, XAResource.TMNOFLAGS);
            sender.send(worker.createMessage());
            resource.end(XID, endFlag);
            resource.rollback(XID);

            assertThat(peer.received()).hasSize(before);
        }
    }

    @Test
    void whatCouldNotBeGivenBackIsGivenBackWhenTheRollbackIsAskedAgain() throws Exception {
        assertThat(askedByListener((worker, resource) -> {
            resource.start(XID, XAResource.TMNOFLAGS);
            resource.end(XID, XAResource.TMSUCCESS);
            peer.refuse(JmsCodes.SETTLE, ResponseCode.NO_PERMISSION, "not now");
            assertThatThrownBy(() -> resource.rollback(XID)).isInstanceOf(XAException.class);
            peer.answer(JmsCodes.SETTLE, request -> request.response(ResponseCode.SUCCESS, null));
            resource.rollback(XID);
        })).startsWith(JmsCodes.SETTLE, JmsCodes.SETTLE).doesNotContain(JmsCodes.BRANCH_START, JmsCodes.BRANCH_ROLLBACK);
    }

    @Test
    void brokerIsToldThatABranchHasFailedWhenItIsPreparedAllTheSame() throws Exception {
        assertThat(askedByListener((worker, resource) -> {
            resource.start(XID, XAResource.TMNOFLAGS);
            resource.end(XID, XAResource.TMFAIL);
            resource.prepare(XID);
        })).startsWith(JmsCodes.BRANCH_START, JmsCodes.BRANCH_END, JmsCodes.BRANCH_PREPARE);
        assertThat(last(JmsCodes.BRANCH_END).fields()).containsEntry("fa", "true");
    }

    @Test
    void branchThatASessionHasJoinedIsRolledBackByTheBroker() throws Exception {
        assertThat(askedByListener((worker, resource) -> {
            resource.start(XID, XAResource.TMNOFLAGS);
            try (XAConnection joining = new TernXAConnectionFactory(peer.nameServerAddress()).createXAConnection()) {
                XAResource other = joining.createXASession().getXAResource();
                other.start(XID, XAResource.TMJOIN);
                other.end(XID, XAResource.TMSUCCESS);
                resource.end(XID, XAResource.TMSUCCESS);
                resource.rollback(XID);
            }
        })).contains(JmsCodes.BRANCH_ROLLBACK);
        assertThat(peer.received(JmsCodes.BRANCH_START)).hasSize(2);
        assertThat(peer.received(JmsCodes.BRANCH_END)).hasSize(2);
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
            peer.refuse(JmsCodes.HOLD, ResponseCode.MESSAGE_ILLEGAL, "too much");
            for (int i = 0; i < 300; i++) {
                // So many that they do not wait for the end.
                sender.send(worker.createMessage());
            }
            distributed.createSession().createConsumer(worker.createQueue("q")); // answered behind it

            assertThatThrownBy(() -> resource.end(XID, XAResource.TMSUCCESS)).isInstanceOfSatisfying(XAException.class, e ->
                assertThat(e.errorCode).isEqualTo(XAException.XA_RBROLLBACK)).hasMessageContaining("too much");

            assertThat(peer.received(JmsCodes.BRANCH_END)).as("the broker is told").hasSize(1);
            resource.rollback(XID);
        }
    }
}
