package io.ternmq.wire.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alibaba.fastjson2.JSON;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ternmq.wire.command.group.GroupRequest;
import io.ternmq.wire.command.group.ProducerGroupRequest;
import io.ternmq.wire.command.pop.AckRequest;
import io.ternmq.wire.command.pop.BatchAckBody;
import io.ternmq.wire.command.pop.ChangeInvisibleReply;
import io.ternmq.wire.command.pop.ChangeInvisibleRequest;
import io.ternmq.wire.command.pop.NotificationReply;
import io.ternmq.wire.command.pop.NotificationRequest;
import io.ternmq.wire.command.pop.PopHandle;
import io.ternmq.wire.command.pop.PopOffsets;
import io.ternmq.wire.command.pop.PopReply;
import io.ternmq.wire.command.pop.PopRequest;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.FrameCodec;
import io.ternmq.wire.frame.HeaderFields;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.rocketmq.remoting.CommandCustomHeader;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.RemotingSerializable;
import org.apache.rocketmq.remoting.protocol.body.BatchAckMessageRequestBody;
import org.apache.rocketmq.remoting.protocol.header.AckMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.ChangeInvisibleTimeRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.ChangeInvisibleTimeResponseHeader;
import org.apache.rocketmq.remoting.protocol.header.ExtraInfoUtil;
import org.apache.rocketmq.remoting.protocol.header.GetProducerConnectionListRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.GetSubscriptionGroupConfigRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.NotificationRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.NotificationResponseHeader;
import org.apache.rocketmq.remoting.protocol.header.PopMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.PopMessageResponseHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pop's commands against RocketMQ's classes. JSON headers only: its codes do not fit into a binary header. */
class RocketMqPopTest {
    private static final PopHandle HANDLE = new PopHandle(10, 1_700_000_000_000L, 30_000, 3, PopHandle.RETRY_V1, "broker-a", 0, 12);

    static Stream<Arguments> requests() {
        return Stream.of(
            request(new PopRequest("g", "T", -1, 32, 30_000, 5_000, 0, PopRequest.FROM_MIN, "SQL92", "a > 1", true, "again"),
                PopRequest::from, PopMessageRequestHeader.class),
            request(AckRequest.of("g", "T", HANDLE), AckRequest::from, AckMessageRequestHeader.class),
            request(ChangeInvisibleRequest.of("g", "T", HANDLE, 5_000, true), ChangeInvisibleRequest::from,
                ChangeInvisibleTimeRequestHeader.class),
            request(new NotificationRequest("g", "T", -1, 5_000, 0, true, "again", "TAG", "a || b"), NotificationRequest::from,
                NotificationRequestHeader.class),
            request(new GroupRequest(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, "g"),
                fields -> new GroupRequest(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, fields.require("group")),
                GetSubscriptionGroupConfigRequestHeader.class),
            request(new ProducerGroupRequest("g"), ProducerGroupRequest::from, GetProducerConnectionListRequestHeader.class));
    }

