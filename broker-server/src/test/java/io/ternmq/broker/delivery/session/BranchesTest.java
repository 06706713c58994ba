package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.session.JmsPeer.Received;
import io.ternmq.broker.engine.TestEngine;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Attach.Subscription;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.CreateTemporary;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.Detach;
import io.ternmq.wire.jms.Disconnect;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.RedeliveryTerms;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.Unsubscribe;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.BranchInfo;
import io.ternmq.wire.jms.xa.CommitBranch;
import io.ternmq.wire.jms.xa.DecideBranch;
import io.ternmq.wire.jms.xa.EndBranch;
import io.ternmq.wire.jms.xa.ForgetBranch;
import io.ternmq.wire.jms.xa.ListBranches;
import io.ternmq.wire.jms.xa.PrepareBranch;
import io.ternmq.wire.jms.xa.RecoverBranches;
import io.ternmq.wire.jms.xa.RollbackBranch;
import io.ternmq.wire.jms.xa.StartBranch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BranchesTest {

    private static final BranchId XID = xid(1);
    private static final Subscription DURABLE = new Subscription("sub", true, false, null);

    @TempDir
    Path folder;
    private Path store;
    private DeliveryServer server;
    private final List<JmsPeer> peers = new ArrayList<>();

    @BeforeEach
    void start() {
        store = folder.resolve("store");
        server = new DeliveryServer(store);
        server.createTopic("orders", 1);
        server.createTopic("bills", 1);
    }

    @AfterEach
    void stop() {
        peers.forEach(JmsPeer::close);
        server.close();
    }

    private static BranchId xid(int number) {
        return BranchId.of(131_077, ("global-" + number).getBytes(StandardCharsets.US_ASCII), new byte[] {(byte) number});
    }

    private JmsPeer peer(String clientId) {
        JmsPeer peer = JmsPeer.connected(server.address(), clientId);
        peers.add(peer);
        return peer;
    }

    private void restart(boolean replaysAll) throws IOException {
        peers.forEach(JmsPeer::close);
        peers.clear();
        server.close();
        if (replaysAll) {
            Files.delete(store.resolve("snapshot"));
        }
        server = new DeliveryServer(store);
    }

    private void send(String... bodies) {
        for (String body : bodies) {
            server.send("orders", 0, body, null);
        }
    }

    private static int begin(JmsPeer peer, BranchId id, long transactionId) {
        return peer.run(new StartBranch(peer.epoch(), id, transactionId, 0, false));
    }

    private static int end(JmsPeer peer, BranchId id, long transactionId) {
        return peer.run(new EndBranch(peer.epoch(), id, transactionId, false));
    }

    /** Consumes one message of orders and sends one to bills, both in the branch. */
    private JmsPeer work(BranchId id) {
        JmsPeer peer = peer(null);
        assertThat(begin(peer, id, 7)).isZero();
        peer.queue(1, "orders", null, 1);
        String body = peer.takeBodies(1).get(0);
        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1, 7, 0)).isZero();
        assertThat(peer.send("bills", 0, "bill of " + body, 7)).isZero();
        assertThat(end(peer, id, 7)).isZero();
        return peer;
    }

    private List<BranchId> waiting(JmsPeer peer) {
        return peer.ask(new RecoverBranches(null).toFrame(), BranchId::decode);
    }

    private static List<BranchInfo> infos(JmsPeer peer) {
        return peer.ask(new ListBranches(null).toFrame(), BranchInfo.Page::read).branches();
    }

    /** What a new consumer gets at once; it gives everything back unseen. */
    private List<Received> available(String queue) {
        try (JmsPeer peer = JmsPeer.connected(server.address(), null)) {
            peer.queue(1, queue, null, 0);
            peer.drain(1, 100);
            List<Received> available = new ArrayList<>(peer.received);
            peer.run(new Disconnect(peer.epoch()));
            return available;
        }
    }

    private List<String> bodies(String queue) {
        return available(queue).stream().map(Received::body).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsAPreparedBranchOverARestartAndCommitsItForAnybody(boolean replaysAll) throws IOException {
        send("1", "2");
        JmsPeer worker = work(XID);
        assertThat(worker.run(new PrepareBranch(XID))).isZero();
        assertThat(bodies("bills")).isEmpty();

        restart(replaysAll);
        assertThat(bodies("orders")).containsExactly("2");
        assertThat(bodies("bills")).isEmpty();
        JmsPeer recovery = peer(null);
        assertThat(waiting(recovery)).containsExactly(XID);
        assertThat(recovery.run(new CommitBranch(XID, false))).isZero();

        assertThat(bodies("bills")).containsExactly("bill of 1");
        assertThat(bodies("orders")).containsExactly("2");
        assertThat(waiting(recovery)).isEmpty();
        assertThat(recovery.run(new CommitBranch(XID, false))).as("asked again").isZero();
        restart(replaysAll);
        assertThat(bodies("bills")).containsExactly("bill of 1");
        assertThat(bodies("orders")).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesTheMessagesOfARolledBackBranchBackWithTheirCount(boolean replaysAll) throws IOException {
        send("1", "2");
        JmsPeer worker = work(XID);
        assertThat(worker.run(new PrepareBranch(XID))).isZero();

        restart(replaysAll);
        assertThat(peer(null).run(new RollbackBranch(XID))).isZero();

        assertThat(available("orders")).extracting(Received::body, Received::deliveryCount)
            .containsExactly(tuple("1", 2), tuple("2", 1));
        assertThat(bodies("bills")).isEmpty();
        assertThat(peer(null).run(new RollbackBranch(XID))).isEqualTo(JmsCodes.BRANCH_UNKNOWN);
        restart(replaysAll);
        assertThat(available("orders")).extracting(Received::body, Received::deliveryCount)
            .containsExactly(tuple("1", 2), tuple("2", 1));
    }

    @ParameterizedTest
    @CsvSource({"1,1,0", "1,4,3", "1,6,6", "2,7,6", "2,10,9", "2,13,12"})
    void buriesNothingTwiceWhenARollbackIsCutShort(int subscriptions, int cutBefore, int buriedBefore) throws IOException {
        String large = "x".repeat(30_000); // a group of dead letters has three of them
        JmsPeer worker = peer("client");
        for (int i = 1; i <= subscriptions; i++) {
            attachForOneDelivery(worker, i);
        }
        List<String> numbers = IntStream.range(0, 7).mapToObj(Integer::toString).toList();
        numbers.forEach(number -> send(number + large));
        worker.take(7 * subscriptions);
        assertThat(begin(worker, XID, 7)).isZero();
        for (int i = 1; i <= subscriptions; i++) {
            assertThat(worker.settle(i, Outcome.ACCEPT, 1, 7, 7, 0)).isZero();
        }
        assertThat(end(worker, XID, 7)).isZero();
        assertThat(worker.run(new PrepareBranch(XID))).isZero();
        assertThat(worker.run(new RollbackBranch(XID))).isZero();

        crashWithLogUpTo(server.position("graves", cutBefore));
        JmsPeer recovery = peer("client");
        assertThat(waiting(recovery)).containsExactly(XID);
        assertThat(bodies("graves")).hasSize(buriedBefore);
        assertThat(recovery.run(new RollbackBranch(XID))).isZero();

        List<String> once = IntStream.range(0, subscriptions).boxed().flatMap(i -> numbers.stream()).toList();
        assertThat(bodies("graves")).extracting(body -> body.substring(0, 1)).containsExactlyInAnyOrderElementsOf(once);
        for (int i = 1; i <= subscriptions; i++) {
            attachForOneDelivery(recovery, i);
            assertThat(recovery.drain(i, 0)).as("credit for which there is no message").isEqualTo(7);
        }
    }

    @Test
    void losesNothingWhenARollbackBesideADeadLetterIsCutShort() throws IOException {
        JmsPeer worker = peer("client");
        attachForOneDelivery(worker, 1);
        send("1", "2");
        worker.take(2);
        // In one round: 2 is held, 1 is given up, and the rest is refused.
        ByteBuf body = Unpooled.buffer();
        Settlement.encode(List.of(new Settlement(1, Outcome.ACCEPT, 2, 2), new Settlement(1, Outcome.RELEASE, 1, 1),
            new Settlement(9, Outcome.ACCEPT, 1, 1)), body);
        Frame answer = worker.call(new Commit(worker.epoch(), 7, 0).toFrame().body(body));
        assertThat(answer.code()).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(bodies("graves")).containsExactlyInAnyOrder("1", "2");

        crashWithLogUpTo(server.position("graves", 1));

        List<String> left = new ArrayList<>(bodies("graves"));
        JmsPeer recovery = peer("client");
        attachForOneDelivery(recovery, 1);
        recovery.drain(1, 0);
        recovery.received.forEach(message -> left.add(message.body()));
        assertThat(left).containsExactlyInAnyOrder("1", "2");
    }

    private static void attachForOneDelivery(JmsPeer peer, int number) {
        Frame attach = new Attach(peer.epoch(), number, "orders", DestinationKind.TOPIC, new Subscription("sub" + number, true, false, null),
            null, false, 7).toFrame();
        new RedeliveryTerms(1, 0, 100, 0, 0, "graves").writeTo(attach.fields());
        Frame answer = peer.call(attach);
        assertThat(answer.code()).as(answer.remark()).isZero();
        answer.release();
    }

    /** As a kill leaves it that hit before anything was written at or behind {@code position}. */
    private void crashWithLogUpTo(long position) throws IOException {
        Path killed = store.resolveSibling("killed");
        TestEngine.copyOf(store, killed);
        peers.forEach(JmsPeer::close);
        peers.clear();
        server.close();
        try (RandomAccessFile segment = new RandomAccessFile(killed.resolve("commitlog/%020d".formatted(0)).toFile(), "rw")) {
            long length = segment.length();
            segment.setLength(position);
            segment.setLength(length);
        }
        server = new DeliveryServer(killed);
    }

    @Test
    void locksWhatAPreparedBranchHasConsumedWhenItsSessionIsLost() {
        send("1", "2");
        JmsPeer worker = work(XID);
        worker.run(new PrepareBranch(XID));
        worker.breakOff();

        await("the session's end").until(() -> bodies("orders").equals(List.of("2")));
        JmsPeer another = peer(null);
        another.queue(1, "orders", null, 2);
        assertThat(another.takeBodies(1)).containsExactly("2");
        assertThat(another.run(new RollbackBranch(XID))).isZero();

        assertThat(another.take(1)).extracting(Received::body, Received::deliveryCount).containsExactly(tuple("1", 2));
    }

    @Test
    void commitsInOnePhase() throws IOException {
        send("1");
        JmsPeer worker = work(XID);

        assertThat(worker.run(new CommitBranch(XID, true))).isZero();

        assertThat(bodies("bills")).containsExactly("bill of 1");
        assertThat(bodies("orders")).isEmpty();
        restart(false);
        assertThat(peer(null).run(new CommitBranch(XID, true))).as("asked again by who lost the answer").isZero();
        assertThat(bodies("bills")).containsExactly("bill of 1");
    }

    @Test
    void remembersACommitInOnePhaseWithTheSessionThatAskedForIt() {
        send("1");
        JmsPeer worker = work(XID);
        assertThat(peer(null).run(new CommitBranch(XID, true))).isZero();
        for (int i = 1_000; i < 1_300; i++) {
            assertThat(begin(worker, xid(i), i)).isZero();
            assertThat(worker.send("bills", 0, "bill", i)).isZero();
            assertThat(end(worker, xid(i), i)).isZero();
            assertThat(worker.run(new CommitBranch(xid(i), true))).isZero();
        }

        assertThat(peer(null).run(new CommitBranch(XID, true))).isZero();
        assertThat(peer(null).run(new CommitBranch(xid(1_299), true))).isZero();
        assertThat(peer(null).run(new CommitBranch(xid(1_000), true))).as("too long ago").isEqualTo(JmsCodes.BRANCH_UNKNOWN);
    }

    private static BranchId sibling(BranchId id) {
        return BranchId.of(id.formatId(), id.globalTransactionIdBytes(), new byte[] {99});
    }

    /** Sends one message to bills in the branch; the peer's part has ended. */
    private JmsPeer sendIn(BranchId id, String body) {
        JmsPeer peer = peer(null);
        assertThat(begin(peer, id, 3)).isZero();
        assertThat(peer.send("bills", 0, body, 3)).isZero();
        assertThat(end(peer, id, 3)).isZero();
        return peer;
    }

    private static boolean isReadOnly(JmsPeer peer, BranchId id) {
        Frame answer = peer.call(new PrepareBranch(id).toFrame());
        assertThat(answer.code()).as("%s", answer.remark()).isZero();
        return PrepareBranch.Reply.from(answer.fields()).isReadOnly();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void letsABranchThatOnlySendsBeCarriedByAnotherOneOfItsTransaction(boolean isOnePhase) throws IOException {
        send("1");
        JmsPeer worker = work(XID);
        JmsPeer sender = sendIn(sibling(XID), "copy");
        assertThat(isReadOnly(sender, sibling(XID))).isTrue();
        assertThat(isReadOnly(sender, sibling(XID))).as("asked again").isTrue();
        assertThat(sender.run(new Disconnect(sender.epoch()))).as("its session is not needed any more").isZero();
        assertThat(bodies("bills")).isEmpty();

        if (!isOnePhase) {
            assertThat(isReadOnly(worker, XID)).isFalse();
            assertThat(waiting(worker)).containsExactly(XID);
            restart(true);
            worker = peer(null);
        }
        assertThat(worker.run(new CommitBranch(XID, isOnePhase))).isZero();

        assertThat(bodies("bills")).containsExactly("bill of 1", "copy");
        assertThat(bodies("orders")).isEmpty();
        assertThat(worker.run(new RollbackBranch(sibling(XID)))).as("there is none any more").isEqualTo(JmsCodes.BRANCH_UNKNOWN);
    }

    @Test
    void carriesMessagesByABranchInWhichNothingElseIsDone() {
        JmsPeer idle = peer(null);
        assertThat(begin(idle, XID, 7)).isZero();
        assertThat(end(idle, XID, 7)).isZero();
        assertThat(isReadOnly(sendIn(sibling(XID), "copy"), sibling(XID))).isTrue();

        assertThat(isReadOnly(idle, XID)).isFalse();
        assertThat(idle.run(new CommitBranch(XID, false))).isZero();

        assertThat(bodies("bills")).containsExactly("copy");
    }

    /** It would be read only if it was begun anew, and the messages be lost with the transaction committed. */
    @Test
    void refusesToPrepareACarryingBranchThatDiedWithTheBroker() throws IOException {
        JmsPeer idle = peer(null);
        assertThat(begin(idle, XID, 7)).isZero();
        assertThat(end(idle, XID, 7)).isZero();
        assertThat(isReadOnly(sendIn(sibling(XID), "copy"), sibling(XID))).isTrue();

        restart(true);

        assertThat(peer(null).run(new PrepareBranch(XID))).isEqualTo(JmsCodes.BRANCH_UNKNOWN);
        assertThat(bodies("bills")).isEmpty();
    }

    @Test
    void dropsWhatABranchCarriesWhenItIsRolledBack() {
        send("1");
        JmsPeer worker = work(XID);
        assertThat(isReadOnly(sendIn(sibling(XID), "copy"), sibling(XID))).isTrue();

        assertThat(worker.run(new RollbackBranch(XID))).isZero();

        assertThat(bodies("bills")).isEmpty();
        assertThat(bodies("orders")).containsExactly("1");
    }

    @Test
    void dropsWhatABranchCarriesWhenItsSessionIsLost() {
        send("1");
        JmsPeer worker = work(XID);
        JmsPeer sender = sendIn(sibling(XID), "copy");
        assertThat(isReadOnly(sender, sibling(XID))).isTrue();

        worker.breakOff();

        await("the session's end").until(() -> bodies("orders").equals(List.of("1")));
        assertThat(sender.run(new CommitBranch(XID, true))).isEqualTo(JmsCodes.BRANCH_SESSION_LOST);
        assertThat(bodies("bills")).isEmpty();
    }

    @Test
    void preparesABranchItselfWhenItHasConsumedSomethingOrNoOtherIsOpen() {
        send("1");
        JmsPeer worker = work(XID);
        JmsPeer sender = sendIn(sibling(XID), "copy");

        assertThat(isReadOnly(worker, XID)).isFalse();
        assertThat(isReadOnly(sender, sibling(XID))).isFalse();
        assertThat(waiting(worker)).containsExactly(XID, sibling(XID));

        assertThat(worker.run(new CommitBranch(XID, false))).isZero();
        assertThat(bodies("bills")).containsExactly("bill of 1");
        assertThat(sender.run(new CommitBranch(sibling(XID), false))).isZero();
        assertThat(bodies("bills")).containsExactly("bill of 1", "copy");
    }

    @Test
    void isNotCarriedByABranchThatCanOnlyBeRolledBackNorByOneOfAnotherTransaction() {
        send("1");
        JmsPeer failed = peer(null);
        begin(failed, XID, 7);
        assertThat(failed.run(new EndBranch(failed.epoch(), XID, 7, true))).isZero();
        sendIn(xid(2), "of another transaction");
        JmsPeer sender = sendIn(sibling(XID), "copy");

        assertThat(isReadOnly(sender, sibling(XID))).isFalse();

        assertThat(sender.run(new RollbackBranch(sibling(XID)))).isZero();
        assertThat(bodies("bills")).isEmpty();
    }

    @Test
    void forgetsABranchInWhichNothingWasDone() {
        JmsPeer worker = peer(null);
        begin(worker, XID, 7);
        end(worker, XID, 7);

        Frame answer = worker.call(new PrepareBranch(XID).toFrame());
        assertThat(answer.code()).isZero();
        assertThat(PrepareBranch.Reply.from(answer.fields()).isReadOnly()).isTrue();
        answer.release();

        assertThat(waiting(worker)).isEmpty();
        assertThat(worker.run(new CommitBranch(XID, false))).isEqualTo(JmsCodes.BRANCH_UNKNOWN);
    }

    @Test
    void rollsAnOpenBranchBackWhenItsTimeIsOver() {
        send("1");
        JmsPeer worker = peer(null);
        assertThat(worker.run(new StartBranch(worker.epoch(), XID, 7, 200, false))).isZero();
        worker.queue(1, "orders", null, 1);
        worker.take(1);
        worker.settle(1, Outcome.ACCEPT, 1, 1, 7, 0);

        await("the end of its time").until(() -> !bodies("orders").isEmpty());

        assertThat(worker.send("bills", 0, "late", 7)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(end(worker, XID, 7)).isEqualTo(JmsCodes.BRANCH_TIMED_OUT);
        assertThat(worker.run(new PrepareBranch(XID))).isEqualTo(JmsCodes.BRANCH_TIMED_OUT);
        assertThat(worker.run(new PrepareBranch(XID))).as("asked again").isEqualTo(JmsCodes.BRANCH_TIMED_OUT);
        assertThat(bodies("bills")).isEmpty();
    }

    @Test
    void leavesAPreparedBranchAloneWhenItsTimeIsOver() {
        send("1", "2");
        JmsPeer worker = peer(null);
        worker.run(new StartBranch(worker.epoch(), XID, 7, 100, false));
        worker.send("bills", 0, "b", 7);
        end(worker, XID, 7);
        assertThat(worker.run(new PrepareBranch(XID))).isZero();
        // A second branch, started later, whose time is over later still.
        worker.run(new StartBranch(worker.epoch(), xid(2), 8, 200, false));
        await("the end of its time").until(() -> worker.send("bills", 0, "late", 8) == JmsCodes.TRANSACTION_ROLLED_BACK);

        assertThat(worker.run(new CommitBranch(XID, false))).isZero();

        assertThat(bodies("bills")).containsExactly("b");
    }

    @Test
    void rollsAnOpenBranchBackWithItsSession() {
        send("1");
        JmsPeer worker = work(XID);
        worker.breakOff();
        await("the session's end").until(() -> bodies("orders").equals(List.of("1")));

        assertThat(peer(null).run(new PrepareBranch(XID))).isEqualTo(JmsCodes.BRANCH_SESSION_LOST);
        assertThat(bodies("bills")).isEmpty();
    }

    @Test
    void joinsTheWorkOfTwoConnections() {
        send("1");
        JmsPeer first = work(XID);
        JmsPeer second = peer(null);
        assertThat(second.run(new StartBranch(second.epoch(), XID, 3, 0, true))).isZero();
        assertThat(second.send("bills", 0, "second", 3)).isZero();
        assertThat(first.run(new PrepareBranch(XID))).as("still at work").isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
        assertThat(end(second, XID, 3)).isZero();
        assertThat(first.run(new Disconnect(first.epoch()))).as("its part has ended").isZero();

        assertThat(second.run(new CommitBranch(XID, true))).isZero();

        assertThat(bodies("bills")).containsExactly("bill of 1", "second");
        assertThat(bodies("orders")).isEmpty();
    }

    @Test
    void worksInSeveralBranchesOfOneSessionAtOnce() {
        JmsPeer worker = peer(null);
        begin(worker, xid(1), 1);
        begin(worker, xid(2), 2);
        worker.send("bills", 0, "one", 1);
        worker.send("bills", 0, "two", 2);
        end(worker, xid(2), 2);
        end(worker, xid(1), 1);

        assertThat(worker.run(new RollbackBranch(xid(1)))).isZero();
        assertThat(worker.run(new CommitBranch(xid(2), true))).isZero();

        assertThat(bodies("bills")).containsExactly("two");
    }

    @Test
    void rollsBackWhatWasMarkedAsFailed() {
        JmsPeer worker = peer(null);
        begin(worker, XID, 1);
        worker.send("bills", 0, "one", 1);
        assertThat(worker.run(new EndBranch(worker.epoch(), XID, 1, true))).isZero();

        assertThat(worker.run(new PrepareBranch(XID))).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);
        assertThat(worker.run(new PrepareBranch(XID))).as("asked again").isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);

        assertThat(worker.run(new RollbackBranch(XID))).as("it is").isZero();
        assertThat(worker.run(new RollbackBranch(XID))).as("nobody needs to know any more").isEqualTo(JmsCodes.BRANCH_UNKNOWN);
        assertThat(bodies("bills")).isEmpty();
    }

    @Test
    void refusesCallsOutOfTurn() {
        JmsPeer worker = peer(null);
        assertThat(begin(worker, XID, 1)).isZero();
        assertThat(begin(worker, xid(2), 1)).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(begin(worker, XID, 2)).isEqualTo(JmsCodes.BRANCH_DUPLICATE);
        assertThat(worker.run(new StartBranch(worker.epoch(), xid(3), 3, 0, true))).isEqualTo(JmsCodes.BRANCH_UNKNOWN);
        assertThat(end(worker, XID, 9)).isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
        assertThat(worker.send("bills", 0, "one", 1)).isZero();
        assertThat(worker.commit(1)).as("a branch is no local transaction").isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(worker.rollback(1)).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(end(worker, XID, 1)).isZero();
        assertThat(worker.run(new CommitBranch(XID, false))).isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
        assertThat(worker.run(new PrepareBranch(XID))).isZero();
        assertThat(worker.run(new CommitBranch(XID, true))).isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
        assertThat(begin(worker, XID, 4)).isEqualTo(JmsCodes.BRANCH_DUPLICATE);
        assertThat(worker.run(new ForgetBranch(XID))).isEqualTo(JmsCodes.BRANCH_UNKNOWN);
        Frame malformed = new RollbackBranch(XID).toFrame();
        malformed.fields().put("xid", "0:zz");
        Frame answer = worker.call(malformed);
        assertThat(answer.code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        answer.release();
    }

    @Test
    void toleratesWhatIsAskedTwice() {
        JmsPeer worker = peer(null);
        assertThat(begin(worker, XID, 1)).isZero();
        assertThat(begin(worker, XID, 1)).isZero();
        assertThat(worker.send("bills", 0, "one", 1)).isZero();
        assertThat(end(worker, XID, 1)).isZero();
        assertThat(end(worker, XID, 1)).isZero();
        assertThat(worker.run(new PrepareBranch(XID))).isZero();
        assertThat(worker.run(new PrepareBranch(XID))).isZero();
        assertThat(worker.run(new CommitBranch(XID, false))).isZero();
        assertThat(worker.run(new CommitBranch(XID, false))).isZero();

        assertThat(bodies("bills")).containsExactly("one");
    }

    @Test
    void remembersWhatAnAdministratorDecidedUntilItIsForgotten() throws IOException {
        send("1", "2");
        work(xid(1)).run(new PrepareBranch(xid(1)));
        work(xid(2)).run(new PrepareBranch(xid(2)));
        JmsPeer admin = peer(null);
        assertThat(infos(admin)).extracting(BranchInfo::branch, BranchInfo::state, BranchInfo::sends, BranchInfo::acks,
            BranchInfo::groups).containsExactly(tuple(xid(1).toString(), "PREPARED", 1, 1, List.of("JMSQ_orders@orders")),
                tuple(xid(2).toString(), "PREPARED", 1, 1, List.of("JMSQ_orders@orders")));

        assertThat(admin.run(new DecideBranch(xid(1), true))).isZero();
        assertThat(admin.run(new DecideBranch(xid(2), false))).isZero();
        restart(true);

        assertThat(bodies("bills")).containsExactly("bill of 1");
        assertThat(bodies("orders")).containsExactly("2");
        JmsPeer manager = peer(null);
        assertThat(waiting(manager)).containsExactly(xid(1), xid(2));
        assertThat(infos(manager)).extracting(BranchInfo::state).containsExactly("HEURISTIC_COMMIT", "HEURISTIC_ROLLBACK");
        assertThat(manager.run(new CommitBranch(xid(1), false))).isEqualTo(JmsCodes.BRANCH_HEURISTIC_COMMIT);
        assertThat(manager.run(new CommitBranch(xid(2), false))).isEqualTo(JmsCodes.BRANCH_HEURISTIC_ROLLBACK);
        assertThat(manager.run(new RollbackBranch(xid(2)))).isEqualTo(JmsCodes.BRANCH_HEURISTIC_ROLLBACK);
        assertThat(manager.run(new ForgetBranch(xid(1)))).isZero();
        assertThat(manager.run(new ForgetBranch(xid(2)))).isZero();
        assertThat(waiting(manager)).isEmpty();
        assertThat(manager.run(new CommitBranch(xid(1), false))).isEqualTo(JmsCodes.BRANCH_UNKNOWN);
    }

    @Test
    void passesOverNothingThatASubscriptionIsOwedBesideAPreparedMessage() throws IOException {
        JmsPeer subscriber = peer("client");
        subscriber.topic(1, "orders", DURABLE, null, 0);
        send("1", "2", "3", "4");
        subscriber.flow(1, 3, 0);
        subscriber.take(3);
        // The second and the third are prepared; the first and the fourth are owed.
        begin(subscriber, XID, 5);
        subscriber.settle(1, Outcome.ACCEPT, 2, 2, 5, 0);
        end(subscriber, XID, 5);
        assertThat(subscriber.run(new PrepareBranch(XID))).isZero();
        begin(subscriber, xid(2), 6);
        subscriber.settle(1, Outcome.ACCEPT, 3, 3, 6, 0);
        end(subscriber, xid(2), 6);
        assertThat(subscriber.run(new PrepareBranch(xid(2)))).isZero();
        restart(true);
        // Before a consumer has looked at anything.
        assertThat(peer(null).run(new CommitBranch(xid(2), false))).isZero();

        JmsPeer again = peer("client");
        again.topic(1, "orders", DURABLE, null, 1);
        assertThat(again.takeBodies(1)).containsExactly("1");
        assertThat(again.settle(1, Outcome.ACCEPT, 1, 1)).isZero();
        restart(true);
        JmsPeer last = peer("client");
        last.topic(1, "orders", DURABLE, null, 5);
        assertThat(last.takeBodies(1)).containsExactly("4");
        assertThat(last.run(new Detach(last.epoch(), 1))).isZero();
        assertThat(last.run(new Unsubscribe(last.epoch(), "sub", "client"))).isEqualTo(JmsCodes.SUBSCRIPTION_CONFLICT);
        assertThat(last.run(new RollbackBranch(XID))).isZero();

        last.topic(2, "orders", DURABLE, null, 5);
        assertThat(last.take(2)).extracting(Received::body, Received::deliveryCount)
            .containsExactly(tuple("2", 2), tuple("4", 1));
    }

    @Test
    void keepsAGroupFromNativeConsumersWhileItsMessagesAreInDoubt() throws IOException {
        send("1", "2");
        JmsPeer bean = peer(null);
        bean.attach(new Attach(bean.epoch(), 1, "orders", DestinationKind.QUEUE, Subscription.group("g"), null, false, 1));
        bean.take(1);
        begin(bean, XID, 5);
        bean.settle(1, Outcome.ACCEPT, 1, 1, 5, 0);
        end(bean, XID, 5);
        bean.run(new PrepareBranch(XID));
        assertThat(server.owedPosition()).isNotEqualTo(Long.MAX_VALUE);

        restart(true);

        assertThatThrownBy(() -> server.delivery.members().requireNative("g")).isInstanceOf(RefusedException.class)
            .hasMessageContaining(XID.toString());
        // Native consumers have moved on elsewhere: a new incarnation must keep the message locked.
        server.nativeGroups.commit("g", "orders", 0, 0);
        JmsPeer other = peer(null);
        other.attach(new Attach(other.epoch(), 1, "orders", DestinationKind.QUEUE, Subscription.group("g"), null, false, 5));
        assertThat(other.takeBodies(1)).containsExactly("2");
        assertThat(other.drain(1, 0)).isEqualTo(4);
        assertThat(other.run(new CommitBranch(XID, false))).isZero();
        assertThat(server.delivery.members().isLeased("g")).isTrue();
    }

    @Test
    void pinsTheLogBelowTheMessagesOfAPreparedBranch() {
        JmsPeer worker = peer(null);
        begin(worker, XID, 5);
        worker.send("bills", 0, "b", 5);
        end(worker, XID, 5);
        assertThat(server.owedPosition()).isEqualTo(Long.MAX_VALUE);

        worker.run(new PrepareBranch(XID));
        assertThat(server.owedPosition()).isLessThan(Long.MAX_VALUE);
        worker.run(new CommitBranch(XID, false));

        assertThat(server.owedPosition()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsTheSameStateAfterAReplay(boolean replaysAll) throws IOException {
        send("1", "2", "3", "4");
        work(xid(1)).run(new PrepareBranch(xid(1)));
        work(xid(2)).run(new CommitBranch(xid(2), true));
        work(xid(3)).run(new PrepareBranch(xid(3)));
        work(xid(4)).run(new PrepareBranch(xid(4)));
        JmsPeer admin = peer(null);
        admin.run(new DecideBranch(xid(3), false));
        admin.run(new RollbackBranch(xid(4)));
        List<String> before = server.state();

        restart(replaysAll);

        assertThat(server.state()).isEqualTo(before);
    }

    @Test
    void showsATemporaryQueueNothingBeforeTheCommit() {
        String replies = DestinationNames.TEMPORARY_PREFIX + "replies";
        JmsPeer owner = peer(null);
        owner.run(new CreateTemporary(owner.epoch(), replies, DestinationKind.QUEUE));
        owner.queue(1, replies, null, 0);
        JmsPeer worker = peer(null);
        begin(worker, XID, 5);
        worker.send(replies, 0, "reply", 5);
        end(worker, XID, 5);
        assertThat(worker.run(new PrepareBranch(XID))).isZero();
        assertThat(owner.drain(1, 1)).isEqualTo(1);

        assertThat(worker.run(new CommitBranch(XID, false))).isZero();

        owner.flow(1, 1, 0);
        assertThat(owner.takeBodies(1)).containsExactly("reply");
    }

    @Test
    void tellsTheSameStoreByOneName() throws IOException {
        String first = storeId();
        restart(false);

        assertThat(storeId()).isNotBlank().isEqualTo(first);
    }

    private String storeId() {
        JmsPeer peer = new JmsPeer(server.address());
        peers.add(peer);
        Frame answer = peer.call(new Connect(null, peer.connectionId, 0, 0).toFrame());
        String name = Connect.Reply.from(answer.fields()).storeId();
        answer.release();
        return name;
    }
}
