package io.ternmq.wire.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.fastjson2.JSONReader;
import io.netty.buffer.Unpooled;
import io.ternmq.wire.command.group.ConsumeStats;
import io.ternmq.wire.command.group.ConsumerConnections;
import io.ternmq.wire.command.group.ConsumerIds;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.group.GroupTable;
import io.ternmq.wire.command.group.HeartbeatData;
import io.ternmq.wire.command.group.LockReply;
import io.ternmq.wire.command.group.LockRequest;
import io.ternmq.wire.command.group.SubscriptionData;
import io.ternmq.wire.command.route.ClusterInfo;
import io.ternmq.wire.command.route.DataVersion;
import io.ternmq.wire.command.route.KeyValueTable;
import io.ternmq.wire.command.route.RegisterBrokerBody;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.route.TopicList;
import io.ternmq.wire.command.route.TopicRouteData;
import io.ternmq.wire.command.route.TopicStats;
import io.ternmq.wire.command.route.TopicTable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.rocketmq.common.MQVersion;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.LanguageCode;
import org.apache.rocketmq.remoting.protocol.RemotingSerializable;
import org.apache.rocketmq.remoting.protocol.admin.OffsetWrapper;
import org.apache.rocketmq.remoting.protocol.admin.TopicOffset;
import org.apache.rocketmq.remoting.protocol.admin.TopicStatsTable;
import org.apache.rocketmq.remoting.protocol.body.Connection;
import org.apache.rocketmq.remoting.protocol.body.ConsumerConnection;
import org.apache.rocketmq.remoting.protocol.body.KVTable;
import org.apache.rocketmq.remoting.protocol.body.LockBatchRequestBody;
import org.apache.rocketmq.remoting.protocol.body.LockBatchResponseBody;
import org.apache.rocketmq.remoting.protocol.body.SubscriptionGroupWrapper;
import org.apache.rocketmq.remoting.protocol.body.TopicConfigSerializeWrapper;
import org.apache.rocketmq.remoting.protocol.filter.FilterAPI;
import org.apache.rocketmq.remoting.protocol.header.GetConsumerListByGroupResponseBody;
import org.apache.rocketmq.remoting.protocol.heartbeat.ConsumeType;
import org.apache.rocketmq.remoting.protocol.heartbeat.ConsumerData;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.remoting.protocol.heartbeat.ProducerData;
import org.apache.rocketmq.remoting.protocol.route.BrokerData;
import org.apache.rocketmq.remoting.protocol.route.QueueData;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON bodies against RocketMQ's own classes: theirs are read by us, ours are read by them, and nothing is lost either way. */
class RocketMqBodiesTest {
    private static final MessageQueue QUEUE = new MessageQueue("T", "broker-a", 2);

    static Stream<Arguments> bodies() throws Exception {
        return Stream.of(
            body(heartbeat(), HeartbeatData::from),
            body(route(), TopicRouteData::from),
            body(clusterInfo(), ClusterInfo::from),
            body(topicList(), TopicList::from),
            body(kvTable(), KeyValueTable::from),
            body(lockRequest(), LockRequest::from),
            body(lockReply(), LockReply::from),
            body(consumerIds(), ConsumerIds::from),
            body(connections(), ConsumerConnections::from),
            body(consumeStats(), ConsumeStats::from),
            body(topicStats(), TopicStats::from),
            body(groupConfig(), GroupConfig::from),
            body(groups(), GroupTable::from),
            body(topics(), TopicTable::from),
            body(registration(), RegisterBrokerBody::from));
    }

    private static Arguments body(RemotingSerializable theirs, Function<JSONObject, JsonBody.Value> reader) {
        return Arguments.of(theirs.getClass().getSimpleName(), theirs, theirs.getClass(), reader);
    }

