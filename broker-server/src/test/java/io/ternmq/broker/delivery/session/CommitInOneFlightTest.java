package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.session.JmsPeer.Received;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.Disconnect;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Renew;
import io.ternmq.wire.jms.Settlement;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client commits before it knows what became of its sends: the broker commits all that it means, or nothing. */
class CommitInOneFlightTest {

    private static final List<Settlement> NOTHING = List.of();

    @TempDir
    Path store;
    private DeliveryServer server;
    private JmsPeer peer;

    @BeforeEach
    void start() {
        server = new DeliveryServer(store);
        server.createTopic("in", 1);
        server.createTopic("out", 1);
        server.send("in", 0, "first", null);
        server.send("in", 0, "second", null);
        peer = JmsPeer.connected(server.address(), null);
        peer.queue(1, "in", null, 2);
        peer.take(2);
        peer.queue(2, "out", null, 10);
    }

    @AfterEach
    void stop() {
        peer.close();
        server.close();
    }

    private static List<Settlement> accepted(long first, long last) {
        return List.of(new Settlement(1, Outcome.ACCEPT, first, last));
    }

    private int commit(long transactionId, int sends, List<Settlement> accepted) {
        ByteBuf body = Unpooled.buffer();
        Settlement.encode(accepted, body);
        var answer = peer.call(new Commit(peer.epoch(), transactionId, sends).toFrame().body(body));
        int code = answer.code();
        answer.release();
        return code;
    }

    private void takeUp() {
        peer.breakOff();
        peer.open(server.address());
        assertThat(peer.connect(null, peer.epoch(), List.of(new io.ternmq.wire.jms.Received(1, 2),
            new io.ternmq.wire.jms.Received(2, 1)))).isZero();
        peer.flow(2, 10, 0);
    }

    @Test
    void commitsTheSendsThatItCountsAndTheAcknowledgementsThatItCarries() {
        peer.send("out", 0, "a", 5, 1);
        peer.send("out", 0, "b", 5, 2);

        assertThat(commit(5, 2, accepted(1, 2))).isZero();

        assertThat(peer.takeBodies(2)).containsExactly("a", "b");
        peer.close();
        JmsPeer next = JmsPeer.connected(server.address(), null);
        next.queue(1, "in", null, 2);
        assertThat(next.drain(1, 0)).as("nothing is left").isEqualTo(2);
        next.close();
    }

    @Test
    void rollsBackWhenAMessageIsMissing() {
        peer.send("out", 0, "a", 5, 1);

        assertThat(commit(5, 2, accepted(1, 1))).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);

        assertThat(peer.send("out", 0, "late", 5, 2)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(commit(5, 2, NOTHING)).as("for good").isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(commit(6, 1, NOTHING)).as("nothing arrived at all").isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(peer.drain(2, 0)).isEqualTo(10);
        // The client still has what it wanted to acknowledge.
        assertThat(peer.settle(1, Outcome.RELEASE, 1, 1)).isZero();
        peer.flow(1, 1, 0);
        assertThat(peer.take(1)).extracting(Received::body, Received::deliveryCount).containsExactly(tuple("first", 2));
    }

    @Test
    void rollsBackWhenAnAcknowledgementIsNotTaken() {
        peer.send("out", 0, "a", 5, 1);

        assertThat(commit(5, 1, List.of(accepted(1, 1).get(0), new Settlement(9, Outcome.ACCEPT, 1, 1))))
            .isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);

