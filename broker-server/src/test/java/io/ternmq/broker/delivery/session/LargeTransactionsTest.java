package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.engine.TestEngine;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.CommitReply;
import io.ternmq.wire.jms.Disconnect;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.CommitBranch;
import io.ternmq.wire.jms.xa.EndBranch;
import io.ternmq.wire.jms.xa.PrepareBranch;
import io.ternmq.wire.jms.xa.RollbackBranch;
import io.ternmq.wire.jms.xa.StartBranch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that send more than is held in memory (100 000 bytes here), and more than a log file (8 MiB). */
@Timeout(60)
class LargeTransactionsTest {

    private static final BranchId XID = BranchId.of(1, new byte[] {1}, new byte[] {2});
    private static final int TRANSACTION = 7;
    private static final String FILL = "x".repeat(40_000);
    /** So many are more than a log file. */
    private static final int MANY = 250;
    /** So many are more than is held, and the first to be moved. */
    private static final int FIRST_PIECE = 3;

    @TempDir
    Path store;
    @TempDir
    Path other;
    private DeliveryServer server;
    private JmsPeer peer;
    private long consumerId = 10;

    @BeforeEach
    void start() {
        server = new DeliveryServer(store);
        server.createTopic("in", 1);
        server.createTopic("out", 1);
        peer = JmsPeer.connected(server.address(), null);
    }

    @AfterEach
    void stop() {
        peer.close();
        server.close();
    }

    private void restart() {
        stop();
        server = new DeliveryServer(store);
        peer = JmsPeer.connected(server.address(), null);
    }

    private static String body(int number) {
        return number + " " + FILL;
    }