    private static Arguments body(SubscriptionGroupConfig theirs, Function<JSONObject, JsonBody.Value> reader) {
        return Arguments.of(theirs.getClass().getSimpleName(), theirs, theirs.getClass(), reader);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void nothingIsLostInEitherDirection(String name, Object theirs, Class<?> type, Function<JSONObject, JsonBody.Value> reader) {
        byte[] theirBytes = RemotingSerializable.encode(theirs);

        byte[] ourBytes = JsonBody.read(theirBytes, name, reader).toBytes();
        Object theirsAgain = RemotingSerializable.decode(ourBytes, type);

        // What we do not write is empty in theirs, and comes back as such.
        assertThat(tree(RemotingSerializable.encode(theirsAgain))).isEqualTo(tree(theirBytes));
    }

    @Test
    void compressedRegistrationsAreTheSameOnBothSides() throws Exception {
        var theirs = registration();

        var ours = RegisterBrokerBody.read(Unpooled.wrappedBuffer(theirs.encode(true)), true);
        var theirsAgain = org.apache.rocketmq.remoting.protocol.body.RegisterBrokerBody.decode(
            ours.toCompressedBytes(), true, MQVersion.Version.V5_0_0);

        assertThat(ours.topicTable().topics().get("T").attributes()).containsEntry("message.type", "FIFO");
        assertThat(theirsAgain.getTopicConfigSerializeWrapper().getTopicConfigTable())
            .isEqualTo(theirs.getTopicConfigSerializeWrapper().getTopicConfigTable());
        assertThat(theirsAgain.getTopicConfigSerializeWrapper().getDataVersion())
            .isEqualTo(theirs.getTopicConfigSerializeWrapper().getDataVersion());
    }

    @Test
    void tagSubscriptionsHaveTheSameTagsAndCodes() throws Exception {
        for (String expression : new String[] {"*", "", null, "a", "a || b", " x||  y z ||", "\u00e9||\ud83d\ude00"}) {
            var theirs = FilterAPI.buildSubscriptionData("T", expression);
            var ours = SubscriptionData.ofTags("T", expression, 7);

            assertThat(ours.tagsSet()).isEqualTo(theirs.getTagsSet());
            assertThat(ours.codeSet()).isEqualTo(theirs.getCodeSet());
            assertThat(ours.subString()).isEqualTo(theirs.getSubString());
        }
    }

    @Test
    void numbersAsNamesMayLackTheirQuotes() {
        var route = JsonBody.read("{\"brokerDatas\":[{\"brokerAddrs\":{0:\"a:1\",1:\"b:2\"},\"brokerName\":\"n\"}],\"queueDatas\":[],}"
            .getBytes(StandardCharsets.UTF_8), "route", TopicRouteData::from);

        assertThat(route.brokerDatas().get(0).brokerAddrs()).containsExactly(Map.entry(0L, "a:1"), Map.entry(1L, "b:2"));
        assertThat(route.brokerDatas().get(0).masterAddress()).isEqualTo("a:1");
    }

    @Test
    void whatIsNoSuchBodyIsRefused() {
        String deep = "[".repeat(100_000);
        for (String text : new String[] {"", "[]", "7", "null", "{", "{\"clientID\":", "{}", "{\"clientID\":null}",
            "{\"clientID\":\"c\",\"consumerDataSet\":[7]}",
            "{\"clientID\":\"c\",\"consumerDataSet\":[{\"groupName\":\"g\",\"subscriptionDataSet\":[{\"topic\":\"T\",\"codeSet\":["
                + "\"x\"]}]}]}", "{\"a\":" + deep}) {
            var body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);

            assertThatThrownBy(() -> HeartbeatData.read(body)).as(text).isInstanceOf(BadBodyException.class)
                .hasMessageStartingWith("heartbeat ");
        }
        var garbage = Unpooled.copiedBuffer("not zlib", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> RegisterBrokerBody.read(garbage, true)).isInstanceOf(BadBodyException.class);
    }

    @Test
    void topicSettingsOfAnOldBrokersLineHaveNoAttributes() {
        var table = new TopicTable(Map.of("T", new TopicConfig("T", 8, 6)), new DataVersion(1, 2, 3));

        var again = RegisterBrokerBody.read(Unpooled.wrappedBuffer(new RegisterBrokerBody(table).toCompressedBytes()), true);

        assertThat(again.topicTable()).isEqualTo(table);
    }

