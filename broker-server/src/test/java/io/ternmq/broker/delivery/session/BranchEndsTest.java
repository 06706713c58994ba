package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.session.JmsPeer.Received;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Disconnect;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.BranchWork;
import io.ternmq.wire.jms.xa.CommitBranch;
import io.ternmq.wire.jms.xa.DecideBranch;
import io.ternmq.wire.jms.xa.EndBranch;
import io.ternmq.wire.jms.xa.PrepareBranch;
import io.ternmq.wire.jms.xa.RecoverBranches;
import io.ternmq.wire.jms.xa.RollbackBranch;
import io.ternmq.wire.jms.xa.StartBranch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of a branch ends with the request that ends the branch: all of it counts, or the branch is rolled back. */
class BranchEndsTest {

    private static final BranchId XID = BranchId.of(1, new byte[] {1}, new byte[] {2});
    private static final BranchId OTHER = BranchId.of(1, new byte[] {9}, new byte[] {2});
    private static final List<Settlement> NOTHING = List.of();
    private static final List<Settlement> FIRST = List.of(new Settlement(1, Outcome.ACCEPT, 1, 1));

    @TempDir
    Path store;
    private DeliveryServer server;
    private JmsPeer peer;

    @BeforeEach
    void start() {
        server = new DeliveryServer(store);
        server.createTopic("in", 1);
        server.createTopic("out", 1);
        server.send("in", 0, "message", null);
        peer = JmsPeer.connected(server.address(), null);
        peer.queue(1, "in", null, 1);
        peer.take(1);
        peer.queue(2, "out", null, 10);
        assertThat(peer.run(new StartBranch(peer.epoch(), XID, 7, 0, false))).isZero();
    }

    @AfterEach
    void stop() {
        peer.close();
        server.close();
    }

    private BranchWork work(int sends) {
        return new BranchWork(peer.epoch(), 7, sends, 0);
    }

    private Frame ask(Command command, List<Settlement> accepted) {
        ByteBuf body = Unpooled.buffer();
        Settlement.encode(accepted, body);
        return peer.call(command.toFrame().body(body));
    }

    private int run(Command command, List<Settlement> accepted) {
        Frame answer = ask(command, accepted);
        int code = answer.code();
        answer.release();
        return code;
    }

    private boolean isReadOnly(PrepareBranch prepare) {
        Frame answer = ask(prepare, NOTHING);
        assertThat(answer.code()).as(answer.remark()).isZero();
        boolean isReadOnly = PrepareBranch.Reply.from(answer.fields()).isReadOnly();
        answer.release();
        return isReadOnly;
    }

    private void takeUp() {
        peer.breakOff();
        peer.open(server.address());
        assertThat(peer.connect(null, peer.epoch(), List.of(new io.ternmq.wire.jms.Received(1, 1),
            new io.ternmq.wire.jms.Received(2, 1)))).isZero();
        peer.flow(2, 10, 0);
    }

    private void assertNothingIsLeftToConsume() {
        peer.flow(1, 1, 0);
        assertThat(peer.drain(1, 0)).isEqualTo(1);
    }

    @Test
    void commitsInOnePhaseWhatItBrings() {
        peer.send("out", 0, "answer", 7, 1);

        assertThat(run(new CommitBranch(XID, true, work(1)), FIRST)).isZero();

        assertThat(peer.takeBodies(1)).containsExactly("answer");
        assertNothingIsLeftToConsume();
    }

    @Test
    void doesNotBeginABranchAgainThatIsCommittedWhenAllIsAskedAgain() {
        CommitBranch commit = new CommitBranch(XID, true, work(0));
        assertThat(run(commit, FIRST)).isZero();

        takeUp();
        assertThat(peer.run(new StartBranch(peer.epoch(), XID, 7, 0, false))).isZero();
        assertThat(run(commit, FIRST)).as("asked again behind its beginning").isZero();

        assertNothingIsLeftToConsume();
    }