        assertThat(peer.drain(2, 0)).isEqualTo(10);
        peer.flow(1, 1, 0);
        assertThat(peer.take(1)).as("given back by the broker").extracting(Received::body, Received::deliveryCount)
            .containsExactly(tuple("first", 2));
        assertThat(peer.settle(1, Outcome.RELEASE, 1, 1)).as("known to be settled").isZero();
    }

    @Test
    void takesEverythingTwiceAndDoesItOnce() {
        peer.send("out", 0, "a", 5, 1);
        assertThat(commit(5, 1, accepted(1, 1))).isZero();
        peer.takeBodies(1);
        takeUp();

        // The answers were lost: the client asks for all of it again.
        assertThat(peer.send("out", 0, "a", 5, 1)).isZero();
        assertThat(commit(5, 1, accepted(1, 1))).isZero();

        assertThat(peer.rollback(5)).as("nothing that could be undone").isZero();
        assertThat(commit(5, 1, accepted(1, 1))).isZero();
        assertThat(peer.drain(2, 0)).isEqualTo(10);
    }

    @Test
    void commitsWithTheLastMessage() {
        peer.send("out", 0, "a", 5, 1);

        assertThat(peer.sendAndCommit("out", "b", 5, 2, 2)).isZero();

        assertThat(peer.takeBodies(2)).containsExactly("a", "b");
        assertThat(peer.sendAndCommit("out", "b", 5, 2, 2)).as("asked again").isZero();
        assertThat(commit(5, 2, NOTHING)).isZero();
        assertThat(peer.sendAndCommit("out", "c", 6, 3, 2)).as("one is missing").isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(commit(6, 2, NOTHING)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(peer.drain(2, 0)).isEqualTo(8);
    }

    @Test
    void takesManyMessagesAtOnceAndEachOnce() {
        assertThat(peer.sendAll("out", List.of("a", "b", "c"), 5, 1)).isZero();
        assertThat(peer.sendAll("out", List.of("a", "b", "c"), 5, 1)).as("asked again").isZero();
        assertThat(peer.sendAll("out", List.of("d", "e"), 5, 4)).isZero();

        assertThat(commit(5, 5, accepted(1, 1))).isZero();

        assertThat(peer.takeBodies(5)).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void commitCarriesAcknowledgementsAndMessages() {
        ByteBuf body = Unpooled.buffer();
        Settlement.encode(accepted(1, 2), body);
        Frame commit = JmsPeer.with(new Commit(peer.epoch(), 5, 2).toFrame().body(body), 1,
            List.of(JmsPeer.message("out", 0, "a"), JmsPeer.message("out", 0, "b")));

        assertThat(peer.call(commit).code()).isZero();

        assertThat(peer.takeBodies(2)).containsExactly("a", "b");
        assertThat(peer.settle(1, Outcome.RELEASE, 1, 2)).as("nothing that could be given back").isZero();
        peer.flow(1, 10, 0);
        assertThat(peer.drain(1, 0)).isEqualTo(10);
    }

    @Test
    void tellsAnotherConnectionWhatBecameOfAMessageThatCommits() {
        peer.sendAndCommit("out", "a", 5, 1, 1);
        JmsPeer next = JmsPeer.connected(server.address(), null);
        next.epoch(peer.epoch());

        assertThat(next.sendAndCommit("out", "a", 5, 1, 1)).isZero();
        assertThat(next.sendAndCommit("out", "b", 6, 2, 1)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);

        assertThat(peer.takeBodies(1)).containsExactly("a");
        assertThat(peer.drain(2, 0)).isEqualTo(9);
        next.close();
    }

    @Test
    void tellsAnotherConnectionOfACommitOnlyOnceItIsOnTheDisk() {
        JmsPeer next = JmsPeer.connected(server.address(), null);
        server.holdBackDisk();
        var committed = peer.ask(new Commit(peer.epoch(), 5, 0).toFrame());
        peer.run(new Renew(peer.epoch()));

        var outcome = next.ask(new Commit(peer.epoch(), 5).toFrame());
        assertThat(next.run(new Renew(next.epoch()))).as("asked behind it").isZero();

        assertThat(outcome).isNotDone();
        assertThat(committed).isNotDone();
        server.letDiskGo();
        assertThat(outcome.join().code()).isZero();
        assertThat(committed.join().code()).isZero();
        next.close();
    }

    @Test
    void needsNoRoomForWhatItHasAlready() {
        peer.send("out", 0, "a", 5, 1);
        assertThat(commit(5, 1, NOTHING)).isZero();
        peer.send("out", 0, "b", 6, 2);
        server.refuseSends("the disk is full");
        takeUp();

        assertThat(peer.send("out", 0, "a", 5, 1)).as("asked again, it is committed").isZero();
        assertThat(peer.send("out", 0, "b", 6, 2)).as("asked again, it is held").isZero();
        assertThat(commit(6, 1, NOTHING)).isZero();
        assertThat(peer.send("out", 0, "c", 7, 3)).isEqualTo(ResponseCode.SERVICE_NOT_AVAILABLE);
    }

    private long loggedBy(Runnable action) {
        long before = server.endPosition();
        action.run();
        return server.endPosition() - before;
    }

    @Test
    void laysIntoTheLogWhatAllTransactionsTogetherMayNotHoldInMemory() {
        String large = "x".repeat(90_000);
        for (int id = 1; id <= 4; id++) {
            int transaction = id;
            assertThat(loggedBy(() -> assertThat(peer.send("out", 0, large, transaction)).isZero())).as("held").isLessThan(1_000);
        }

        assertThat(loggedBy(() -> assertThat(peer.send("out", 0, "x".repeat(60_000), 5)).isZero())).as("the largest")
            .isBetween(90_000L, 92_000L);
        assertThat(loggedBy(() -> assertThat(peer.send("out", 0, "y".repeat(9_000), 4)).isZero())).as("a small one").isLessThan(1_000);
        assertThat(peer.sendAndCommit("out", "z".repeat(80_000), 6, 1, 1)).as("ends with it").isZero();
        assertThat(commit(5, 1, NOTHING)).isZero();
        assertThat(commit(4, 2, NOTHING)).isZero();

        assertThat(peer.takeBodies(4)).containsExactly("z".repeat(80_000), "x".repeat(60_000), large, "y".repeat(9_000));
        assertThat(loggedBy(() -> assertThat(peer.send("out", 0, "x".repeat(60_000), 7)).isZero())).as("there is room").isLessThan(1_000);
    }

    @Test
    void givesTheRoomOfATransactionBackHoweverItEnds() {
        String large = "x".repeat(90_000);
        for (int id = 1; id <= 12; id += 4) {
            assertThat(peer.send("out", 0, large, id)).isZero();
            assertThat(peer.commit(id)).isZero();
            assertThat(peer.send("out", 0, large, id + 1)).isZero();
            assertThat(peer.rollback(id + 1)).isZero();
            assertThat(peer.send("out", 0, large, id + 2)).isZero();
            assertThat(commit(id + 2, 7, NOTHING)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
            JmsPeer other = JmsPeer.connected(server.address(), null);
            assertThat(other.send("out", 0, large, 1)).isZero();
            other.run(new Disconnect(other.epoch()));
            other.close();
        }

        for (int id = 13; id <= 16; id++) {
            int transaction = id;
            assertThat(loggedBy(() -> peer.send("out", 0, large, transaction))).as("there is room").isLessThan(1_000);
        }
    }

    @Test
    void refusesWhatComesBehindARollback() {
        assertThat(peer.rollback(5)).isZero();

        assertThat(peer.send("out", 0, "late", 5, 1)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1, 5, 0)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
    }
}
