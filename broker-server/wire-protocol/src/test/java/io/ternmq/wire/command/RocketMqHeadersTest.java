package io.ternmq.wire.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ternmq.wire.command.fetch.OffsetReply;
import io.ternmq.wire.command.fetch.PullReply;
import io.ternmq.wire.command.fetch.PullRequest;
import io.ternmq.wire.command.fetch.QueryOffsetRequest;
import io.ternmq.wire.command.fetch.QueueRequest;
import io.ternmq.wire.command.fetch.SearchOffsetRequest;
import io.ternmq.wire.command.fetch.UpdateOffsetRequest;
import io.ternmq.wire.command.group.ConsumeStatsRequest;
import io.ternmq.wire.command.group.ConsumerGroupRequest;
import io.ternmq.wire.command.group.DeleteGroupRequest;
import io.ternmq.wire.command.group.GroupTableReply;
import io.ternmq.wire.command.group.UnregisterClientRequest;
import io.ternmq.wire.command.route.BrokerConfigReply;
import io.ternmq.wire.command.route.BrokerIdentity;
import io.ternmq.wire.command.route.CreateTopicRequest;
import io.ternmq.wire.command.route.DataVersion;
import io.ternmq.wire.command.route.KeyValueRequest;
import io.ternmq.wire.command.route.QueryDataVersionRequest;
import io.ternmq.wire.command.route.RegisterBrokerRequest;
import io.ternmq.wire.command.route.RouteRequest;
import io.ternmq.wire.command.route.TopicTableReply;
import io.ternmq.wire.command.send.SendBackRequest;
import io.ternmq.wire.command.send.SendReply;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.frame.BadFieldException;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.FrameCodec;
import io.ternmq.wire.frame.HeaderEncoding;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.rocketmq.remoting.CommandCustomHeader;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.SerializeType;
import org.apache.rocketmq.remoting.protocol.header.ConsumerSendMsgBackRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.CreateTopicRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.DeleteSubscriptionGroupRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.GetAllSubscriptionGroupResponseHeader;
import org.apache.rocketmq.remoting.protocol.header.GetAllTopicConfigResponseHeader;
import org.apache.rocketmq.remoting.protocol.header.GetBrokerConfigResponseHeader;
import org.apache.rocketmq.remoting.protocol.header.GetConsumeStatsRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.GetConsumerListByGroupRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.GetMaxOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.PullMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.PullMessageResponseHeader;
import org.apache.rocketmq.remoting.protocol.header.QueryConsumerOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.QueryConsumerOffsetResponseHeader;
import org.apache.rocketmq.remoting.protocol.header.SearchOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.SendMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.SendMessageRequestHeaderV2;
import org.apache.rocketmq.remoting.protocol.header.SendMessageResponseHeader;
import org.apache.rocketmq.remoting.protocol.header.UnregisterClientRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.UpdateConsumerOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.GetRouteInfoRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.PutKVConfigRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.QueryDataVersionRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.RegisterBrokerRequestHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our command records against RocketMQ's header classes, over real bytes in both encodings and both directions. */
class RocketMqHeadersTest {
    private static final String PROPERTIES = "KEYS\u0001k\u0002TAGS\u0001a \"q\" \\ \u00e9\ud83d\ude00\u0002UNIQ_KEY\u00010A\u0002";

