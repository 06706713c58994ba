package io.ternmq.jms.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.group.ConsumerConnections;
import io.ternmq.wire.command.pop.PopHandle;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** JMS on a scripted RocketMQ broker: what is asked of it, and what is refused because of what it says. */
@Timeout(30)
class RocketMqProviderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String ALL_ON = "enablePropertyFilter=true\ntimerWheelEnable=true\n";

    private static TernConnectionFactory factory(ScriptedCluster cluster, String options) {
        return new TernConnectionFactory("rocketmq://" + cluster.nameServerAddress() + "?" + options);
    }

    private static JMSContext context(ScriptedCluster cluster, String options, int mode) {
        return factory(cluster, options).createContext(mode);
    }

    private static JMSContext context(ScriptedCluster cluster, String options) {
        return context(cluster, options, JMSContext.AUTO_ACKNOWLEDGE);
    }

    // ---- strict and lenient

    @Test
    void refusesBrokersThatCannotPop() {
        try (ScriptedCluster cluster = new ScriptedCluster("timerWheelEnable=false\n")) {
            assertCode("RMQ-100", () -> context(cluster, "profile=lenient"));
        }
    }

    @Test
    void neverTakesTransactions() {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON)) {
            assertCode("RMQ-101", () -> context(cluster, "profile=lenient", JMSContext.SESSION_TRANSACTED));
            TernXAConnectionFactory factory = new TernXAConnectionFactory();
            factory.setUri("rocketmq://" + cluster.nameServerAddress() + "?profile=lenient");
            assertCode("RMQ-102", factory::createXAContext);
        }
    }

    @Test
    void strictlyHasNoUnsharedDurableSubscriptionAndSaysSoBeforeItWantsAClientId() throws JMSException {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON); JMSContext context = context(cluster, "profile=strict");
                Connection connection = factory(cluster, "profile=strict").createConnection()) {
            Topic topic = context.createTopic("T");

            assertCode("RMQ-104", () -> context.createDurableConsumer(topic, "s"));
            assertCode("RMQ-104", () -> context.createDurableConsumer(topic, "s", null, true));
            assertThatThrownBy(() -> connection.createDurableConnectionConsumer(topic, "s", null, null, 1))
                .hasMessageStartingWith("RMQ-104");
            assertCode("RMQ-103", () -> context(cluster, "profile=strict&clientId=me"));
        }
    }

    @Test
    void lenientlyWantsAClientIdForAnUnsharedDurableSubscription() {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON); JMSContext context = context(cluster, "profile=lenient")) {
            assertCode("TERN-101", () -> context.createDurableConsumer(context.createTopic("T"), "s"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheConnectionsOwnMessagesToOthersOfTheGroup(Profile profile) {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON); JMSContext context = context(cluster, "profile=" + profile)) {
            assertCode("RMQ-109", () -> context.createConsumer(context.createTopic("T?consumerGroup=g"), null, true));

            assertThat(cluster.received(RequestCode.POP_MESSAGE)).isEmpty();
        }
    }

    @Test
    void selectsAtTheBrokerOnlyWhereItFilters() throws JMSException {
        try (ScriptedCluster filtering = new ScriptedCluster(ALL_ON); ScriptedCluster plain = new ScriptedCluster("");
                JMSContext at = context(filtering, "profile=strict"); JMSContext without = context(plain, "profile=strict")) {
            JMSConsumer selected = at.createSharedDurableConsumer(at.createTopic("T"), "s", "colour = 'red'");
            filtering.add("colour\u0001red\u0002", "wanted");
            filtering.add("colour\u0001green\u0002", "what the broker lets through is looked at again");

            assertThat(new String(selected.receive(10_000).getBody(byte[].class))).isEqualTo("wanted");
            assertThat(selected.receiveNoWait()).isNull();
            assertThat(filtering.received(RequestCode.POP_MESSAGE).get(0).fields()).containsAllEntriesOf(
                Map.of("expType", "SQL92", "exp", "colour = 'red'", "consumerGroup", "JMSS_s", "initMode", "0", "pollTime", "0"));
            assertCode("RMQ-108", () -> without.createSharedDurableConsumer(without.createTopic("T"), "s", "price > 10"));
            without.createSharedDurableConsumer(without.createTopic("T"), "t", "JMSType = 'car'");
        }
    }

    @Test
    void lenientlySelectsByItselfForAConsumerOfItsOwn() throws JMSException {
        try (ScriptedCluster cluster = new ScriptedCluster(""); JMSContext context = context(cluster, "profile=lenient")) {
            JMSConsumer consumer = context.createConsumer(context.createTopic("T"), "colour LIKE 'r%'");
            cluster.add("colour\u0001green\u0002", "unwanted");
            cluster.add("colour\u0001red\u0002", "wanted");

            assertThat(new String(consumer.receive(10_000).getBody(byte[].class))).isEqualTo("wanted");
            await("both acknowledged").atMost(PATIENCE).until(() -> cluster.received(RequestCode.ACK_MESSAGE).size() == 2);
            assertThat(cluster.received(RequestCode.POP_MESSAGE).get(0).fields()).containsEntry("exp", "*");
        }
    }

    @Test
    void lenientlySendsAMessageGroupToOneQueueWhoeverSendsIt() {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON); JMSContext context = context(cluster, "profile=lenient")) {
            cluster.queues(8);
            for (int i = 0; i < 16; i++) {
                try (JMSContext sender = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
                    sender.createProducer().send(sender.createQueue("T"), "on its own");
                    sender.createProducer().setProperty("JMSXGroupID", "g").send(sender.createQueue("T"), "of a group");
                }
            }

            assertThat(cluster.queueIdsOf("on its own")).hasSizeGreaterThan(1);
            assertThat(cluster.queueIdsOf("of a group")).hasSize(1);
            assertCode("RMQ-113", () -> {
                try (JMSContext strict = context(cluster, "profile=strict")) {
                    strict.createProducer().setProperty("JMSXGroupID", "g").send(strict.createQueue("T"), "of a group");
                }
            });
        }
    }

    @Test
    void lenientlyDeletesASharedNonDurableSubscriptionWithItsLastConsumer() {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON); JMSContext context = context(cluster, "profile=lenient")) {
            JMSConsumer first = context.createSharedConsumer(context.createTopic("T"), "s");
            JMSConsumer last = context.createSharedConsumer(context.createTopic("T"), "s");
            String group = DestinationNames.subscriptionGroup(false, null, "s");

            ConsumerConnections one = new ConsumerConnections(
                List.of(new ConsumerConnections.ClientConnection("somebody", "127.0.0.1:1", "JAVA", 1)), Map.of(), null, null, null);
            cluster.answer(RequestCode.GET_CONSUMER_CONNECTION_LIST, request -> request.response(0, null).body(one.toBytes()));
            first.close();
            assertThat(cluster.received(RequestCode.DELETE_SUBSCRIPTIONGROUP)).isEmpty();
            assertThat(cluster.received(RequestCode.UNREGISTER_CLIENT)).as("the other one is a member of it still").isEmpty();

            cluster.answer(RequestCode.GET_CONSUMER_CONNECTION_LIST, request -> request.response(ResponseCode.CONSUMER_NOT_ONLINE, null));
            last.close();
            assertThat(cluster.received(RequestCode.UNREGISTER_CLIENT)).singleElement()
                .satisfies(leaving -> assertThat(leaving.fields()).containsEntry("consumerGroup", group));
            assertThat(cluster.received(RequestCode.DELETE_SUBSCRIPTIONGROUP)).singleElement()
                .satisfies(deletion -> assertThat(deletion.fields()).containsEntry("groupName", group));
        }
    }

    @Test
    void createsNoTopicWhereBrokersDoNotWantIt() {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON + "autoCreateTopicEnable=false\n")) {
            cluster.answer(RequestCode.GET_ROUTEINFO_BY_TOPIC, request -> request.response(ResponseCode.TOPIC_NOT_EXIST, "none"));
            try (JMSContext context = context(cluster, "profile=strict")) {
                assertThatThrownBy(() -> context.createProducer().send(context.createQueue("T"), "x"))
                    .hasMessageContaining("autoCreateTopicEnable=false");
            }
            assertThat(cluster.received(RequestCode.UPDATE_AND_CREATE_TOPIC)).isEmpty();
        }
    }

    @Test
    void aPersistentMessageIsSentWhenItIsSafe() {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON); JMSContext context = context(cluster, "profile=strict")) {
            cluster.answer(RequestCode.SEND_MESSAGE_V2, request -> request.response(ResponseCode.FLUSH_DISK_TIMEOUT, null));

            assertCode("RMQ-120", () -> context.createProducer().send(context.createQueue("T"), "safe"));
            context.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT).send(context.createQueue("T"), "fast");
        }
    }

    private static void assertCode(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(JMSRuntimeException.class)
            .extracting(e -> ((JMSRuntimeException) e).getErrorCode()).isEqualTo(code);
    }

    // ---- pops, leases and acknowledgements

    @Test
    void takesNoMoreThanThereIsCreditFor() {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON);
             JMSContext context = context(cluster, "profile=strict&ackWindow=0")) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("T"));
            assertThat(cluster.received(RequestCode.POP_MESSAGE)).isEmpty();
            cluster.add("", "one");
            cluster.add("", "two");

            assertThat(consumer.receive(10_000)).isNotNull();

            assertThat(cluster.received(RequestCode.POP_MESSAGE)).hasSize(1).allSatisfy(pop ->
                assertThat(pop.fields()).containsEntry("maxMsgNums", "1"));
            PopHandle handle = PopHandle.parse(cluster.received(RequestCode.ACK_MESSAGE).get(0).fields().get("extraInfo"));
            assertThat(handle).isEqualTo(new PopHandle(0, ScriptedCluster.POP_TIME_MS, 30_000, 3, 0, "broker-a", 0, 0));
        }
    }

    @Test
    void renewsWhatTheApplicationHasAndAcknowledgesByTheNewHandle() throws JMSException {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON);
                JMSContext context = context(cluster, "leaseMs=3000", JMSContext.CLIENT_ACKNOWLEDGE)) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("T"));
            cluster.add("", "slow");
            Message held = consumer.receive(10_000);

            await("renewal").atMost(PATIENCE).until(() -> !cluster.received(RequestCode.CHANGE_MESSAGE_INVISIBLETIME).isEmpty());
            held.acknowledge();

            assertThat(cluster.received(RequestCode.CHANGE_MESSAGE_INVISIBLETIME).get(0).fields())
                .containsEntry("invisibleTime", "3000").containsEntry("offset", "0");
            PopHandle handle = PopHandle.parse(cluster.received(RequestCode.ACK_MESSAGE).get(0).fields().get("extraInfo"));
            assertThat(handle.popTimeMs()).isEqualTo(ScriptedCluster.POP_TIME_MS + 1);
            assertThat(handle.reviveQueueId()).isEqualTo(7);
        }
    }

    @Test
    void givesBackWhatItStillHasWhenItEnds() {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON)) {
            List<Message> seen = new CopyOnWriteArrayList<>();
            try (JMSContext context = context(cluster, "profile=strict", JMSContext.CLIENT_ACKNOWLEDGE)) {
                cluster.add("", "not acknowledged");
                context.createConsumer(context.createQueue("T")).setMessageListener(seen::add);
                await("delivery").atMost(PATIENCE).until(() -> seen.size() == 1);
            }
            assertThat(cluster.received(RequestCode.ACK_MESSAGE)).isEmpty();
            assertThat(cluster.received(RequestCode.CHANGE_MESSAGE_INVISIBLETIME)).hasSize(1).allSatisfy(change ->
                assertThat(change.fields()).containsEntry("invisibleTime", "1").containsEntry("suspend", "false"));
        }
    }

    @Test
    void outlivesABrokenConnection() {
        try (ScriptedCluster cluster = new ScriptedCluster(ALL_ON);
                JMSContext context = context(cluster, "profile=strict", JMSContext.CLIENT_ACKNOWLEDGE)) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("T"));
            cluster.add("", "before");
            assertThat(consumer.receive(10_000)).isNotNull();

            cluster.dropConnections();
            context.acknowledge();
            cluster.add("", "after");

            assertThat(cluster.received(RequestCode.ACK_MESSAGE)).hasSize(1);
            assertThat(consumer.receive(10_000)).isNotNull();
        }
    }
}
