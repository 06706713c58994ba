package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.delivery.session.JmsPeer.Received;
import io.ternmq.broker.engine.TestEngine;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.connection.ConnectionClosedException;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Attach.Subscription;
import io.ternmq.wire.jms.Detach;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.Disconnect;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.Unsubscribe;
import io.ternmq.wire.message.MessageLayout;
import io.ternmq.wire.message.MessageProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JmsDeliveryTest {

    private static final Subscription DURABLE = new Subscription("sub", true, false, null);
    private static final Subscription SHARED_DURABLE = new Subscription("sub", true, true, null);

    @TempDir
    Path store;
    private DeliveryServer server;
    private final List<JmsPeer> peers = new ArrayList<>();

    @BeforeEach
    void start() {
        server = new DeliveryServer(store);
        server.createTopic("orders", 1);
    }

    @AfterEach
    void stop() {
        peers.forEach(JmsPeer::close);
        server.close();
    }

    private JmsPeer peer(String clientId) {
        JmsPeer peer = JmsPeer.connected(server.address(), clientId);
        peers.add(peer);
        return peer;
    }

    private void restart() {
        peers.forEach(JmsPeer::close);
        peers.clear();
        server.close();
        server = new DeliveryServer(store);
    }

    private void send(String... bodies) {
        for (String body : bodies) {
            server.send("orders", 0, body, null);
        }
    }

    @Test
    void pushesWhatIsThereAndWhatComesAsFarAsCreditGoes() {
        send("1", "2");
        JmsPeer peer = peer(null);

        assertThat(peer.queue(7, "orders", null, 3)).isZero();
        assertThat(peer.take(2)).containsExactly(new Received(7, 1, "1", 1, 0), new Received(7, 2, "2", 1, 0));
        send("3", "4");
        assertThat(peer.takeBodies(1)).containsExactly("3");
        assertThat(peer.received).isEmpty();
        peer.flow(7, 1, 3);

        assertThat(peer.take(1)).containsExactly(new Received(7, 4, "4", 1, 0));
    }

    @Test
    void whatComesInOneRoundForSeveralConsumersOfAConnectionSharesAFrame() {
        JmsPeer peer = peer(null);
        for (int id = 0; id < 3; id++) {
            server.createTopic("shared" + id, 1);
            peer.queue(id, "shared" + id, null, 10);
        }
        for (int i = 0; i < 6; i++) {
            peer.send("shared" + i % 3, 0, Integer.toString(i), 1);
        }
        peer.commit(1);

        assertThat(peer.take(6)).containsExactlyInAnyOrder(new Received(0, 1, "0", 1, 0), new Received(0, 2, "3", 1, 0),
            new Received(1, 1, "1", 1, 0), new Received(1, 2, "4", 1, 0), new Received(2, 1, "2", 1, 0), new Received(2, 2, "5", 1, 0));
        assertThat(peer.frameRuns).containsExactly(3);
    }

    @Test
    void frameEndsWhereItWouldBecomeTooLongForAllThatARoundHas() {
        JmsPeer peer = peer(null);
        for (int id = 0; id < 3; id++) {
            server.createTopic("long" + id, 1);
            peer.queue(id, "long" + id, null, 0);
            for (int i = 0; i < 400; i++) {
                server.send("long" + id, 0, Integer.toString(i), null);
            }
        }

        peer.flow(List.of(new Flow.Entry(0, 400, 0), new Flow.Entry(1, 400, 0), new Flow.Entry(2, 400, 0)));

        assertThat(peer.take(1200)).extracting(Received::consumerId, Received::sequence, Received::body).containsExactlyElementsOf(
            IntStream.range(0, 1200).mapToObj(i -> tuple((long) (i / 400), i % 400 + 1L, Integer.toString(i % 400))).toList());
        assertThat(peer.frameRuns).as("runs of each frame, 1024 messages in the first").containsExactly(3, 1);
    }

    @Test
    void takesCreditOfSeveralConsumersFromOneFrameAndPassesOverThoseThatAreGone() {
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 0);
        server.createTopic("others", 1);
        peer.queue(2, "others", null, 0);
        send("1", "2");
        server.send("others", 0, "3", null);

        peer.flow(List.of(new Flow.Entry(1, 1, 0), new Flow.Entry(99, 5, 7), new Flow.Entry(2, 5, 0)));

        assertThat(peer.take(2)).containsExactlyInAnyOrder(new Received(1, 1, "1", 1, 0), new Received(2, 1, "3", 1, 0));
        assertThat(peer.drain(1, 0)).isZero();
        assertThat(peer.drain(2, 0)).isEqualTo(4);
        assertThat(peer.received).isEmpty();
    }

    @Test
    void mergesQueuesInTheOrderOfTheLogAndAgainAfterARestart() {
        server.createTopic("wide", 3);
        List<String> bodies = IntStream.range(0, 60).mapToObj(Integer::toString).toList();
        bodies.forEach(body -> server.send("wide", body.hashCode() % 7 % 3, body, null));
        JmsPeer peer = peer(null);
        peer.queue(1, "wide", null, 20);
        assertThat(peer.takeBodies(20)).isEqualTo(bodies.subList(0, 20));
        peer.settle(1, Outcome.ACCEPT, 1, 20);

        restart();
        JmsPeer again = peer(null);
        again.queue(1, "wide", null, 100);

        assertThat(again.takeBodies(40)).isEqualTo(bodies.subList(20, 60));
    }

    @Test
    void createsAnUnknownDestination() {
        assertThat(peer(null).queue(1, "brand-new", null, 1)).isZero();
        assertThat(server.topics.get("brand-new").readQueueNums()).isEqualTo(2);
    }

    @Test
    void neverDeliversAcceptedMessagesAgainNotEvenAfterARestart() {
        send("1", "2", "3");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 3);
        peer.take(3);
        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1)).isZero();
        assertThat(peer.settle(1, Outcome.ACCEPT, 3, 3)).isZero();

        restart();
        JmsPeer again = peer(null);
        again.queue(1, "orders", null, 10);

        assertThat(again.takeBodies(1)).containsExactly("2");
        assertThat(again.drain(1, 0)).isEqualTo(9);
        assertThat(again.received).isEmpty();
    }

    @Test
    void settlementsOfManyQueuesShareARecordOfTheLog() {
        int queues = 20;
        JmsPeer peer = peer(null);
        List<Settlement> entries = new ArrayList<>();
        for (int i = 1; i <= queues; i++) {
            server.createTopic("t" + i, 1);
            server.send("t" + i, 0, "taken", null);
            server.send("t" + i, 0, "left", null);
            peer.queue(i, "t" + i, null, 1);
            entries.add(new Settlement(i, Outcome.ACCEPT, 1, 1));
        }
        peer.take(queues);
        long before = server.endPosition();

        assertThat(peer.settle(entries, 0, 0)).isZero();

        assertThat(server.endPosition() - before).as("bytes of the log, of which a record alone takes 91 more").isLessThan(91L * queues);
        restart();
        JmsPeer again = peer(null);
        for (int i = 1; i <= queues; i++) {
            again.queue(i, "t" + i, null, 10);
        }
        assertThat(again.takeBodies(queues)).containsOnly("left");
        assertThat(again.received).isEmpty();
    }

    @Test
    void redeliversAReleasedMessageFirstWithItsCount() {
        send("1", "2");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 1);
        peer.take(1);
        peer.settle(1, Outcome.RELEASE, 1, 1);
        peer.flow(1, 2, 1);

        assertThat(peer.take(2)).containsExactly(new Received(1, 2, "1", 2, 0), new Received(1, 3, "2", 1, 0));
    }

    @Test
    void waitsForTheRedeliveryDelay() {
        send("1");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 1);
        peer.take(1);
        peer.settle(1, Outcome.RELEASE, 1, 1, 0, 400);
        long releasedMs = System.currentTimeMillis();

        assertThat(peer.drain(1, 1)).isEqualTo(1);
        peer.flow(1, 1, 1);
        peer.take(1);

        assertThat(System.currentTimeMillis() - releasedMs).isGreaterThanOrEqualTo(350);
    }

    @Test
    void movesARejectedMessageToTheDeadLetters() {
        send("1");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 1);
        peer.take(1);
        assertThat(peer.settle(1, Outcome.REJECT, 1, 1)).isZero();

        peer.queue(2, "%DLQ%JMSQ_orders", "JMS_X_DLQ_REASON = 'REJECTED' AND JMS_X_DLQ_EXCEPTION_MESSAGE = 'because'", 1);

        assertThat(peer.takeBodies(1)).containsExactly("1");
    }

    @Test
    void selectsByTypeAndLeavesTheRestToOthers() {
        server.send("orders", 0, "a", "red");
        server.send("orders", 0, "b", "blue");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", "JMSType = 'blue'", 5);
        assertThat(peer.takeBodies(1)).containsExactly("b");

        peer.queue(2, "orders", null, 5);

        assertThat(peer.takeBodies(1)).containsExactly("a");
        assertThat(peer.queue(3, "orders", "JMSType =", 5)).isEqualTo(JmsCodes.INVALID_SELECTOR);
    }

    @Test
    void answersADrainAfterTheDeliveries() {
        send("1", "2");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 0);

        assertThat(peer.drain(1, 1)).isZero();
        assertThat(peer.received).hasSize(1);
        assertThat(peer.drain(1, 5)).isEqualTo(4);
        assertThat(peer.received).hasSize(2);
        send("3");
        assertThat(peer.drain(1, 0)).isZero();
        assertThat(peer.received).hasSize(2);
    }

    @Test
    void givesUnseenMessagesBackWhenAConsumerIsDetached() {
        send("1", "2", "3");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 3);
        peer.take(3);
        peer.flow(1, 0, 1);
        assertThat(peer.run(new Detach(peer.epoch(), 1))).isZero();

        peer.queue(2, "orders", null, 5);

        assertThat(peer.take(2)).extracting(Received::body, Received::deliveryCount)
            .containsExactly(tuple("2", 1), tuple("3", 1));
        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1)).isZero();
        assertThat(peer.settle(3, Outcome.ACCEPT, 1, 1)).isEqualTo(JmsCodes.LEASE_LOST);
    }

    @Test
    void keepsTheMessagesOfABrokenConnectionForTheGraceTimeOnly() {
        send("1", "2");
        JmsPeer lost = peer(null);
        lost.queue(1, "orders", null, 2);
        lost.take(2);
        lost.flow(1, 0, 1);
        JmsPeer other = peer(null);
        other.queue(1, "orders", null, 2);
        assertThat(other.drain(1, 0)).isEqualTo(2);
        other.flow(1, 2, 0);

        lost.breakOff();

        assertThat(other.take(2)).extracting(Received::deliveryCount).containsExactly(2, 1);
    }

    @Test
    void letsAClientTakeItsSessionUpAgainAndFencesOthers() {
        send("1");
        JmsPeer peer = peer("client");
        peer.queue(1, "orders", null, 1);
        peer.take(1);
        long epoch = peer.epoch();
        peer.breakOff();
        peer.open(server.address());

        assertThat(peer.connect("client", epoch)).isZero();
        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1)).isZero();
        peer.epoch(epoch + 1);
        assertThat(peer.settle(1, Outcome.ACCEPT, 1, 1)).isEqualTo(JmsCodes.LEASE_LOST);
    }

    @Test
    void refusesAClientIdThatIsInUse() {
        JmsPeer first = peer("client");
        JmsPeer second = new JmsPeer(server.address());
        peers.add(second);

        assertThat(second.connect("client", 0)).isEqualTo(JmsCodes.CLIENT_ID_IN_USE);
        first.run(new Disconnect(first.epoch()));
        assertThat(second.connect("client", 0)).isZero();
    }

    @Test
    void endsASessionThatIsSilentForItsLease() {
        send("1");
        JmsPeer silent = new JmsPeer(server.address());
        peers.add(silent);
        silent.connectWithLease(200);
        silent.queue(1, "orders", null, 1);
        silent.take(1);
        JmsPeer other = peer(null);
        other.queue(1, "orders", null, 1);

        assertThat(other.takeBodies(1)).containsExactly("1");
        assertThatThrownBy(() -> silent.settle(1, Outcome.ACCEPT, 1, 1)).hasCauseInstanceOf(ConnectionClosedException.class);
        silent.open(server.address());
        assertThat(silent.connect(null, silent.epoch())).isEqualTo(JmsCodes.LEASE_LOST);
    }

    @Test
    void makesSendsAndAcknowledgementsOfATransactionVisibleTogether() {
        send("in");
        server.createTopic("out", 1);
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 1);
        peer.queue(2, "out", null, 10);
        peer.take(1);
        peer.settle(1, Outcome.ACCEPT, 1, 1, 5, 0);
        assertThat(peer.send("out", 0, "a", 5)).isZero();
        assertThat(peer.send("out", 0, "b", 5)).isZero();
        assertThat(peer.drain(2, 0)).isEqualTo(10);
        peer.flow(2, 10, 0);

        assertThat(peer.commit(5)).isZero();
        assertThat(peer.takeBodies(2)).containsExactly("a", "b");
        assertThat(peer.commit(5)).isZero();

        long epoch = peer.epoch();
        restart();
        JmsPeer again = peer(null);
        again.queue(1, "orders", null, 1);
        assertThat(again.drain(1, 0)).isEqualTo(1);
        again.epoch(epoch);
        assertThat(again.commit(5)).isZero();
        assertThat(again.commit(6)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
    }

    @Test
    void undoesATransaction() {
        send("in", "next");
        server.createTopic("out", 1);
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 1);
        peer.queue(2, "out", null, 10);
        peer.take(1);
        peer.settle(1, Outcome.ACCEPT, 1, 1, 5, 0);
        peer.send("out", 0, "a", 5);

        assertThat(peer.rollback(5)).isZero();
        peer.flow(1, 2, 1);

        assertThat(peer.take(2)).extracting(Received::body, Received::deliveryCount)
            .containsExactly(tuple("in", 2), tuple("next", 1));
        assertThat(peer.drain(2, 0)).isEqualTo(10);
    }

    @Test
    void findsTheSameStateAfterReplay() {
        send("1", "2", "3", "4", "5");
        JmsPeer peer = peer("client");
        peer.topic(9, "orders", DURABLE, "JMSType = 'red'", 10);
        peer.queue(1, "orders", null, 5);
        peer.take(5);
        peer.settle(1, Outcome.ACCEPT, 2, 2);
        peer.settle(1, Outcome.RELEASE, 3, 3, 0, 60_000);
        peer.settle(1, Outcome.ACCEPT, 5, 5, 1, 0);
        peer.commit(1);
        peer.run(new Disconnect(peer.epoch()));
        List<String> before = server.state();

        restart();

        assertThat(server.state()).isEqualTo(before);
    }

    @Test
    void givesWhatIsInQueuesThatATopicHasFromNowOn() {
        server.createTopic("wide", 1);
        JmsPeer peer = peer(null);
        peer.queue(1, "wide", null, 10);
        server.send("wide", 0, "a", null);
        server.send("wide", 1, "b", null);
        assertThat(peer.takeBodies(1)).containsExactly("a");

        server.createTopic("wide", 2);

        assertThat(peer.takeBodies(1)).containsExactly("b");
    }

    @Test
    void losesNoCreditWhenItIsBusy() {
        send("1");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 0);
        server.refuseRequests(3);

        peer.flow(1, 1, 0);

        assertThat(peer.takeBodies(1)).containsExactly("1");
    }

    @Test
    void takesNothingIntoTransactionsWhileTheDiskIsFull() {
        server.createTopic("out", 1);
        JmsPeer peer = peer(null);
        assertThat(peer.send("out", 0, "before", 5)).isZero();
        server.refuseSends("the disk is full");

        assertThat(peer.send("out", 0, "refused", 5)).isEqualTo(ResponseCode.SERVICE_NOT_AVAILABLE);
        assertThat(peer.sendAndCommit("out", "refused as well", 6, 1, 1)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(peer.commit(5)).as("what was taken before").isZero();
        server.refuseSends(null);
        assertThat(peer.sendAndCommit("out", "after", 7, 2, 1)).isZero();
        peer.queue(1, "out", null, 5);
        assertThat(peer.takeBodies(2)).containsExactly("before", "after");
    }

    @Test
    void movesMoreDeadLettersThanOneGroupHoldsThoughTheDiskIsFull() {
        String large = "x".repeat(30_000);
        for (int i = 0; i < 7; i++) {
            send(i + large);
        }
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 7);
        peer.take(7);
        server.refuseSends("the disk is full");
        assertThat(peer.settle(1, Outcome.REJECT, 1, 6)).isZero();
        List<String> state = server.state();

        restart();
        assertThat(server.state()).isEqualTo(state);
        JmsPeer again = peer(null);
        again.queue(1, "orders", null, 7);
        assertThat(again.takeBodies(1)).containsExactly(6 + large);
        assertThat(again.drain(1, 0)).isEqualTo(6);
        again.queue(2, "%DLQ%JMSQ_orders", null, 10);
        assertThat(again.takeBodies(6)).extracting(body -> body.charAt(0)).containsExactly('0', '1', '2', '3', '4', '5');
        assertThat(again.drain(2, 0)).isEqualTo(4);
    }

    @Test
    void givesEachSubscriptionWhatIsSentAfterItsBeginning() {
        send("before");
        JmsPeer peer = peer("client");
        peer.topic(1, "orders", Subscription.DEFAULT, null, 10);
        peer.topic(2, "orders", DURABLE, "JMSType = 'red'", 10);
        server.send("orders", 0, "plain", null);
        server.send("orders", 0, "red", "red");

        assertThat(peer.take(3)).extracting(Received::consumerId, Received::body).containsExactlyInAnyOrder(
            tuple(1L, "plain"), tuple(1L, "red"),
            tuple(2L, "red"));
    }

    @Test
    void keepsADurableSubscriptionWhileNobodyConsumes() {
        JmsPeer peer = peer("client");
        peer.topic(1, "orders", DURABLE, null, 10);
        send("1");
        peer.take(1);
        peer.settle(1, Outcome.ACCEPT, 1, 1);
        peer.run(new Disconnect(peer.epoch()));
        send("2");
        restart();
        send("3");

        JmsPeer again = peer("client");
        again.topic(1, "orders", DURABLE, null, 10);

        assertThat(again.takeBodies(2)).containsExactly("2", "3");
    }

    @Test
    void followsTheRulesOfDurableSubscriptions() {
        JmsPeer peer = peer("client");
        assertThat(peer.topic(1, "orders", DURABLE, null, 0)).isZero();
        assertThat(peer.topic(2, "orders", DURABLE, null, 0)).isEqualTo(JmsCodes.SUBSCRIPTION_CONFLICT);
        assertThat(peer.topic(2, "orders", SHARED_DURABLE, null, 0)).isEqualTo(JmsCodes.SUBSCRIPTION_CONFLICT);
        assertThat(peer.run(new Unsubscribe(peer.epoch(), "sub", "client"))).isEqualTo(JmsCodes.SUBSCRIPTION_CONFLICT);
        peer.run(new Detach(peer.epoch(), 1));
        send("missed");

        // Another selector while nobody consumes: a new subscription, from now on.
        assertThat(peer.topic(3, "orders", DURABLE, "JMSType IS NULL", 10)).isZero();
        send("new");
        assertThat(peer.takeBodies(1)).containsExactly("new");
        peer.settle(3, Outcome.ACCEPT, 1, 1);
        peer.run(new Detach(peer.epoch(), 3));

        assertThat(peer.run(new Unsubscribe(peer.epoch(), "sub", "client"))).isZero();
        assertThat(peer.run(new Unsubscribe(peer.epoch(), "sub", "client"))).isEqualTo(JmsCodes.INVALID_DESTINATION);
    }

    @Test
    void keepsARetryTopicForEachStoredGroupByWhichToolsFindIt() {
        JmsPeer peer = peer("client");
        peer.queue(1, "orders", null, 0);
        peer.topic(2, "orders", DURABLE, null, 0);
        peer.topic(3, "orders", Subscription.DEFAULT, null, 0);
        peer.topic(4, "orders", new Subscription("passing", false, true, null), null, 0);
        assertThat(retryTopics()).containsExactlyInAnyOrder("%RETRY%JMSQ_orders", "%RETRY%JMSS_client|sub");
        peer.run(new Detach(peer.epoch(), 2));
        peer.run(new Unsubscribe(peer.epoch(), "sub", "client"));

        assertThat(retryTopics()).containsExactly("%RETRY%JMSQ_orders");
        restart();
        assertThat(retryTopics()).containsExactly("%RETRY%JMSQ_orders");
    }

    private List<String> retryTopics() {
        return server.topics.all().stream().map(TopicConfig::topicName).filter(name -> name.startsWith("%RETRY%")).toList();
    }

    @Test
    void spreadsASharedSubscriptionOverItsConsumers() {
        Subscription shared = new Subscription("shared", false, true, null);
        JmsPeer one = peer(null);
        JmsPeer two = peer(null);
        one.topic(1, "orders", shared, null, 10);
        two.topic(1, "orders", shared, null, 10);
        assertThat(two.topic(2, "orders", shared, "JMSType = 'x'", 10)).isEqualTo(JmsCodes.SUBSCRIPTION_CONFLICT);

        send("1", "2");

        assertThat(one.take(1)).hasSize(1);
        assertThat(two.take(1)).hasSize(1);
    }

    @Test
    void takesOverAGroupOfNativeConsumersAndHandsItBack() {
        send("1", "2", "3");
        server.nativeGroups.commit("workers", "orders", 0, 1);
        server.nativeGroups.busyGroup.set("workers");
        JmsPeer peer = peer(null);
        Attach attach = workers(peer);
        assertThat(peer.attach(attach)).isEqualTo(JmsCodes.GROUP_KIND_CONFLICT);
        server.nativeGroups.busyGroup.set(null);

        assertThat(peer.attach(attach)).isZero();
        assertThat(server.delivery.members().isLeased("workers")).isTrue();
        assertThat(peer.takeBodies(2)).containsExactly("2", "3");
        peer.settle(1, Outcome.ACCEPT, 1, 1);
        peer.run(new Disconnect(peer.epoch()));

        assertThat(server.delivery.members().isLeased("workers")).isFalse();
        assertThat(server.nativeGroups.committedOffset("workers", "orders", 0)).isEqualTo(2);
        server.nativeGroups.commit("workers", "orders", 0, 1);
        JmsPeer again = peer(null);
        again.attach(workers(again));
        assertThat(again.takeBodies(2)).containsExactly("2", "3");
    }

    @Test
    void handsAGroupBackWithItsOffsetsInTheLog() {
        send("1", "2", "3");
        JmsPeer peer = peer(null);
        server.nativeGroups.commit("workers", "orders", 0, 0);
        peer.attach(workers(peer));
        peer.take(3);
        peer.settle(1, Outcome.ACCEPT, 1, 2);
        peer.run(new Disconnect(peer.epoch()));

        restart();

        assertThat(server.nativeGroups.committedOffset("workers", "orders", 0)).isEqualTo(2);
        JmsPeer again = peer(null);
        again.attach(workers(again));
        assertThat(again.takeBodies(1)).as("what was acknowledged does not come again").containsExactly("3");
    }

    @Test
    void letsNativeConsumersInOnlyWhenTheOffsetsAreHandedOver() {
        send("1");
        server.nativeGroups.commit("workers", "orders", 0, 0);
        JmsPeer peer = peer(null);
        peer.attach(workers(peer));
        peer.take(1);
        peer.settle(1, Outcome.ACCEPT, 1, 1);
        AtomicBoolean wasLeased = new AtomicBoolean();
        server.nativeGroups.beforeCommit = () -> wasLeased.set(server.delivery.members().isLeased("workers"));

        peer.run(new Disconnect(peer.epoch()));

        assertThat(wasLeased).isTrue();
        assertThat(server.delivery.members().isLeased("workers")).isFalse();
    }

    @Test
    void keepsTheOffsetsThatItTookOver() {
        send("1", "2", "3");
        server.nativeGroups.commit("workers", "orders", 0, 1);
        JmsPeer peer = peer(null);
        peer.attach(workers(peer));
        peer.take(2);

        restart();

        assertThat(server.nativeGroups.committedOffset("workers", "orders", 0)).isEqualTo(1);
    }

    private static Attach workers(JmsPeer peer) {
        return new Attach(peer.epoch(), 1, "orders", DestinationKind.TOPIC, Subscription.group("workers"), null, false, 10);
    }

    @Test
    void namesTheLogPositionThatIsStillOwed() {
        send("1", "2");
        assertThat(server.owedPosition()).isEqualTo(Long.MAX_VALUE);
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 10);
        peer.take(2);
        long first = server.owedPosition();

        peer.settle(1, Outcome.ACCEPT, 1, 1);
        assertThat(server.owedPosition()).isGreaterThan(first);
        peer.settle(1, Outcome.ACCEPT, 2, 2);

        await().until(() -> server.owedPosition() == Long.MAX_VALUE);
    }

    @Test
    void saysSoWhenARolledBackTransactionIsCommittedAgain() {
        send("1");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 1);
        peer.take(1);
        peer.settle(1, Outcome.ACCEPT, 1, 1, 5, 0);
        assertThat(peer.rollback(5)).isZero();

        assertThat(peer.commit(5)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        assertThat(peer.commit(6)).isZero();
    }

    @Test
    void commitsNothingAnyMoreOnceItHasSaidThatATransactionIsRolledBack() {
        server.createTopic("out", 1);
        JmsPeer broken = peer(null);
        broken.send("out", 0, "a", 5);
        JmsPeer asking = peer(null);
        long ownEpoch = asking.epoch();
        asking.epoch(broken.epoch());

        assertThat(asking.commit(5)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);
        // Frames of the broken connection that the broker reads only now
        broken.send("out", 0, "b", 5);
        assertThat(broken.commit(5)).isEqualTo(JmsCodes.TRANSACTION_ROLLED_BACK);

        asking.epoch(ownEpoch);
        asking.queue(2, "out", null, 10);
        assertThat(asking.drain(2, 0)).isEqualTo(10);
    }

    @Test
    void buriesAMessageWithoutRoomForWhatIsToBeSaidOfIt() {
        String full = "a" + MessageProperties.NAME_END + "x".repeat(MessageLayout.MAX_PROPERTIES_LENGTH - 2);
        String odd = "a" + MessageProperties.NAME_END + "b" + MessageProperties.NAME_END + "c";
        String tight = "a" + MessageProperties.NAME_END + "x".repeat(MessageLayout.MAX_PROPERTIES_LENGTH - 150);
        server.send(TestEngine.message("orders", 0, "full", full, null, 0));
        server.send(TestEngine.message("orders", 0, "odd", odd, null, 0));
        server.send(TestEngine.message("orders", 0, "tight", tight, null, 0));
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, 3);
        peer.take(3);

        assertThat(peer.settle(1, Outcome.REJECT, 1, 3)).isZero();

        peer.queue(2, "%DLQ%JMSQ_orders", "JMS_X_DLQ_REASON = 'REJECTED'", 3);
        assertThat(peer.takeBodies(1)).containsExactly("odd");
        peer.queue(3, "%DLQ%JMSQ_orders", "DLQ_ORIGIN_TOPIC = 'orders'", 3);
        assertThat(peer.takeBodies(1)).as("the most important").containsExactly("tight");
        peer.queue(4, "%DLQ%JMSQ_orders", null, 3);
        assertThat(peer.takeBodies(1)).containsExactly("full");
    }

    @ParameterizedTest
    @ValueSource(ints = {DeliveryServer.SEGMENT_LENGTH, 160 << 10})
    void givesBackMoreAtOnceThanOneRecordIsSureToHold(int segmentLength) {
        server.close();
        store = store.resolve("store");
        server = new DeliveryServer(store, segmentLength);
        server.createTopic("orders", 1);
        int released = 20_001;
        for (int i = 0; i < released; i++) {
            send("again");
        }
        send("bad", "bad");
        JmsPeer peer = peer(null);
        peer.queue(1, "orders", null, released + 2);
        peer.take(released + 2);
        List<Settlement> entries = List.of(new Settlement(1, Outcome.RELEASE, 1, released),
            new Settlement(1, Outcome.REJECT, released + 1, released + 2));

        assertThat(peer.settle(entries, 0, 3_600_000)).isZero();

        peer.queue(2, "%DLQ%JMSQ_orders", null, 2);
        assertThat(peer.takeBodies(2)).containsOnly("bad");
        peer.run(new Disconnect(peer.epoch()));
        List<String> before = server.state();
        restart();
        assertThat(server.state()).isEqualTo(before);
        JmsPeer again = peer(null);
        again.queue(1, "orders", null, 10);
        assertThat(again.drain(1, 0)).as("all of them wait for their time").isEqualTo(10);
    }
}