    static Stream<Arguments> commands() {
        var broker = new BrokerIdentity("c", "broker-a", 1, "10.0.0.1:10911");
        return Stream.of(
            command(send(RequestCode.SEND_MESSAGE_V2), SendRequest::from, SendMessageRequestHeaderV2.class),
            command(send(RequestCode.SEND_BATCH_MESSAGE), SendRequest::from, SendMessageRequestHeaderV2.class),
            command(send(RequestCode.SEND_MESSAGE), SendRequest::from, SendMessageRequestHeader.class),
            command(new SendBackRequest(77, "g", -1, "id", "T", true, 3), f -> SendBackRequest.from(f.fields()),
                ConsumerSendMsgBackRequestHeader.class),
            command(new PullRequest(RequestCode.PULL_MESSAGE, "g", "T", 3, Long.MAX_VALUE, 32, 7, 5, 15_000, "a || b", 99,
                "TAG", 65_536),
                PullRequest::from, PullMessageRequestHeader.class),
            command(new QueueRequest(RequestCode.GET_MAX_OFFSET, "T", 3), QueueRequest::from, GetMaxOffsetRequestHeader.class),
            command(new QueryOffsetRequest("g", "T", 3, false), f -> QueryOffsetRequest.from(f.fields()),
                QueryConsumerOffsetRequestHeader.class),
            command(new UpdateOffsetRequest("g", "T", 3, 12), f -> UpdateOffsetRequest.from(f.fields()),
                UpdateConsumerOffsetRequestHeader.class),
            command(new SearchOffsetRequest("T", 3, 1_700_000_000_000L, true), f -> SearchOffsetRequest.from(f.fields()),
                SearchOffsetRequestHeader.class),
            command(new UnregisterClientRequest("c@1", "p", "g"), f -> UnregisterClientRequest.from(f.fields()),
                UnregisterClientRequestHeader.class),
            command(new ConsumerGroupRequest(RequestCode.GET_CONSUMER_LIST_BY_GROUP, "g"), ConsumerGroupRequest::from,
                GetConsumerListByGroupRequestHeader.class),
            command(new ConsumeStatsRequest("g", "T"), f -> ConsumeStatsRequest.from(f.fields()),
                GetConsumeStatsRequestHeader.class),
            command(new DeleteGroupRequest("g", true), f -> DeleteGroupRequest.from(f.fields()),
                DeleteSubscriptionGroupRequestHeader.class),
            command(new CreateTopicRequest("T", "TBW102", 4, 5, 6, "SINGLE_TAG", 1, true, "+a=b", true),
                f -> CreateTopicRequest.from(f.fields()), CreateTopicRequestHeader.class),
            command(new RouteRequest("T", true), f -> RouteRequest.from(f.fields()), GetRouteInfoRequestHeader.class),
            command(new KeyValueRequest(RequestCode.PUT_KV_CONFIG, "n", "k", "v"), KeyValueRequest::from,
                PutKVConfigRequestHeader.class),
            command(new QueryDataVersionRequest(broker), f -> QueryDataVersionRequest.from(f.fields()),
                QueryDataVersionRequestHeader.class),
            command(new RegisterBrokerRequest(broker, "10.0.0.1:10912", 120_000, true, true, 123, null),
                f -> RegisterBrokerRequest.from(f.fields()), RegisterBrokerRequestHeader.class));
    }

    private static SendRequest send(int code) {
        return new SendRequest(code, "p", "T", "TBW102", 4, -1, 1, 1_700_000_000_000L, 9, PROPERTIES, 2, true, 16, true,
            "broker-a");
    }