    /** As {@link #work} of a branch that begins with the request as well. */
    private BranchWork whole(long transactionId) {
        return new BranchWork(peer.epoch(), transactionId, 0, 0, true);
    }

    @Test
    void beginsAndCommitsABranchWithOneRequestHoweverOftenItIsAsked() {
        CommitBranch commit = new CommitBranch(OTHER, true, whole(8));
        assertThat(run(commit, FIRST)).isZero();

        takeUp();
        assertThat(run(commit, FIRST)).isZero();

        assertNothingIsLeftToConsume();
    }

    @Test
    void beginsAndPreparesABranchWithOneRequest() {
        PrepareBranch prepare = new PrepareBranch(OTHER, whole(8));
        assertThat(run(prepare, FIRST)).isZero();
        takeUp();
        assertThat(run(prepare, FIRST)).as("asked again").isZero();

        assertThat(run(new RollbackBranch(OTHER), NOTHING)).isZero();

        peer.flow(1, 1, 0);
        assertThat(peer.take(1)).extracting(JmsPeer.Received::body, JmsPeer.Received::deliveryCount).containsExactly(tuple("message", 2));
    }

    @Test
    void rollsBackWhatItBringsForABranchThatIsSomebodyElses() {
        assertThat(run(new CommitBranch(XID, true, whole(8)), FIRST)).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);