    private static List<String> bodies(int count) {
        return IntStream.range(0, count).mapToObj(LargeTransactionsTest::body).toList();
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(peer.send("out", 0, body(i), TRANSACTION, 1 + i)).isZero();
        }
    }

    private List<String> takeAll(int count) {
        peer.queue(++consumerId, "out", null, count + 1);
        List<String> bodies = peer.takeBodies(count);
        assertThat(peer.drain(consumerId, 0)).as("no more than %d", count).isEqualTo(1);
        return bodies;
    }

    private static boolean isUnderWay(Frame answer) {
        assertThat(answer.code()).as(answer.remark()).isZero();
        boolean isUnderWay = CommitReply.from(answer.fields()).isUnderWay();
        answer.release();
        return isUnderWay;
    }

    private boolean isUnderWay(Command command) {
        return isUnderWay(peer.call(command.toFrame()));
    }

    @Test
    void commitsMoreThanALogFileInOrderAndInFrontOfWhatFollows() {
        send(MANY);
        assertThat(peer.commit(TRANSACTION)).isZero();
        assertThat(peer.sendAndCommit("out", "after", 8, 1_000, 1)).isZero();

        List<String> expected = new ArrayList<>(bodies(MANY));
        expected.add("after");
        assertThat(takeAll(MANY + 1)).isEqualTo(expected);
    }

    @Test
    void hidesItUntilItIsCommittedAndForEverWhenItIsNot() {
        send(20);
        assertThat(takeAll(0)).isEmpty();
        assertThat(peer.rollback(TRANSACTION)).isZero();
        assertThat(peer.commit(TRANSACTION)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);

        restart();
        assertThat(takeAll(0)).isEmpty();
    }

    @Test
    void forgetsWhatWasNotCommittedBeforeTheEnd() {
        send(20);
        restart();

        assertThat(peer.commit(TRANSACTION)).as("of a new session").isZero();
        assertThat(takeAll(0)).isEmpty();
    }

    @Test
    void isRolledBackWhenAMessageOfItIsMissing() {
        send(20);

        assertThat(peer.run(new Commit(peer.epoch(), TRANSACTION, 21))).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);

        assertThat(takeAll(0)).isEmpty();
    }

    @Test
    void keepsTheLogAsLongAsItsMessagesWaitThere() {
        long from = server.endPosition();
        send(20);
        assertThat(server.owedPosition()).isBetween(from, server.endPosition());
        assertThat(peer.rollback(TRANSACTION)).isZero();
        assertThat(server.owedPosition()).isEqualTo(Long.MAX_VALUE);

        server.holdBackReaders();
        long again = server.endPosition();
        for (int i = 0; i < 20; i++) {
            assertThat(peer.send("out", 0, body(i), 8)).isZero();
        }
        CompletableFuture<Frame> commit = peer.ask(new Commit(peer.epoch(), 8).toFrame());
        server.letOneBeRead();
        assertThat(server.owedPosition()).as("committed").isBetween(again, server.endPosition());
        server.letReadersGo();
        assertThat(isUnderWay(commit.join())).isFalse();
    }

    @Test
    void bringsTheRestAfterARestart() {
        send(MANY);
        server.holdBackReaders();
        CompletableFuture<Frame> commit = peer.ask(new Commit(peer.epoch(), TRANSACTION, MANY).toFrame());
        server.letOneBeRead();
        server.letOneBeRead();
        assertThat(commit).isNotDone();
        List<String> before = server.state();

        restart();
        assertThat(server.state()).as("the commit is gone when all of it is there").isNotEqualTo(before);
        assertThat(takeAll(MANY)).isEqualTo(bodies(MANY));
        restart();
        assertThat(takeAll(MANY)).as("once").isEqualTo(bodies(MANY));
    }

    @Test
    void servesOthersMeanwhile() {
        send(MANY);
        server.holdBackReaders();
        CompletableFuture<Frame> commit = peer.ask(new Commit(peer.epoch(), TRANSACTION, MANY).toFrame());
        server.letOneBeRead();

        JmsPeer other = JmsPeer.connected(server.address(), null);
        assertThat(other.sendAndCommit("out", "other", 1, 1, 1)).isZero();
        other.queue(1, "out", null, MANY + 1);
        assertThat(other.takeBodies(FIRST_PIECE + 1)).as("a part of it is there").startsWith(body(0)).endsWith("other");
        assertThat(commit).isNotDone();
        server.letReadersGo();
        assertThat(isUnderWay(commit.join())).isFalse();
        assertThat(other.takeBodies(MANY - FIRST_PIECE)).endsWith(body(MANY - 1));
        other.close();
    }

    @Test
    void tellsThatItIsUnderWayWhenItTakesLong() {
        send(20);
        server.holdBackReaders();
        CompletableFuture<Frame> commit = peer.ask(new Commit(peer.epoch(), TRANSACTION).toFrame());
        server.letOneBeRead();

        server.advance(CommitMover.ANSWER_AFTER_MS);
        peer.flow(99, 0, 0);
        assertThat(isUnderWay(commit.join())).isTrue();
        CompletableFuture<Frame> again = peer.ask(new Commit(peer.epoch(), TRANSACTION).toFrame());
        server.endPosition();
        assertThat(again).isNotDone();
        server.letReadersGo();
        assertThat(isUnderWay(again.join())).isFalse();
        assertThat(isUnderWay(new Commit(peer.epoch(), TRANSACTION))).isFalse();
    }

    @Test
    void tellsAnotherConnectionOnlyWhenAllOfItIsThere() {
        send(20);
        server.holdBackReaders();
        peer.ask(new Commit(peer.epoch(), TRANSACTION).toFrame());
        server.letOneBeRead();
        JmsPeer next = JmsPeer.connected(server.address(), null);

        CompletableFuture<Frame> outcome = next.ask(new Commit(peer.epoch(), TRANSACTION).toFrame());
        server.endPosition();
        assertThat(outcome).isNotDone();
        server.letReadersGo();

        assertThat(isUnderWay(outcome.join())).isFalse();
        next.close();
    }

    @Test
    void waitsForRoomWithWhatIsCommitted() {
        send(20);
        server.holdBackReaders();
        CompletableFuture<Frame> commit = peer.ask(new Commit(peer.epoch(), TRANSACTION).toFrame());
        server.letOneBeRead();
        server.refuseCopies("the disk is full");
        long full = server.endPosition();
        server.letReadersGo();
        assertThat(server.endPosition()).isEqualTo(full);

        server.advance(CommitMover.RETRY_MS);
        server.refuseCopies(null);

        assertThat(isUnderWay(commit.join())).isTrue();
        await("all of it").until(() -> !isUnderWay(new Commit(peer.epoch(), TRANSACTION)));
        assertThat(takeAll(20)).isEqualTo(bodies(20));
    }

    @Test
    void countsWhatIsToBeCopiedUntilItIs() {
        send(20);
        assertThat(server.bytesToCopy()).as("open").isGreaterThan(10L * FILL.length());
        server.holdBackReaders();
        CompletableFuture<Frame> commit = peer.ask(new Commit(peer.epoch(), TRANSACTION).toFrame());
        await("committed").until(server::hasToRead);
        long all = server.bytesToCopy();
        assertThat(all).as("committed").isGreaterThan(20L * FILL.length());
        server.letOneBeRead();
        assertThat(server.bytesToCopy()).as("the first is there").isBetween(1L, all - FIRST_PIECE * FILL.length());
        server.refuseSends("no room but for copies");
        server.letReadersGo();
        assertThat(isUnderWay(commit.join())).isFalse();
        assertThat(server.bytesToCopy()).isZero();
    }

    private CompletableFuture<Frame> commitUnderWay(Command commit) {
        server.holdBackReaders();
        CompletableFuture<Frame> answer = peer.ask(commit.toFrame());
        await("committed").until(server::hasToRead);
        return answer;
    }

    private int codeOf(JmsPeer asker, Command command) {
        CompletableFuture<Frame> again = asker.ask(command.toFrame());
        server.endPosition();
        server.letReadersGo();
        Frame answer = again.join();
        int code = answer.code();
        answer.release();
        return code;
    }

    @Test
    void knowsACommitUnderWayThoughManyFollowInItsConnection() {
        send(20);
        commitUnderWay(new Commit(peer.epoch(), TRANSACTION, 20));
        for (int i = 0; i < 1_000; i++) {
            assertThat(peer.commit(1_000 + i)).isZero();
        }

        assertThat(codeOf(peer, new Commit(peer.epoch(), TRANSACTION, 20))).isZero();
        assertThat(codeOf(peer, new Commit(peer.epoch(), TRANSACTION, 20))).as("when it is complete").isZero();
    }

    @Test
    void knowsACommitUnderWayOverAnotherConnectionThoughManyFollowed() {
        send(20);
        commitUnderWay(new Commit(peer.epoch(), TRANSACTION, 20));
        for (int i = 0; i < CommittedTransactions.PER_SESSION; i++) {
            assertThat(peer.sendAndCommit("in", "s", 1_000 + i, 5_000 + i, 1)).isZero();
        }
        long epoch = peer.epoch();
        peer.run(new Disconnect(epoch));
        peer.close();
        peer = JmsPeer.connected(server.address(), null);

        assertThat(codeOf(peer, new Commit(epoch, TRANSACTION, 20))).isZero();
        assertThat(codeOf(peer, new Commit(epoch, TRANSACTION, 20))).as("when it is complete").isZero();
    }

    @Test
    void knowsABranchUnderWayThoughManyFollow() {
        sendInBranch(20);
        commitUnderWay(new CommitBranch(XID, true));
        for (int i = 0; i < 256; i++) {
            BranchId other = BranchId.of(1, new byte[] {9, (byte) i}, new byte[] {2});
            assertThat(peer.run(new StartBranch(peer.epoch(), other, 1_000 + i, 0, false))).isZero();
            assertThat(peer.send("in", 0, "s", 1_000 + i)).isZero();
            assertThat(peer.run(new EndBranch(peer.epoch(), other, 1_000 + i, false))).isZero();
            assertThat(peer.run(new CommitBranch(other, true))).isZero();
        }

        assertThat(peer.run(new RollbackBranch(XID))).as("too late").isEqualTo(JmsCodes.BRANCH_WRONG_STATE);
        assertThat(codeOf(peer, new CommitBranch(XID, true))).isZero();
        assertThat(codeOf(peer, new CommitBranch(XID, true))).as("when it is complete").isZero();
    }

    @Test
    void keepsTheLogOfWhatABranchHasTakenOver() {
        BranchId sibling = BranchId.of(1, new byte[] {1}, new byte[] {3});
        assertThat(peer.run(new StartBranch(peer.epoch(), XID, 1, 0, false))).isZero();
        assertThat(peer.run(new StartBranch(peer.epoch(), sibling, 2, 0, false))).isZero();
        long first = server.endPosition();
        sendTo(1);
        long second = server.endPosition();
        sendTo(2);
        assertThat(peer.run(new EndBranch(peer.epoch(), XID, 1, false))).isZero();
        assertThat(peer.run(new EndBranch(peer.epoch(), sibling, 2, false))).isZero();
        assertThat(peer.run(new PrepareBranch(XID))).isZero();
        assertThat(server.owedPosition()).as("carried").isBetween(first, second - 1);
        assertThat(peer.run(new PrepareBranch(sibling))).isZero();
        assertThat(server.owedPosition()).as("prepared").isBetween(first, second - 1);
        CompletableFuture<Frame> commit = commitUnderWay(new CommitBranch(sibling, false));
        assertThat(server.owedPosition()).as("under way").isBetween(first, second - 1);
        server.letReadersGo();
        assertThat(isUnderWay(commit.join())).isFalse();
        assertThat(takeAll(40)).hasSize(40);
    }

    private void sendTo(long transactionId) {
        for (int i = 0; i < 20; i++) {
            assertThat(peer.send("out", 0, body(i), transactionId)).isZero();
        }
    }

    private Path firstLogFile() throws IOException {
        try (Stream<Path> files = Files.list(store.resolve("commitlog"))) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{20}")).sorted().findFirst().orElseThrow();
        }
    }

    @Test
    void leavesOutWhatIsDamagedAndIsSoundAfterACrash() throws Exception {
        sendInBranch(6);
        assertThat(peer.run(new PrepareBranch(XID))).isZero();
        stop();
        String log = Files.readString(firstLogFile(), StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(firstLogFile().toFile(), "rw")) {
            file.seek(log.indexOf(body(1)) + 10L);
            file.write('y');
        }
        server = new DeliveryServer(store);
        peer = JmsPeer.connected(server.address(), null);

        assertThat(isUnderWay(new CommitBranch(XID, false))).isFalse();

        List<String> sound = new ArrayList<>(bodies(6));
        sound.remove(1);
        assertThat(takeAll(5)).isEqualTo(sound);
        try (DeliveryServer crashed = new DeliveryServer(TestEngine.copyOf(store, other.resolve("crashed")))) {
            assertThat(crashed.visible("out")).isEqualTo(5);
        }
    }

    @Test
    void refusesAMessageThatHardlyFitsALogFile() {
        stop();
        server = new DeliveryServer(store.resolve("small"), 1 << 20);
        server.createTopic("out", 1);
        peer = JmsPeer.connected(server.address(), null);

        assertThat(peer.send("out", 0, "x".repeat((1 << 20) - 300), TRANSACTION)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);

        assertThat(peer.commit(TRANSACTION)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
    }

    @Test
    void consumesAndSendsTogether() {
        server.send("in", 0, "1", null);
        server.send("in", 0, "2", null);
        peer.queue(1, "in", null, 2);
        peer.take(2);
        send(20);
        peer.settle(1, Outcome.ACCEPT, 1, 1, TRANSACTION, 0);
        ByteBuf body = Unpooled.buffer();
        Settlement.encode(List.of(new Settlement(1, Outcome.ACCEPT, 2, 2)), body);
        assertThat(isUnderWay(peer.call(new Commit(peer.epoch(), TRANSACTION, 20).toFrame().body(body)))).isFalse();

        restart();
        peer.queue(1, "in", null, 2);
        assertThat(peer.drain(1, 0)).as("nothing is left").isEqualTo(2);
        assertThat(takeAll(20)).isEqualTo(bodies(20));
    }

    private void sendInBranch(int count) {
        assertThat(peer.run(new StartBranch(peer.epoch(), XID, TRANSACTION, 0, false))).isZero();
        send(count);
        assertThat(peer.run(new EndBranch(peer.epoch(), XID, TRANSACTION, false))).isZero();
    }

    @Test
    void preparesMoreThanALogFileAndCommitsItLater() {
        sendInBranch(MANY);
        assertThat(peer.run(new PrepareBranch(XID))).isZero();
        assertThat(takeAll(0)).isEmpty();
        restart();
        assertThat(server.owedPosition()).as("the log is kept").isLessThan(8L << 20);
        assertThat(takeAll(0)).isEmpty();

        server.holdBackReaders();
        CompletableFuture<Frame> commit = peer.ask(new CommitBranch(XID, false).toFrame());
        server.letOneBeRead();
        assertThat(commit).isNotDone();
        assertThat(peer.run(new StartBranch(peer.epoch(), XID, 8, 0, false))).as("the id is in use").isEqualTo(JmsCodes.BRANCH_DUPLICATE);
        CompletableFuture<Frame> again = peer.ask(new CommitBranch(XID, false).toFrame());
        server.letReadersGo();

        assertThat(isUnderWay(commit.join())).isFalse();
        assertThat(isUnderWay(again.join())).isFalse();
        assertThat(takeAll(MANY)).isEqualTo(bodies(MANY));
        assertThat(peer.run(new StartBranch(peer.epoch(), XID, 8, 0, false))).as("the id is free").isZero();
    }

    @Test
    void commitsABranchInOnePhase() {
        sendInBranch(MANY);

        assertThat(isUnderWay(new CommitBranch(XID, true))).isFalse();

        assertThat(takeAll(MANY)).isEqualTo(bodies(MANY));
    }

    @Test
    void rollsAPreparedBranchBack() {
        sendInBranch(20);
        assertThat(peer.run(new PrepareBranch(XID))).isZero();

        assertThat(peer.run(new RollbackBranch(XID))).isZero();

        assertThat(server.owedPosition()).isEqualTo(Long.MAX_VALUE);
        assertThat(takeAll(0)).isEmpty();
    }

    @Test
    void takesTurnsBetweenCommits() {
        JmsPeer other = JmsPeer.connected(server.address(), null);
        server.createTopic("out2", 1);
        send(20);
        for (int i = 0; i < FIRST_PIECE; i++) {
            assertThat(other.send("out2", 0, body(i), 1)).isZero();
        }
        server.holdBackReaders();
        CompletableFuture<Frame> large = peer.ask(new Commit(peer.epoch(), TRANSACTION).toFrame());
        await("the first commit").until(() -> server.hasToRead());
        CompletableFuture<Frame> small = other.ask(new Commit(other.epoch(), 1).toFrame());
        server.letOneBeRead();
        server.letOneBeRead();

        assertThat(isUnderWay(small.join())).isFalse();
        assertThat(large).isNotDone();
        server.letReadersGo();
        assertThat(isUnderWay(large.join())).isFalse();
        other.close();
    }

    @Test
    void rollsATransactionBackOfWhichAMessageCannotBeStored() {
        assertThat(peer.send("out", 0, "small", TRANSACTION)).isZero();

        assertThat(peer.send("out", 0, "x".repeat(5 << 20), TRANSACTION)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);

        assertThat(peer.commit(TRANSACTION)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(takeAll(0)).isEmpty();
    }
}