    private static Arguments request(Command ours, Function<HeaderFields, Command> reader, Class<? extends CommandCustomHeader> theirs) {
        return Arguments.of(theirs.getSimpleName(), ours, reader, theirs);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void everyFieldMakesTheRoundTripThroughRocketMqsClass(String name, Command ours, Function<HeaderFields, Command> reader,
            Class<? extends CommandCustomHeader> type) throws Exception {
        CommandCustomHeader theirs = decodeTheirs(ours.toFrame(), type);

        Frame back = decodeOurs(RemotingCommand.createRequestCommand(ours.code(), theirs));

        assertThat(reader.apply(back.fields())).isEqualTo(ours);
    }

    static Stream<Arguments> replies() {
        return Stream.of(
            reply(new PopReply(1_700_000_000_000L, 30_000, 3, 17, "0 1 10;1 0 4", "0 1 10,12;1 0 4", "0 1 2;0 qo1%12 5"),
                PopReply::from, PopMessageResponseHeader.class),
            reply(new ChangeInvisibleReply(1_700_000_000_000L, 5_000, 3), ChangeInvisibleReply::from,
                ChangeInvisibleTimeResponseHeader.class),
            reply(new NotificationReply(true, true), NotificationReply::from, NotificationResponseHeader.class));
    }

    private static Arguments reply(Reply ours, Function<HeaderFields, Reply> reader, Class<? extends CommandCustomHeader> theirs) {
        return Arguments.of(theirs.getSimpleName(), ours, reader, theirs);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("replies")
    void everyFieldOfAnAnswerMakesTheRoundTripThroughRocketMqsClass(String name, Reply ours, Function<HeaderFields, Reply> reader,
            Class<? extends CommandCustomHeader> type) throws Exception {
        CommandCustomHeader theirs = decodeTheirs(ours.toResponse(Frame.request(RequestCode.POP_MESSAGE)), type);

        Frame back = decodeOurs(RemotingCommand.createResponseCommandWithHeader(0, theirs));

        assertThat(reader.apply(back.fields())).isEqualTo(ours);
    }

    @Test
    void handlesAreRocketMqsExtraInfo() {
        String[] theirs = ExtraInfoUtil.split(HANDLE.toText());

        assertThat(ExtraInfoUtil.getCkQueueOffset(theirs)).isEqualTo(10);
        assertThat(ExtraInfoUtil.getPopTime(theirs)).isEqualTo(1_700_000_000_000L);
        assertThat(ExtraInfoUtil.getInvisibleTime(theirs)).isEqualTo(30_000);
        assertThat(ExtraInfoUtil.getReviveQid(theirs)).isEqualTo(3);
        assertThat(ExtraInfoUtil.getBrokerName(theirs)).isEqualTo("broker-a");
        assertThat(ExtraInfoUtil.getQueueOffset(theirs)).isEqualTo(12);
        assertThat(ExtraInfoUtil.isOrder(theirs)).isFalse();
        for (int retry = 0; retry <= PopHandle.RETRY_V2; retry++) {
            var handle = new PopHandle(1, 2, 3, 4, retry, "b", 6, 7);
            assertThat(handle.realTopic("g", "T")).isEqualTo(ExtraInfoUtil.getRealTopic(ExtraInfoUtil.split(handle.toText()), "T", "g"));
            assertThat(PopHandle.parse(handle.toText())).isEqualTo(handle);
        }
        assertThatThrownBy(() -> PopHandle.parse("1 2 3")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'1 2 3'");
    }

    @Test
    void changingTheTimeGivesAHandleOfItsOwn() {
        PopHandle changed = HANDLE.changed(new ChangeInvisibleReply(1_700_000_009_000L, 60_000, 5));

        assertThat(changed).isEqualTo(new PopHandle(12, 1_700_000_009_000L, 60_000, 5, PopHandle.RETRY_V1, "broker-a", 0, 12));
    }

    @Test
    void offsetsAreReadAsRocketMqWritesThem() {
        var start = new StringBuilder();
        ExtraInfoUtil.buildStartOffsetInfo(start, "T", 1, 10);
        ExtraInfoUtil.buildStartOffsetInfo(start, "%RETRY%g_T", 0, 4);
        var counts = new StringBuilder();
        ExtraInfoUtil.buildQueueIdOrderCountInfo(counts, "T", 1, 2);
        ExtraInfoUtil.buildQueueOffsetOrderCountInfo(counts, "T", 1, 12, 5);

        PopOffsets starts = PopOffsets.parse(start.toString());
        PopOffsets orderCounts = PopOffsets.parse(counts.toString());

        assertThat(starts.ofQueue(PopHandle.NOT_RETRIED, 1, -1)).isEqualTo(10);
        assertThat(starts.ofQueue(PopHandle.RETRY_V1, 0, -1)).isEqualTo(4);
        assertThat(starts.ofQueue(PopHandle.NOT_RETRIED, 0, -1)).isEqualTo(-1);
        assertThat(orderCounts.ofMessage(PopHandle.NOT_RETRIED, 1, 12, 0)).isEqualTo(5);
        assertThat(orderCounts.ofMessage(PopHandle.NOT_RETRIED, 1, 13, 0)).isEqualTo(2);
        assertThat(PopOffsets.parse(null).ofQueue(0, 0, 7)).isEqualTo(7);
    }

    @Test
    void batchesOfAcknowledgementsAreReadByRocketMq() {
        BitSet offsets = new BitSet();
        offsets.set(0);
        offsets.set(70);
        var ours = new BatchAckBody("broker-a", List.of(new BatchAckBody.Entry("g", "T", 1, 10, 2, 3, 1_700_000_000_000L, 30_000, offsets)));

        var theirs = RemotingSerializable.decode(ours.toBytes(), BatchAckMessageRequestBody.class);
        BatchAckBody back = BatchAckBody.read(Unpooled.wrappedBuffer(theirs.encode()));

        assertThat(theirs.getAcks().get(0).getBitSet()).isEqualTo(offsets);
        assertThat(theirs.getAcks().get(0).getRetry()).isEqualTo("1");
        assertThat(theirs.getAcks().get(0).getPopTime()).isEqualTo(1_700_000_000_000L);
        assertThat(back).isEqualTo(ours);
        assertThat(JSON.parseObject(new String(ours.toBytes(), StandardCharsets.UTF_8)).getString("brokerName")).isEqualTo("broker-a");
    }

    private static CommandCustomHeader decodeTheirs(Frame ours, Class<? extends CommandCustomHeader> type) throws Exception {
        ByteBuf bytes = FrameCodec.encode(ours, UnpooledByteBufAllocator.DEFAULT);
        bytes.skipBytes(4);
        CommandCustomHeader header = RemotingCommand.decode(bytes).decodeCommandCustomHeader(type);
        bytes.release();
        return header;
    }

    private static Frame decodeOurs(RemotingCommand theirs) throws Exception {
        ByteBuf bytes = Unpooled.wrappedBuffer(theirs.encode());
        bytes.skipBytes(4);
        return FrameCodec.decode(bytes);
    }
}
