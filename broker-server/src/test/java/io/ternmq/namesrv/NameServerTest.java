package io.ternmq.namesrv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyRemotingClient;
import org.apache.rocketmq.remoting.protocol.DataVersion;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.RequestCode;
import org.apache.rocketmq.remoting.protocol.body.ClusterInfo;
import org.apache.rocketmq.remoting.protocol.body.RegisterBrokerBody;
import org.apache.rocketmq.remoting.protocol.body.TopicConfigAndMappingSerializeWrapper;
import org.apache.rocketmq.remoting.protocol.body.TopicList;
import org.apache.rocketmq.remoting.protocol.header.namesrv.DeleteKVConfigRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.GetKVConfigRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.GetRouteInfoRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.PutKVConfigRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.QueryDataVersionRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.RegisterBrokerRequestHeader;
import org.apache.rocketmq.remoting.protocol.route.TopicRouteData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The name server as RocketMQ's own classes see it. */
class NameServerTest {
    private static final int TIMEOUT_MS = 5_000;

    @TempDir
    Path directory;

    private static NettyRemotingClient client;
    private NameServer nameServer;
    private String address;

    @BeforeAll
    static void startClient() {
        client = newClient();
    }

    @AfterAll
    static void stopClient() {
        client.shutdown();
    }

    @BeforeEach
    void start() {
        nameServer = NameServer.start(new InetSocketAddress("127.0.0.1", 0), directory.resolve("kv.json"), false);
        address = "127.0.0.1:" + nameServer.address().getPort();
    }

    private static NettyRemotingClient newClient() {
        NettyRemotingClient client = new NettyRemotingClient(new NettyClientConfig());
        client.start();
        return client;
    }

