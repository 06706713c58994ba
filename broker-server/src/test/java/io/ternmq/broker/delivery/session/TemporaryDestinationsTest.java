package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.jms.Attach.Subscription;
import io.ternmq.wire.jms.CreateTemporary;
import io.ternmq.wire.jms.DeleteTemporary;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.Detach;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDestinationsTest {
    private static final String NAME = DestinationNames.TEMPORARY_PREFIX + "1";

    @TempDir
    Path store;
    private DeliveryServer server;
    private final List<JmsPeer> peers = new ArrayList<>();

    @BeforeEach
    void start() {
        server = new DeliveryServer(store);
    }

    @AfterEach
    void stop() {
        peers.forEach(JmsPeer::close);
        server.close();
    }

    private JmsPeer peer() {
        JmsPeer peer = JmsPeer.connected(server.address(), null);
        peers.add(peer);
        return peer;
    }

    private static int create(JmsPeer peer, DestinationKind kind) {
        return peer.run(new CreateTemporary(peer.epoch(), NAME, kind));
    }

    private static int delete(JmsPeer peer) {
        return peer.run(new DeleteTemporary(peer.epoch(), NAME));
    }

    private void send(String... bodies) {
        for (String body : bodies) {
            server.send(NAME, 0, body, null);
        }
    }

    @Test
    void queueDeliversToReceiversOfItsSession() {
        JmsPeer owner = peer();
        assertThat(create(owner, DestinationKind.QUEUE)).isZero();
        send("before");
        assertThat(owner.queue(1, NAME, null, 10)).isZero();
        assertThat(owner.queue(2, NAME, null, 0)).isZero();
        send("after");

        assertThat(owner.takeBodies(2)).containsExactly("before", "after");
        assertThat(owner.settle(1, Outcome.RELEASE, 1, 1)).isZero();
        assertThat(owner.take(1).get(0).deliveryCount()).isEqualTo(2);
    }

    @Test
    void topicDeliversToEachOfItsSubscriptions() {
        JmsPeer owner = peer();
        create(owner, DestinationKind.TOPIC);
        send("nobody is there");
        owner.topic(1, NAME, Subscription.DEFAULT, null, 10);
        owner.topic(2, NAME, new Subscription("shared", false, true, null), null, 10);
        send("news");

        assertThat(owner.takeBodies(2)).containsExactly("news", "news");
    }

    @Test
    void refusesOthersTheRightToConsumeAndToDelete() {
        create(peer(), DestinationKind.QUEUE);
        JmsPeer other = peer();

        assertThat(other.queue(1, NAME, null, 1)).isEqualTo(JmsCodes.INVALID_DESTINATION);
        assertThat(delete(other)).isEqualTo(JmsCodes.INVALID_DESTINATION);
        assertThat(create(other, DestinationKind.QUEUE)).isEqualTo(JmsCodes.INVALID_DESTINATION);
    }

    @Test
    void refusesTheOtherKindAndWhatWouldOutliveIt() {
        JmsPeer owner = peer();
        create(owner, DestinationKind.TOPIC);

        assertThat(create(owner, DestinationKind.TOPIC)).as("the same again").isZero();
        assertThat(create(owner, DestinationKind.QUEUE)).isEqualTo(JmsCodes.INVALID_DESTINATION);
        assertThat(owner.queue(1, NAME, null, 1)).isEqualTo(JmsCodes.INVALID_DESTINATION);
        assertThat(owner.topic(1, NAME, new Subscription("sub", true, true, null), null, 1)).isEqualTo(JmsCodes.INVALID_DESTINATION);
        assertThat(owner.topic(1, NAME, Subscription.group("group"), null, 1)).isEqualTo(JmsCodes.INVALID_DESTINATION);
    }

    @Test
    void refusesOtherNames() {
        JmsPeer owner = peer();

        for (String name : List.of("orders", DestinationNames.TEMPORARY_PREFIX, DestinationNames.TEMPORARY_PREFIX + "a/b",
            DestinationNames.TEMPORARY_PREFIX + "x".repeat(127))) {
            assertThat(owner.run(new CreateTemporary(owner.epoch(), name, DestinationKind.QUEUE))).as(name)
                .isEqualTo(JmsCodes.INVALID_DESTINATION);
        }
    }

    @Test
    void isDeletedWithItsMessagesButNotUnderItsConsumers() {
        JmsPeer owner = peer();
        create(owner, DestinationKind.QUEUE);
        owner.queue(1, NAME, null, 0);
        send("lost");

        assertThat(delete(owner)).isEqualTo(JmsCodes.SUBSCRIPTION_CONFLICT);
        owner.run(new Detach(owner.epoch(), 1));
        assertThat(delete(owner)).isZero();
        assertThat(delete(owner)).as("again").isZero();

        assertThat(owner.queue(2, NAME, null, 1)).isEqualTo(JmsCodes.INVALID_DESTINATION);
        assertThatThrownBy(() -> server.delivery.requireTemporary(NAME)).isInstanceOf(RefusedException.class)
            .extracting(refusal -> ((RefusedException) refusal).code()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        create(owner, DestinationKind.QUEUE);
        owner.queue(3, NAME, null, 0);
        assertThat(owner.drain(3, 1)).as("unused credit").isEqualTo(1);
    }

    @Test
    void livesThroughABrokenConnectionAndEndsWithTheGraceTime() {
        JmsPeer owner = peer();
        create(owner, DestinationKind.QUEUE);
        owner.queue(1, NAME, null, 0);
        long epoch = owner.epoch();
        owner.breakOff();
        send("kept");
        owner.open(server.address());
        assertThat(owner.connect(null, epoch)).isZero();

        owner.flow(1, 1, 0);
        assertThat(owner.takeBodies(1)).containsExactly("kept");

        owner.breakOff();
        await("end of the session").until(() -> !exists());
    }

    private boolean exists() {
        try {
            server.delivery.requireTemporary(NAME);
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    @Test
    void dropsWhatIsSentToADestinationThatIsGoneWhenTheTransactionCommits() {
        server.createTopic("orders", 1);
        JmsPeer owner = peer();
        create(owner, DestinationKind.QUEUE);
        JmsPeer sender = peer();
        sender.send(NAME, 0, "answer", 1);
        sender.send("orders", 0, "order", 1);
        delete(owner);

        assertThat(sender.commit(1)).isZero();
        sender.queue(1, "orders", null, 1);
        assertThat(sender.takeBodies(1)).containsExactly("order");
    }

    @Test
    void commitsToATemporaryDestination() {
        JmsPeer owner = peer();
        create(owner, DestinationKind.QUEUE);
        owner.queue(1, NAME, null, 10);
        owner.send(NAME, 0, "1", 1);
        owner.send(NAME, 0, "2", 1);
        owner.commit(1);

        assertThat(owner.takeBodies(2)).containsExactly("1", "2");
    }

    @Test
    void leavesNothingBehind() throws IOException {
        JmsPeer owner = peer();
        List<String> before = server.state();
        create(owner, DestinationKind.QUEUE);
        owner.queue(1, NAME, null, 10);
        send("1", "2");
        owner.take(2);
        owner.settle(1, Outcome.ACCEPT, 1, 1);
        owner.settle(1, Outcome.REJECT, 2, 2);
        assertThat(server.state()).isEqualTo(before);
        assertThat(server.topics.all()).isEmpty();
        peers.forEach(JmsPeer::close);
        peers.clear();
        server.close();
        try (Stream<Path> files = Files.walk(store)) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.contains(DestinationNames.TEMPORARY_PREFIX));
        }

        server = new DeliveryServer(store);
        assertThat(server.state()).isEqualTo(before);
        assertThat(exists()).isFalse();
    }

    @Test
    void isOwedItsMessagesAsLongAsTheyWait() {
        JmsPeer owner = peer();
        create(owner, DestinationKind.QUEUE);
        assertThat(server.owedPosition()).isEqualTo(Long.MAX_VALUE);
        send("1");
        long owed = server.owedPosition();
        send("2");
        assertThat(server.owedPosition()).isEqualTo(owed).isLessThan(Long.MAX_VALUE);
        owner.queue(1, NAME, null, 10);
        owner.take(2);
        owner.settle(1, Outcome.ACCEPT, 1, 2);

        await("nothing owed").until(() -> server.owedPosition() == Long.MAX_VALUE);
    }

    @Test
    void forgetsWhatItIsDoneWith() {
        JmsPeer owner = peer();
        create(owner, DestinationKind.TOPIC);
        for (int i = 0; i < 1_000; i++) {
            send("nobody wants it");
        }
        assertThat(server.owedPosition()).isEqualTo(Long.MAX_VALUE);
        owner.topic(1, NAME, Subscription.DEFAULT, null, 1);
        send("news");
        assertThat(owner.takeBodies(1)).containsExactly("news");
    }
}
