package io.ternmq.broker;

import static io.ternmq.broker.NativeClients.bodies;
import static io.ternmq.broker.NativeClients.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.admin.TopicStatsTable;
import org.apache.rocketmq.remoting.protocol.body.KVTable;
import org.apache.rocketmq.remoting.protocol.body.SubscriptionGroupWrapper;
import org.apache.rocketmq.remoting.protocol.body.TopicConfigSerializeWrapper;
import org.apache.rocketmq.remoting.protocol.header.UpdateConsumerOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Administration as RocketMQ's own client classes do it. */
class NativeAdminTest {
    private static final int TIMEOUT_MS = 5_000;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path store;

    private EmbeddedServer server;
    private NativeClients clients;
    private DefaultMQProducer producer;
    private MQClientAPIImpl api;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedServer.start(store);
        connect();
    }

    @SuppressWarnings("deprecation") // the only way to the class that speaks the administration codes
    private void connect() throws Exception {
        clients = new NativeClients(server.nameServerAddress());
        producer = clients.producer();
        api = producer.getDefaultMQProducerImpl().getMqClientFactory().getMQClientAPIImpl();
    }

    @AfterEach
    void stop() {
        clients.close();
        server.close();
    }

    @Test
    void keepsTopicsAndGroupsThatToolsMakeOverARestart() throws Exception {
        TopicConfig topic = new TopicConfig("Made", 3, 5, 6);
        topic.getAttributes().put("+message.type", "NORMAL");
        api.createTopic(server.brokerAddress(), "TBW102", topic, TIMEOUT_MS);
        SubscriptionGroupConfig group = new SubscriptionGroupConfig();
        group.setGroupName("made-group");
        group.setRetryMaxTimes(3);
        api.createSubscriptionGroup(server.brokerAddress(), group, TIMEOUT_MS);

        stop();
        server = EmbeddedServer.start(store);
        connect();

        TopicConfigSerializeWrapper topics = api.getAllTopicConfig(server.brokerAddress(), TIMEOUT_MS);
        assertThat(topics.getTopicConfigTable().get("Made")).satisfies(kept -> {
            assertThat(kept.getReadQueueNums()).isEqualTo(3);
            assertThat(kept.getWriteQueueNums()).isEqualTo(5);
            assertThat(kept.getAttributes()).isEqualTo(Map.of("message.type", "NORMAL"));
        });
        SubscriptionGroupWrapper groups = api.getAllSubscriptionGroup(server.brokerAddress(), TIMEOUT_MS);
        assertThat(groups.getSubscriptionGroupTable().get("made-group").getRetryMaxTimes()).isEqualTo(3);
        assertThat(api.getTopicRouteInfoFromNameServer("Made", TIMEOUT_MS).getQueueDatas()).singleElement()
            .satisfies(queues -> assertThat(queues.getWriteQueueNums()).isEqualTo(5));
    }

    @Test
    void hidesTheMessagesOfADeletedTopicFromOneThatIsMadeAgain() throws Exception {
        api.createTopic(server.brokerAddress(), "TBW102", new TopicConfig("Again", 1, 1, 6), TIMEOUT_MS);
        producer.send(message("Again", null, "old"));

        api.deleteTopicInBroker(server.brokerAddress(), "Again", TIMEOUT_MS);
        assertThatThrownBy(() -> api.getTopicStatsInfo(server.brokerAddress(), "Again", TIMEOUT_MS))
            .isInstanceOf(MQBrokerException.class).hasMessageContaining("CODE: 17");
        api.createTopic(server.brokerAddress(), "TBW102", new TopicConfig("Again", 1, 1, 6), TIMEOUT_MS);
        producer.send(message("Again", null, "new"));

        List<MessageExt> received = clients.collect("g-again", "Again", "*");
        await("the new message").atMost(SOON).until(() -> bodies(received).contains("new"));
        assertThat(bodies(received)).containsExactly("new");
    }

    @Test
    void refusesToTouchSystemTopicsAndIllegalNames() {
        assertThatThrownBy(() -> api.deleteTopicInBroker(server.brokerAddress(), "SCHEDULE_TOPIC_XXXX", TIMEOUT_MS))
            .hasMessageContaining("system topic");
        assertThatThrownBy(() -> api.createTopic(server.brokerAddress(), "TBW102", new TopicConfig("a b", 1, 1, 6), TIMEOUT_MS))
            .hasMessageContaining("'a b'");
    }

    @Test
    void tellsWhatATopicHolds() throws Exception {
        MessageQueue queue = producer.send(message("Stats", null, "one")).getMessageQueue();

        TopicStatsTable stats = api.getTopicStatsInfo(server.brokerAddress(), "Stats", TIMEOUT_MS);

        assertThat(stats.getOffsetTable()).hasSize(4);
        assertThat(stats.getOffsetTable().get(queue).getMaxOffset()).isEqualTo(1);
        assertThat(stats.getOffsetTable().get(queue).getLastUpdateTimestamp()).isPositive();
    }

    @Test
    void tellsItsSettingsAndState() throws Exception {
        Properties settings = api.getBrokerConfig(server.brokerAddress(), TIMEOUT_MS);
        KVTable runtime = api.getBrokerRuntimeInfo(server.brokerAddress(), TIMEOUT_MS);

        assertThat(settings).containsEntry("brokerName", "broker-a").containsEntry("allowAnonymousAdmin", "false");
        assertThat(settings.toString()).doesNotContain(store.toString());
        assertThat(runtime.getTable()).containsKeys("brokerVersionDesc", "commitLogMaxOffset", "putTps", "runtime");
    }

    @Test
    void answers3ForCodesItDoesNotKnow() {
        assertThatThrownBy(() -> api.cleanExpiredConsumeQueue(server.brokerAddress(), TIMEOUT_MS))
            .hasMessageContaining("not supported");
    }

    @Test
    void refusesMoreRetryQueuesThanATopicMayHave() throws Exception {
        SubscriptionGroupConfig group = new SubscriptionGroupConfig();
        group.setGroupName("many-retries");
        group.setRetryQueueNums(65_536);
        api.createSubscriptionGroup(server.brokerAddress(), group, TIMEOUT_MS);
        group.setRetryQueueNums(65_537);

        assertThatThrownBy(() -> api.createSubscriptionGroup(server.brokerAddress(), group, TIMEOUT_MS))
            .hasMessageContaining("retryQueueNums is 65537 (expected: at most 65536)");
    }

    @Test
    void takesOffsetsOfTheQueuesThatThereAre() throws Exception {
        api.createTopic(server.brokerAddress(), "TBW102", new TopicConfig("Two", 2, 2, 6), TIMEOUT_MS);
        api.updateConsumerOffset(server.brokerAddress(), offset(1), TIMEOUT_MS);

        assertThatThrownBy(() -> api.updateConsumerOffset(server.brokerAddress(), offset(2), TIMEOUT_MS))
            .hasMessageContaining("queueId 2 of topic Two (expected: 0 to 1)");
    }

    @Test
    void takesOffsetsOfQueuesThatAreLeftToBeReadToTheEnd() throws Exception {
        api.createTopic(server.brokerAddress(), "TBW102", new TopicConfig("Two", 2, 2, 6), TIMEOUT_MS);
        producer.send(message("Two", null, "last"), new MessageQueue("Two", "broker-a", 1));

        api.createTopic(server.brokerAddress(), "TBW102", new TopicConfig("Two", 1, 1, 6), TIMEOUT_MS);

        api.updateConsumerOffset(server.brokerAddress(), offset(1), TIMEOUT_MS);
    }

    private static UpdateConsumerOffsetRequestHeader offset(int queueId) {
        UpdateConsumerOffsetRequestHeader header = new UpdateConsumerOffsetRequestHeader();
        header.setConsumerGroup("g-two");
        header.setTopic("Two");
        header.setQueueId(queueId);
        header.setCommitOffset(1L);
        return header;
    }
}