    @AfterEach
    void stop() {
        nameServer.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsTheRouteOfATopicThatABrokerRegistered(boolean compressed) throws Exception {
        RemotingCommand registered = register(client, "broker-a", "127.0.0.1:10911", compressed, new TopicConfig("T", 4, 8, 6));

        RemotingCommand response = route("T");

        assertThat(registered.getCode()).isZero();
        TopicRouteData route = TopicRouteData.decode(response.getBody(), TopicRouteData.class);
        assertThat(route.getQueueDatas()).singleElement().satisfies(queues -> {
            assertThat(queues.getBrokerName()).isEqualTo("broker-a");
            assertThat(queues.getReadQueueNums()).isEqualTo(4);
            assertThat(queues.getWriteQueueNums()).isEqualTo(8);
            assertThat(queues.getPerm()).isEqualTo(6);
        });
        assertThat(route.getBrokerDatas()).singleElement().satisfies(broker -> {
            assertThat(broker.getCluster()).isEqualTo("cluster");
            assertThat(broker.getBrokerAddrs()).isEqualTo(Map.of(0L, "127.0.0.1:10911"));
        });
    }

    @Test
    void answers17ForAnUnknownTopic() throws Exception {
        assertThat(route("none").getCode()).isEqualTo(17);
    }

    @Test
    void listsClustersAndTopics() throws Exception {
        register(client, "broker-a", "127.0.0.1:1", false, new TopicConfig("T"));
        register(client, "broker-b", "127.0.0.1:2", false, new TopicConfig("T"), new TopicConfig("U"));

        ClusterInfo info = ClusterInfo.decode(call(RequestCode.GET_BROKER_CLUSTER_INFO).getBody(), ClusterInfo.class);
        TopicList topics = TopicList.decode(call(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER).getBody(), TopicList.class);

        assertThat(info.getClusterAddrTable().get("cluster")).containsExactlyInAnyOrder("broker-a", "broker-b");
        assertThat(info.getBrokerAddrTable().get("broker-b").getBrokerAddrs()).isEqualTo(Map.of(0L, "127.0.0.1:2"));
        assertThat(topics.getTopicList()).containsExactlyInAnyOrder("T", "U");
    }

    @Test
    void forgetsABrokerWhoseConnectionEnds() throws Exception {
        NettyRemotingClient broker = newClient();
        register(broker, "broker-a", "127.0.0.1:1", false, new TopicConfig("T"));
        assertThat(route("T").getCode()).isZero();

        broker.shutdown();

        await("the route to vanish").atMost(Duration.ofSeconds(5)).until(() -> route("T").getCode() == 17);
    }

    @Test
    void saysWhetherAVersionHasChanged() throws Exception {
        register(client, "broker-a", "127.0.0.1:1", false, new TopicConfig("T"));

        assertThat(queryVersion(version(1)).getExtFields()).containsEntry("changed", "false");
        RemotingCommand changed = queryVersion(version(2));
        assertThat(changed.getExtFields()).containsEntry("changed", "true");
        assertThat(DataVersion.decode(changed.getBody(), DataVersion.class)).isEqualTo(version(1));
    }

    @Test
    void refusesARegistrationWithADamagedBody() throws Exception {
        RegisterBrokerRequestHeader header = registerHeader("broker-a", "127.0.0.1:1");
        header.setBodyCrc32(4711);
        RemotingCommand request = RemotingCommand.createRequestCommand(RequestCode.REGISTER_BROKER, header);
        request.setBody("{}".getBytes());

        RemotingCommand response = client.invokeSync(address, request, TIMEOUT_MS);

        assertThat(response.getCode()).isEqualTo(1);
        assertThat(response.getRemark()).contains("4711");
    }

    @Test
    void keepsKeyValuesOverARestart() throws Exception {
        PutKVConfigRequestHeader put = new PutKVConfigRequestHeader();
        put.setNamespace("ORDER_TOPIC_CONFIG");
        put.setKey("T");
        put.setValue("broker-a:4");
        assertThat(call(RemotingCommand.createRequestCommand(RequestCode.PUT_KV_CONFIG, put)).getCode()).isZero();

        nameServer.close();
        nameServer = NameServer.start(new InetSocketAddress("127.0.0.1", 0), directory.resolve("kv.json"), false);
        address = "127.0.0.1:" + nameServer.address().getPort();

        assertThat(getKeyValue().getExtFields()).containsEntry("value", "broker-a:4");
        assertThat(Files.getPosixFilePermissions(directory.resolve("kv.json"))).hasSize(2);
        DeleteKVConfigRequestHeader delete = new DeleteKVConfigRequestHeader();
        delete.setNamespace("ORDER_TOPIC_CONFIG");
        delete.setKey("T");
        assertThat(call(RemotingCommand.createRequestCommand(RequestCode.DELETE_KV_CONFIG, delete)).getCode()).isZero();
        assertThat(getKeyValue().getCode()).isEqualTo(22);
    }

    @Test
    void answers3ForACodeItDoesNotKnow() throws Exception {
        assertThat(call(9999).getCode()).isEqualTo(3);
    }

    @Test
    void saysWhichPortIsInUse() {
        assertThatThrownBy(() -> NameServer.start(nameServer.address(), null, false))
            .hasMessageContaining(String.valueOf(nameServer.address().getPort()));
    }

    private RemotingCommand getKeyValue() throws Exception {
        GetKVConfigRequestHeader get = new GetKVConfigRequestHeader();
        get.setNamespace("ORDER_TOPIC_CONFIG");
        get.setKey("T");
        return call(RemotingCommand.createRequestCommand(RequestCode.GET_KV_CONFIG, get));
    }

    private RemotingCommand queryVersion(DataVersion version) throws Exception {
        QueryDataVersionRequestHeader header = new QueryDataVersionRequestHeader();
        header.setBrokerName("broker-a");
        header.setBrokerAddr("127.0.0.1:1");
        header.setClusterName("cluster");
        header.setBrokerId(0L);
        RemotingCommand request = RemotingCommand.createRequestCommand(RequestCode.QUERY_DATA_VERSION, header);
        request.setBody(version.encode());
        return call(request);
    }

    private RemotingCommand route(String topic) throws Exception {
        GetRouteInfoRequestHeader header = new GetRouteInfoRequestHeader();
        header.setTopic(topic);
        return call(RemotingCommand.createRequestCommand(RequestCode.GET_ROUTEINFO_BY_TOPIC, header));
    }

    private RemotingCommand call(int code) throws Exception {
        return call(RemotingCommand.createRequestCommand(code, null));
    }

    private RemotingCommand call(RemotingCommand request) throws RemotingException, InterruptedException {
        return client.invokeSync(address, request, TIMEOUT_MS);
    }

    private RemotingCommand register(NettyRemotingClient broker, String name, String brokerAddress, boolean compressed,
                                     TopicConfig... topics) throws Exception {
        TopicConfigAndMappingSerializeWrapper wrapper = new TopicConfigAndMappingSerializeWrapper();
        for (TopicConfig topic : topics) {
            wrapper.getTopicConfigTable().put(topic.getTopicName(), topic);
        }
        wrapper.setDataVersion(version(1));
        RegisterBrokerBody body = new RegisterBrokerBody();
        body.setTopicConfigSerializeWrapper(wrapper);
        RegisterBrokerRequestHeader header = registerHeader(name, brokerAddress);
        header.setCompressed(compressed);
        byte[] bytes = body.encode(compressed);
        header.setBodyCrc32(UtilAll.crc32(bytes));
        RemotingCommand request = RemotingCommand.createRequestCommand(RequestCode.REGISTER_BROKER, header);
        request.setBody(bytes);
        return broker.invokeSync(address, request, TIMEOUT_MS);
    }

    private static RegisterBrokerRequestHeader registerHeader(String name, String brokerAddress) {
        RegisterBrokerRequestHeader header = new RegisterBrokerRequestHeader();
        header.setBrokerName(name);
        header.setBrokerAddr(brokerAddress);
        header.setClusterName("cluster");
        header.setBrokerId(0L);
        header.setHaServerAddr("127.0.0.1:10912");
        return header;
    }

    private static DataVersion version(long counter) {
        JSONObject json = new JSONObject();
        json.put("counter", counter);
        json.put("timestamp", 1000);
        json.put("stateVersion", 0);
        return DataVersion.fromJson(JSON.toJSONString(json), DataVersion.class);
    }
}