    private static Arguments command(Command ours, Function<Frame, Command> reader, Class<? extends CommandCustomHeader> theirs) {
        return Arguments.of(theirs.getSimpleName(), ours, reader, theirs);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void everyFieldMakesTheRoundTripThroughRocketMqsClass(
        String name, Command ours, Function<Frame, Command> reader,
            Class<? extends CommandCustomHeader> theirs) throws Exception {
        for (HeaderEncoding encoding : HeaderEncoding.values()) {
            CommandCustomHeader header = decodeTheirs(ours.toFrame().encoding(encoding), theirs);

            RemotingCommand back = RemotingCommand.createRequestCommand(ours.code(), header);
            Frame frame = decodeOurs(back, encoding);

            assertThat(reader.apply(frame)).isEqualTo(ours);
            // Nothing of theirs is unknown to us, and nothing that we wrote was dropped by them.
            assertThat(fields(frame)).containsAllEntriesOf(fields(ours.toFrame()));
        }
    }

    @Test
    void sendAnswersAreReadByRocketMq() throws Exception {
        var ours = new SendReply("0A000001", 3, 12, "uniq", "batch", "handle");

        for (HeaderEncoding encoding : HeaderEncoding.values()) {
            Frame answer = ours.toResponse(Frame.request(310).encoding(encoding).opaque(5));
            var theirs = (SendMessageResponseHeader) decodeTheirs(answer, SendMessageResponseHeader.class);
            assertThat(theirs.getQueueOffset()).isEqualTo(12);
            assertThat(theirs.getMsgId()).isEqualTo("0A000001");
            assertThat(theirs.getRecallHandle()).isEqualTo("handle");

            Frame back = decodeOurs(RemotingCommand.createResponseCommandWithHeader(0, theirs), encoding);
            assertThat(SendReply.from(back.fields())).isEqualTo(ours);
        }
    }

    @Test
    void pullAnswersAreReadByRocketMq() throws Exception {
        var ours = new PullReply(1, 2, 3, Long.MAX_VALUE, 5, 6, 7, 8);
        var shorter = new PullReply(2, 3, 4);

        for (HeaderEncoding encoding : HeaderEncoding.values()) {
            Frame request = Frame.request(11).encoding(encoding);
            var theirs = decodeTheirs(ours.toResponse(request), PullMessageResponseHeader.class);
            Frame back = decodeOurs(RemotingCommand.createResponseCommandWithHeader(0, theirs), encoding);
            assertThat(PullReply.from(back.fields())).isEqualTo(ours);

            theirs = decodeTheirs(shorter.toResponse(request, 19, "none"), PullMessageResponseHeader.class);
            back = decodeOurs(RemotingCommand.createResponseCommandWithHeader(19, theirs), encoding);
            assertThat(PullReply.from(back.fields())).isEqualTo(shorter);
        }
    }

    @Test
    void offsetsAreReadByRocketMq() throws Exception {
        var theirs = (QueryConsumerOffsetResponseHeader) decodeTheirs(
            new OffsetReply(-1).toResponse(Frame.request(14)), QueryConsumerOffsetResponseHeader.class);

        assertThat(theirs.getOffset()).isEqualTo(-1);
    }

    @Test
    void administrationAnswersAreReadByRocketMq() throws Exception {
        Frame request = Frame.request(21);
        var version = new DataVersion(1, 1_700_000_000_000L, 3);

        var topics = (GetAllTopicConfigResponseHeader) decodeTheirs(
            new TopicTableReply(7).toResponse(request), GetAllTopicConfigResponseHeader.class);
        var groups = (GetAllSubscriptionGroupResponseHeader) decodeTheirs(
            new GroupTableReply(8).toResponse(request), GetAllSubscriptionGroupResponseHeader.class);
        var config = (GetBrokerConfigResponseHeader) decodeTheirs(
            new BrokerConfigReply(version).toResponse(request), GetBrokerConfigResponseHeader.class);

        assertThat(topics.getTotalTopicNum()).isEqualTo(7);
        assertThat(groups.getTotalGroupNum()).isEqualTo(8);
        assertThat(org.apache.rocketmq.remoting.protocol.DataVersion.fromJson(config.getVersion(),
            org.apache.rocketmq.remoting.protocol.DataVersion.class).getTimestamp()).isEqualTo(1_700_000_000_000L);
        assertThat(BrokerConfigReply.from(new BrokerConfigReply(version).toResponse(request).fields()).version()).isEqualTo(version);
    }

    @Test
    void aMissingFieldIsNamed() {
        Frame frame = Frame.request(RequestCode.SEND_MESSAGE_V2);
        frame.fields().put("a", "p").put("b", "T").put("c", "TBW102").put("d", "four");

        assertThatThrownBy(() -> SendRequest.from(frame)).isInstanceOf(BadFieldException.class)
            .hasMessage("header field d is 'four' (expected: a 32-bit integer)");
        frame.fields().put("d", 4);
        assertThatThrownBy(() -> SendRequest.from(frame)).isInstanceOf(BadFieldException.class)
            .hasMessage("header field e is missing");
    }

    private static CommandCustomHeader decodeTheirs(Frame ours, Class<? extends CommandCustomHeader> type) throws Exception {
        ByteBuf bytes = FrameCodec.encode(ours, UnpooledByteBufAllocator.DEFAULT);
        bytes.skipBytes(4);
        CommandCustomHeader header = RemotingCommand.decode(bytes).decodeCommandCustomHeader(type);
        bytes.release();
        return header;
    }

    private static Frame decodeOurs(RemotingCommand theirs, HeaderEncoding encoding) throws Exception {
        theirs.setSerializeTypeCurrentRPC(encoding == HeaderEncoding.JSON ? SerializeType.JSON : SerializeType.ROCKETMQ);
        ByteBuf bytes = Unpooled.wrappedBuffer(theirs.encode());
        bytes.skipBytes(4);
        return FrameCodec.decode(bytes);
    }

    private static Map<String, String> fields(Frame frame) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < frame.fields().size(); i++) {
            map.put(frame.fields().key(i), frame.fields().value(i));
        }
        return map;
    }
}