    private static Object tree(byte[] json) {
        return sorted(JSON.parseObject(json, JSONReader.Feature.AllowUnQuotedFieldNames));
    }

    // Sets are arrays in any order, and numbers are names with or without quotes.
    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new HashMap<>();
            map.forEach((key, v) -> copy.put(key instanceof Map ? sorted(key) : String.valueOf(key), sorted(v)));
            return copy;
        }
        if (value instanceof List<?> list) {
            Set<Object> copy = new HashSet<>();
            list.forEach(v -> copy.add(sorted(v)));
            assertThat(copy).hasSameSizeAs(list);
            return copy;
        }
        return value;
    }

    private static org.apache.rocketmq.remoting.protocol.heartbeat.HeartbeatData heartbeat() throws Exception {
        var heartbeat = new org.apache.rocketmq.remoting.protocol.heartbeat.HeartbeatData();
        heartbeat.setClientID("10.0.0.1@4711#x");
        var producer = new ProducerData();
        producer.setGroupName("producers");
        heartbeat.getProducerDataSet().add(producer);
        var consumer = new ConsumerData();
        consumer.setGroupName("consumers");
        consumer.setConsumeType(ConsumeType.CONSUME_PASSIVELY);
        consumer.setMessageModel(MessageModel.CLUSTERING);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.getSubscriptionDataSet().add(FilterAPI.buildSubscriptionData("T", "a || b"));
        consumer.getSubscriptionDataSet().add(FilterAPI.build("U", "x = 'y' AND z > 3", "SQL92"));
        heartbeat.getConsumerDataSet().add(consumer);
        heartbeat.setHeartbeatFingerprint(-5);
        heartbeat.setWithoutSub(true);
        return heartbeat;
    }

    private static org.apache.rocketmq.remoting.protocol.route.TopicRouteData route() {
        var route = new org.apache.rocketmq.remoting.protocol.route.TopicRouteData();
        route.setOrderTopicConf("broker-a:4;broker-b:4");
        var queues = new QueueData();
        queues.setBrokerName("broker-a");
        queues.setReadQueueNums(4);
        queues.setWriteQueueNums(5);
        queues.setPerm(6);
        queues.setTopicSysFlag(1);
        route.setQueueDatas(List.of(queues));
        route.setBrokerDatas(List.of(broker()));
        return route;
    }

    private static BrokerData broker() {
        var broker = new BrokerData("c", "broker-a", new HashMap<>(Map.of(0L, "10.0.0.1:10911", 1L, "10.0.0.2:10911")));
        broker.setZoneName("z");
        broker.setEnableActingMaster(true);
        return broker;
    }

    private static org.apache.rocketmq.remoting.protocol.body.ClusterInfo clusterInfo() {
        var info = new org.apache.rocketmq.remoting.protocol.body.ClusterInfo();
        info.setBrokerAddrTable(new HashMap<>(Map.of("broker-a", broker())));
        info.setClusterAddrTable(new HashMap<>(Map.of("c", Set.of("broker-a", "broker-b"))));
        return info;
    }

    private static RemotingSerializable topicList() {
        var list = new org.apache.rocketmq.remoting.protocol.body.TopicList();
        list.setTopicList(Set.of("T", "%RETRY%g"));
        list.setBrokerAddr("10.0.0.1:10911");
        return list;
    }

    private static KVTable kvTable() {
        var table = new KVTable();
        table.setTable(new HashMap<>(Map.of("a", "1", "b", "x \"y\"")));
        return table;
    }

    private static LockBatchRequestBody lockRequest() {
        var request = new LockBatchRequestBody();
        request.setConsumerGroup("g");
        request.setClientId("c@1");
        request.setOnlyThisBroker(true);
        request.setMqSet(Set.of(QUEUE, new MessageQueue("U", "broker-a", 0)));
        return request;
    }

    private static LockBatchResponseBody lockReply() {
        var reply = new LockBatchResponseBody();
        reply.setLockOKMQSet(Set.of(QUEUE));
        return reply;
    }

    private static RemotingSerializable consumerIds() {
        var body = new GetConsumerListByGroupResponseBody();
        body.setConsumerIdList(List.of("a@1", "b@2"));
        return body;
    }

    private static ConsumerConnection connections() throws Exception {
        var connection = new Connection();
        connection.setClientId("c@1");
        connection.setClientAddr("10.0.0.9:1234");
        connection.setLanguage(LanguageCode.GO);
        connection.setVersion(399);
        var connections = new ConsumerConnection();
        connections.getConnectionSet().add(connection);
        connections.getSubscriptionTable().put("T", FilterAPI.buildSubscriptionData("T", "*"));
        connections.setConsumeType(ConsumeType.CONSUME_ACTIVELY);
        connections.setMessageModel(MessageModel.BROADCASTING);
        connections.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
        return connections;
    }

    private static RemotingSerializable consumeStats() {
        var offsets = new OffsetWrapper();
        offsets.setBrokerOffset(9);
        offsets.setConsumerOffset(7);
        offsets.setPullOffset(8);
        offsets.setLastTimestamp(1_700_000_000_000L);
        var stats = new org.apache.rocketmq.remoting.protocol.admin.ConsumeStats();
        stats.getOffsetTable().put(QUEUE, offsets);
        stats.setConsumeTps(1.5);
        return stats;
    }

    private static TopicStatsTable topicStats() {
        var offsets = new TopicOffset();
        offsets.setMinOffset(1);
        offsets.setMaxOffset(Long.MAX_VALUE);
        offsets.setLastUpdateTimestamp(3);
        var stats = new TopicStatsTable();
        stats.setOffsetTable(new HashMap<>(Map.of(QUEUE, offsets, new MessageQueue("T", "broker-a", 3), new TopicOffset())));
        return stats;
    }

    private static SubscriptionGroupConfig groupConfig() {
        var config = new SubscriptionGroupConfig();
        config.setGroupName("g");
        config.setConsumeBroadcastEnable(false);
        config.setRetryMaxTimes(3);
        config.setRetryQueueNums(2);
        config.setConsumeMessageOrderly(true);
        config.setAttributes(Map.of("k", "v"));
        return config;
    }

    private static SubscriptionGroupWrapper groups() {
        var groups = new SubscriptionGroupWrapper();
        groups.getSubscriptionGroupTable().put("g", groupConfig());
        return groups;
    }

    private static org.apache.rocketmq.common.TopicConfig topic() {
        var topic = new org.apache.rocketmq.common.TopicConfig("T", 4, 5, 6, 1);
        topic.setOrder(true);
        topic.setAttributes(Map.of("message.type", "FIFO"));
        return topic;
    }

    private static TopicConfigSerializeWrapper topics() {
        var topics = new org.apache.rocketmq.remoting.protocol.body.TopicConfigAndMappingSerializeWrapper();
        topics.getTopicConfigTable().put("T", topic());
        topics.getDataVersion().nextVersion();
        zero(topics.getMappingDataVersion());
        return topics;
    }

    private static org.apache.rocketmq.remoting.protocol.body.RegisterBrokerBody registration() {
        var body = new org.apache.rocketmq.remoting.protocol.body.RegisterBrokerBody();
        var topic = topic();
        // The compressed form carries neither of these.
        topic.setTopicSysFlag(0);
        topic.setOrder(false);
        body.getTopicConfigSerializeWrapper().getTopicConfigTable().put("T", topic);
        body.getTopicConfigSerializeWrapper().getDataVersion().nextVersion();
        zero(body.getTopicConfigSerializeWrapper().getMappingDataVersion());
        return body;
    }

    private static void zero(org.apache.rocketmq.remoting.protocol.DataVersion version) {
        version.setTimestamp(0);
    }
}