        assertThat(peer.run(new EndBranch(XID, work(0), false))).as("the branch of that id goes on").isZero();
    }

    @Test
    void preparesWhatItBrings() {
        peer.send("out", 0, "answer", 7, 1);

        assertThat(run(new PrepareBranch(XID, work(1)), FIRST)).isZero();
        assertThat(peer.run(new CommitBranch(XID, false))).isZero();

        assertThat(peer.takeBodies(1)).containsExactly("answer");
        assertNothingIsLeftToConsume();
    }

    private Frame withAnswers(Command command, String... bodies) {
        ByteBuf body = Unpooled.buffer();
        Settlement.encode(FIRST, body);
        return JmsPeer.with(command.toFrame().body(body), 1, Arrays.stream(bodies).map(text -> JmsPeer.message("out", 0, text)).toList());
    }

    @Test
    void preparesMessagesAndAcknowledgementsThatItBrings() {
        assertThat(peer.call(withAnswers(new PrepareBranch(XID, work(2)), "one", "two")).code()).isZero();
        assertThat(peer.run(new CommitBranch(XID, false))).isZero();

        assertThat(peer.takeBodies(2)).containsExactly("one", "two");
        assertNothingIsLeftToConsume();
    }

    @Test
    void beginsAndCommitsWithOneRequestThatBringsEverything() {
        assertThat(peer.run(new RollbackBranch(XID))).isZero();
        BranchWork all = new BranchWork(peer.epoch(), 8, 1, 0, true);

        assertThat(peer.call(withAnswers(new CommitBranch(OTHER, true, all), "answer")).code()).isZero();
        assertThat(peer.call(withAnswers(new CommitBranch(OTHER, true, all), "answer")).code()).as("asked again").isZero();

        assertThat(peer.takeBodies(1)).containsExactly("answer");
        assertThat(peer.drain(2, 0)).isEqualTo(9);
        assertNothingIsLeftToConsume();
    }

    @Test
    void beginsNothingWhoseEndWasAskedForOverAnotherConnection() {
        BranchWork all = new BranchWork(peer.epoch(), 8, 1, 0, true);
        JmsPeer recovering = JmsPeer.connected(server.address(), null);
        assertThat(recovering.run(new PrepareBranch(OTHER))).isEqualTo(JmsCodes.BRANCH_UNKNOWN);

        // Left over from a connection that its client has given up.
        assertThat(peer.call(withAnswers(new PrepareBranch(OTHER, all), "answer")).code()).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);

        assertThat(recovering.run(new CommitBranch(OTHER, false))).as("it was not prepared").isEqualTo(JmsCodes.BRANCH_UNKNOWN);
        assertThat(peer.drain(2, 0)).isEqualTo(10);
        recovering.close();
    }

    @Test
    void beginsABranchAgainThatItHasAskedForInVain() {
        assertThat(peer.run(new RollbackBranch(OTHER))).isEqualTo(JmsCodes.BRANCH_UNKNOWN);

        BranchWork all = new BranchWork(peer.epoch(), 8, 1, 0, true);
        assertThat(peer.run(new RollbackBranch(XID))).isZero();
        assertThat(peer.call(withAnswers(new CommitBranch(OTHER, true, all), "answer")).code()).isZero();
        assertThat(peer.takeBodies(1)).containsExactly("answer");
    }

    @Test
    void endBringsMessages() {
        assertThat(peer.call(withAnswers(new EndBranch(XID, work(1), false), "answer")).code()).isZero();
        assertThat(peer.run(new CommitBranch(XID, true))).isZero();

        assertThat(peer.takeBodies(1)).containsExactly("answer");
    }

    @Test
    void rollsBackWhenThereIsNoRoomForTheMessagesThatItBrings() {
        server.refuseSends("disk full");

        Frame answer = peer.call(withAnswers(new PrepareBranch(XID, work(1)), "answer"));

        assertThat(answer.code()).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);
        assertThat(answer.remark()).contains("disk full");
        server.refuseSends(null);
        peer.flow(1, 1, 0);
        assertThat(peer.take(1)).extracting(Received::body, Received::deliveryCount).containsExactly(tuple("message", 2));
    }

    @Test
    void rollsBackWhenAMessageIsMissing() {
        peer.send("out", 0, "one", 7, 1);

        assertThat(run(new CommitBranch(XID, true, work(2)), FIRST)).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);

        assertThat(peer.send("out", 0, "late", 7, 2)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(peer.drain(2, 0)).isEqualTo(10);
        peer.flow(1, 1, 0);
        assertThat(peer.take(1)).extracting(Received::body, Received::deliveryCount).containsExactly(tuple("message", 2));
        assertThat(run(new CommitBranch(XID, true, work(2)), FIRST)).as("asked again").isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);
    }

    @Test
    void marksTheBranchWhenAPartEndsWithAMessageMissing() {
        peer.send("out", 0, "one", 7, 1);

        assertThat(run(new EndBranch(XID, work(2), false), FIRST)).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);
        assertThat(peer.run(new PrepareBranch(XID))).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);

        assertThat(peer.run(new CommitBranch(XID, true))).as("asked again").isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);
        assertThat(peer.drain(2, 0)).isEqualTo(10);
    }

    @Test
    void countsTheMessagesOfEachPart() {
        JmsPeer other = JmsPeer.connected(server.address(), null);
        assertThat(other.run(new StartBranch(other.epoch(), XID, 7, 0, true))).isZero();
        other.send("out", 0, "theirs", 7, 1);
        peer.send("out", 0, "ours", 7, 1);
        assertThat(other.run(new EndBranch(XID, new BranchWork(other.epoch(), 7, 1, 0), false))).isZero();

        assertThat(run(new CommitBranch(XID, true, work(1)), NOTHING)).isZero();

        assertThat(peer.takeBodies(2)).containsExactly("theirs", "ours");
        other.close();
    }

    @Test
    void waitsForNoOtherPart() {
        JmsPeer other = JmsPeer.connected(server.address(), null);
        assertThat(other.run(new StartBranch(other.epoch(), XID, 9, 0, true))).isZero();

        assertThat(run(new PrepareBranch(XID, work(0)), FIRST)).isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
        assertThat(other.run(new EndBranch(XID, new BranchWork(other.epoch(), 9, 0, 0), false))).isZero();

        assertThat(peer.run(new CommitBranch(XID, true))).isZero();
        assertNothingIsLeftToConsume();
        other.close();
    }

    @Test
    void doesOnceWhatIsAskedTwice() {
        peer.send("out", 0, "answer", 7, 1);
        assertThat(run(new CommitBranch(XID, true, work(1)), FIRST)).isZero();
        peer.takeBodies(1);
        // The next use of the same id, of which nothing is done yet.
        assertThat(peer.run(new StartBranch(peer.epoch(), XID, 8, 0, false))).isZero();
        assertThat(peer.run(new RollbackBranch(XID))).isZero();
        takeUp();

        assertThat(peer.send("out", 0, "answer", 7, 1)).isZero();
        assertThat(run(new EndBranch(XID, work(1), false), FIRST)).isZero();
        assertThat(run(new CommitBranch(XID, true, work(1)), FIRST)).isZero();

        assertThat(peer.drain(2, 0)).isEqualTo(10);
    }

    @Test
    void leavesABranchAloneThatAnotherHasStarted() {
        JmsPeer other = JmsPeer.connected(server.address(), null);
        // What a client asks before it knows that its start was refused.
        assertThat(other.run(new StartBranch(other.epoch(), XID, 3, 0, false))).isEqualTo(JmsCodes.BRANCH_DUPLICATE);
        assertThat(other.send("out", 0, "lost", 3, 1)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(other.run(new CommitBranch(XID, true, new BranchWork(other.epoch(), 3, 1, 0)))).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);

        assertThat(run(new CommitBranch(XID, true, work(0)), FIRST)).isZero();
        assertThat(peer.drain(2, 0)).isEqualTo(10);
        other.close();
    }

    @Test
    void leavesAPreparedBranchAloneWhoseIdIsUsedAgain() {
        assertThat(run(new PrepareBranch(XID, work(0)), FIRST)).isZero();
        JmsPeer other = JmsPeer.connected(server.address(), null);
        assertThat(other.run(new StartBranch(other.epoch(), XID, 3, 0, false))).isEqualTo(JmsCodes.BRANCH_DUPLICATE);
        assertThat(other.run(new PrepareBranch(XID, new BranchWork(other.epoch(), 3, 0, 0)))).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);

        assertThat(peer.run(new RollbackBranch(XID))).isZero();

        peer.flow(1, 1, 0);
        assertThat(peer.take(1)).extracting(Received::body, Received::deliveryCount).containsExactly(tuple("message", 2));
        other.close();
    }

    @Test
    void saysTwiceThatNothingWasDone() {
        assertThat(isReadOnly(new PrepareBranch(XID, work(0)))).isTrue();

        assertThat(isReadOnly(new PrepareBranch(XID, work(0)))).as("asked again").isTrue();
        assertThat(peer.run(new CommitBranch(XID, false))).isEqualTo(JmsCodes.BRANCH_UNKNOWN);
    }

    @Test
    void tellsOfARollbackHoweverOftenItIsAsked() {
        JmsPeer other = JmsPeer.connected(server.address(), null);
        assertThat(other.run(new StartBranch(other.epoch(), XID, 1, 0, true))).isZero();
        CommitBranch commit = new CommitBranch(XID, true, work(0));
        assertThat(run(commit, FIRST)).as("while the other works in it").isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
        other.run(new Disconnect(other.epoch()));
        other.close();

        assertThat(run(commit, FIRST)).isEqualTo(JmsCodes.BRANCH_SESSION_LOST);
        assertThat(run(commit, FIRST)).as("the answer was lost").isEqualTo(JmsCodes.BRANCH_SESSION_LOST);
        assertThat(run(new PrepareBranch(XID, work(0)), FIRST)).isEqualTo(JmsCodes.BRANCH_SESSION_LOST);
        assertThat(peer.run(new StartBranch(peer.epoch(), XID, 8, 0, false))).as("the id is free").isZero();
    }

    @Test
    void takesNoCommitForARepeatedOneWhileTheBranchIsPrepared() {
        assertThat(run(new PrepareBranch(XID, work(0)), FIRST)).isZero();

        assertThat(run(new CommitBranch(XID, false, work(0)), FIRST)).isZero();

        assertThat(peer.ask(new RecoverBranches(null).toFrame(), BranchId::decode)).as("branches in doubt").isEmpty();
        assertNothingIsLeftToConsume();
    }

    @Test
    void tellsWhoPreparesAgainWhatAnAdministratorHasDecided() {
        assertThat(run(new PrepareBranch(XID, work(0)), FIRST)).isZero();
        assertThat(peer.run(new DecideBranch(XID, true))).isZero();

        assertThat(run(new PrepareBranch(XID, work(0)), FIRST)).as("the answer was lost").isEqualTo(JmsCodes.BRANCH_HEURISTIC_COMMIT);
    }

    @Test
    void remembersForAnotherConnectionThatThereWasNothingToDo() {
        assertThat(run(new CommitBranch(XID, true, work(0)), NOTHING)).isZero();
        assertThat(isReadOnly(new PrepareBranch(OTHER, whole(8)))).isTrue();
        BranchWork lost = work(0);
        peer.breakOff();
        peer.close();
        peer = JmsPeer.connected(server.address(), null);

        assertThat(run(new CommitBranch(XID, true, lost), NOTHING)).isZero();
        assertThat(run(new CommitBranch(XID, true), NOTHING)).isZero();
        assertThat(isReadOnly(new PrepareBranch(OTHER))).isTrue();
        assertThat(peer.run(new StartBranch(peer.epoch(), XID, 1, 0, false))).as("the id is free").isZero();
        assertThat(peer.run(new CommitBranch(XID, true))).as("of the new branch").isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
    }

    @Test
    void givesTheRoomOfABranchBackHoweverItEnds() {
        String large = "x".repeat(90_000);
        for (int id = 20; id < 40; id += 5) {
            assertThat(branch(id, large).run(new PrepareBranch(xid(id)))).isZero();
            assertThat(branch(id + 1, large).run(new CommitBranch(xid(id + 1), true))).isZero();
            assertThat(branch(id + 2, large).run(new RollbackBranch(xid(id + 2)))).isZero();
            assertThat(peer.run(new StartBranch(peer.epoch(), xid(id + 3), id + 3, 0, false))).isZero();
            assertThat(peer.send("out", 0, large, id + 3)).isZero();
            assertThat(peer.run(new EndBranch(peer.epoch(), xid(id + 3), id + 3, true))).as("failed").isZero();
            assertThat(peer.run(new PrepareBranch(xid(id + 3)))).isEqualTo(JmsCodes.BRANCH_ROLLED_BACK);
        }

        assertThat(loggedBy(() -> branch(40, large))).as("there is room").isLessThan(1_000);
    }

    private long loggedBy(Runnable action) {
        long before = server.endPosition();
        action.run();
        return server.endPosition() - before;
    }

    private static BranchId xid(int number) {
        return BranchId.of(1, new byte[] {(byte) number}, new byte[] {2});
    }

    private JmsPeer branch(int number, String body) {
        assertThat(peer.run(new StartBranch(peer.epoch(), xid(number), number, 0, false))).isZero();
        assertThat(peer.send("out", 0, body, number)).isZero();
        assertThat(peer.run(new EndBranch(peer.epoch(), xid(number), number, false))).isZero();
        return peer;
    }

    @Test
    void laysIntoTheLogWhatBranchesMayNotHoldInMemoryBesideAllOthers() {
        for (int number = 11; number <= 14; number++) {
            branch(number, "x".repeat(90_000));
        }
        assertThat(peer.send("out", 0, "small", 7)).isZero();

        assertThat(loggedBy(() -> assertThat(peer.send("out", 0, "y".repeat(60_000), 7)).isZero())).as("the largest").isBetween(90_000L, 92_000L);

        assertThat(peer.run(new EndBranch(peer.epoch(), XID, 7, false))).isZero();
        assertThat(peer.run(new PrepareBranch(XID))).isZero();
        assertThat(peer.run(new CommitBranch(XID, false))).isZero();
        assertThat(peer.run(new CommitBranch(xid(11), true))).as("the others go on").isZero();
        assertThat(peer.takeBodies(3)).containsExactly("small", "y".repeat(60_000), "x".repeat(90_000));
    }

    private int runWith(Command command, String body) {
        Frame answer = peer.call(JmsPeer.with(command.toFrame(), 1, List.of(JmsPeer.message("out", 0, body))));
        int code = answer.code();
        answer.release();
        return code;
    }

    @Test
    void takesNothingThatASecondPhaseBringsForABranchThatIsNotPrepared() {
        String large = "x".repeat(90_000);
        for (int number = 11; number <= 16; number++) {
            BranchWork all = new BranchWork(peer.epoch(), number, 1, 0, true);
            assertThat(runWith(new CommitBranch(xid(number), false, all), large)).isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
        }
        assertThat(runWith(new CommitBranch(XID, false, work(1)), large)).isEqualTo(JmsCodes.BRANCH_WRONG_STATE);

        assertThat(peer.send("out", 0, large, 7, 2)).as("there is room").isZero();
        assertThat(run(new CommitBranch(XID, true, work(1)), NOTHING)).as("the part goes on").isZero();
        assertThat(peer.run(new CommitBranch(xid(11), true))).as("it has not begun").isEqualTo(JmsCodes.BRANCH_UNKNOWN);
        assertThat(peer.takeBodies(1)).containsExactly(large);
    }

    @Test
    void holdsNoMoreThanItMayForBranchesThatDoNotEndWhenTheyAreToEnd() {
        JmsPeer other = JmsPeer.connected(server.address(), null);
        for (int number = 11; number <= 16; number++) {
            assertThat(peer.run(new StartBranch(peer.epoch(), xid(number), number, 0, false))).isZero();
            assertThat(other.run(new StartBranch(other.epoch(), xid(number), number, 0, true))).isZero();
            PrepareBranch prepare = new PrepareBranch(xid(number), new BranchWork(peer.epoch(), number, 1, 0));
            assertThat(runWith(prepare, "x".repeat(90_000))).as("while the other works in it").isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
        }

        assertThat(loggedBy(() -> peer.send("out", 0, "x".repeat(30_000), 7))).as("there is room").isLessThan(1_000);
        for (int number = 11; number <= 16; number++) {
            assertThat(other.run(new EndBranch(other.epoch(), xid(number), number, false))).isZero();
            assertThat(other.run(new CommitBranch(xid(number), true))).isZero();
        }
        assertThat(peer.takeBodies(6)).as("in memory or in the log").hasSize(6);
        other.close();
    }

    @Test
    void carriesWhatAnotherBranchHasInTheLog() {
        BranchId sibling = BranchId.of(1, new byte[] {1}, new byte[] {3});
        assertThat(peer.run(new StartBranch(peer.epoch(), sibling, 8, 0, false))).isZero();
        assertThat(peer.send("out", 0, "small", 7)).isZero();
        assertThat(peer.send("out", 0, "x".repeat(60_000), 8)).isZero();
        assertThat(peer.send("out", 0, "y".repeat(60_000), 8)).as("more than is held in memory").isZero();

        assertThat(isReadOnly(new PrepareBranch(sibling, new BranchWork(peer.epoch(), 8, 2, 0)))).isTrue();
        assertThat(server.owedPosition()).as("the log is kept").isLessThan(Long.MAX_VALUE);
        assertThat(run(new CommitBranch(XID, true, work(1)), NOTHING)).isZero();

        assertThat(peer.takeBodies(3)).containsExactlyInAnyOrder("small", "x".repeat(60_000), "y".repeat(60_000));
    }

    @Test
    void tellsAClientThatItsSessionIsLostWithItsPart() {
        assertThat(run(new CommitBranch(BranchId.of(1, new byte[] {3}, new byte[0]), true, new BranchWork(3, 7, 0, 0)), NOTHING))
            .isEqualTo(JmsCodes.BRANCH_SESSION_LOST);
    }
}
