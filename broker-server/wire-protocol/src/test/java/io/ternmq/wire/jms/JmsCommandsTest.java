package io.ternmq.wire.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.BranchInfo;
import io.ternmq.wire.jms.xa.BranchWork;
import io.ternmq.wire.jms.xa.CommitBranch;
import io.ternmq.wire.jms.xa.DecideBranch;
import io.ternmq.wire.jms.xa.EndBranch;
import io.ternmq.wire.jms.xa.ForgetBranch;
import io.ternmq.wire.jms.xa.ListBranches;
import io.ternmq.wire.jms.xa.PrepareBranch;
import io.ternmq.wire.jms.xa.RecoverBranches;
import io.ternmq.wire.jms.xa.RollbackBranch;
import io.ternmq.wire.jms.xa.StartBranch;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JmsCommandsTest {
    private static final BranchId XID = BranchId.of(-2, new byte[] {1, -1}, new byte[0]);

    static Stream<Arguments> commands() {
        return Stream.of(
            command(new Connect("client", "id", 30_000, 7), Connect::from),
            command(new Connect(null, "id", 30_000, 0), Connect::from),
            command(new Disconnect(5), Disconnect::from),
            command(new Renew(5), Renew::from),
            command(new Attach(5, 1, "t", DestinationKind.QUEUE, Attach.Subscription.DEFAULT, null, false, 1), Attach::from),
            command(new Attach(5, 1, "t", DestinationKind.TOPIC, new Attach.Subscription("s", true, true, null), "a = 1", true, 64),
                Attach::from),
            command(new Attach(5, 1, "t", DestinationKind.TOPIC, Attach.Subscription.group("g"), null, false, 0), Attach::from),
            command(new Detach(5, 1), Detach::from),
            command(new Flow(5, false), Flow::from),
            command(new Flow(5, true), Flow::from),
            command(new Deliver(3, null), Deliver::from),
            command(new Deliver(1, "0:2,2:5"), Deliver::from),
            command(new Settle(5, 0, 0, 0, FailureCause.NONE), Settle::from),
            command(new Settle(5, 3, 1000, 2, new FailureCause("java.lang.Error", "why", "at x", "Listener")), Settle::from),
            command(new Commit(5, 3), Commit::from),
            command(new Commit(5, 3, 0), Commit::from),
            command(new Rollback(5, 3), Rollback::from),
            command(new Unsubscribe(5, "s", null), Unsubscribe::from),
            command(new ListScheduled("t", 0, 1000), ListScheduled::from),
            command(new ListScheduled("t", 99, 1), ListScheduled::from),
            command(new CancelScheduled("t", "0A"), CancelScheduled::from),
            command(new Detached(1, "deleted"), Detached::from),
            command(new StartBranch(5, XID, 3, 60_000, true), StartBranch::from),
            command(new EndBranch(5, XID, 3, true), EndBranch::from),
            command(new EndBranch(XID, new BranchWork(5, 3, 7, 1000), false), EndBranch::from),
            command(new PrepareBranch(XID), PrepareBranch::from),
            command(new PrepareBranch(XID, new BranchWork(5, 3, 7, 1000)), PrepareBranch::from),
            command(new CommitBranch(XID, true), CommitBranch::from),
            command(new CommitBranch(XID, true, new BranchWork(5, 3, 0, 0, true)), CommitBranch::from),
            command(new RollbackBranch(XID), RollbackBranch::from),
            command(new RollbackBranch(XID, new FailureCause("a.B", "why", "stack", "listener")), RollbackBranch::from),
            command(new ForgetBranch(XID), ForgetBranch::from),
            command(new DecideBranch(XID, true), DecideBranch::from),
            command(new RecoverBranches(XID), RecoverBranches::from),
            command(new RecoverBranches(null), RecoverBranches::from),
            command(new ListBranches(XID), ListBranches::from));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void keepsEveryField(Command command, Function<HeaderFields, Command> reader) {
        HeaderFields fields = Frame.request(0).fields();

        command.writeTo(fields);

        assertThat(reader.apply(fields)).isEqualTo(command);
    }

    @Test
    void keepsBranchIdsAndRefusesOnesBeyondTheLimitsOfXa() {
        BranchId longest = BranchId.of(Integer.MIN_VALUE, new byte[64], new byte[64]);
        ByteBuf list = Unpooled.buffer();

        BranchId.encode(List.of(XID, longest), list);

        assertThat(BranchId.decode(list)).containsExactly(XID, longest);
        assertThat(BranchId.parse(longest.toString())).isEqualTo(longest);
        assertThat(XID).isLessThan(BranchId.of(-2, new byte[] {1, -1}, new byte[1])).isLessThan(BranchId.of(-2, new byte[] {2}, new byte[0]))
            .isGreaterThan(BranchId.of(-2, new byte[] {1, 1}, new byte[0])).isGreaterThan(BranchId.of(1, new byte[] {9}, new byte[0]));
        assertThat(BranchId.of(-2, new byte[] {1, -1}, new byte[] {7}).transaction()).isEqualTo(XID).hasSameHashCodeAs(XID);
        assertThat(BranchId.of(-2, new byte[] {1}, new byte[] {-1})).as("the same bytes, cut elsewhere").isNotEqualTo(XID);
        assertThatThrownBy(() -> BranchId.decode(list.slice(0, list.readableBytes() - 1))).isInstanceOf(BadBlockException.class);
        assertThatThrownBy(() -> BranchId.of(1, new byte[65], new byte[0])).isInstanceOf(BadBlockException.class)
            .hasMessageContaining("65");
        assertThatThrownBy(() -> BranchId.of(1, new byte[0], new byte[0])).isInstanceOf(BadBlockException.class);
        assertThatThrownBy(() -> BranchId.of(-1, new byte[1], new byte[0])).isInstanceOf(BadBlockException.class);
        for (String text : List.of("", "1:2", "00000001:0g:", "0000000001:01:", "00000001:012:", "00000001:" + "00".repeat(65) + ":")) {
            assertThatThrownBy(() -> BranchId.parse(text)).as(text).isInstanceOf(BadBlockException.class);
        }
    }

    @Test
    void keepsTheDetailsOfABranch() {
        BranchInfo info = new BranchInfo(XID.toString(), "PREPARED", 12, "client", 3, 400, 5, List.of("g@t"));

        assertThat(BranchInfo.Page.read(Unpooled.wrappedBuffer(new BranchInfo.Page(List.of(info)).toBytes())).branches())
            .containsExactly(info);
    }

    @Test
    void keepsSendFieldsBesideTheLettersOfTheSendCommand() {
        HeaderFields fields = Frame.request(0).fields().put("e", 2);
        assertThat(JmsSend.isPresent(fields)).isFalse();

        new JmsSend(-7, 12, true).writeTo(fields);

        assertThat(JmsSend.isPresent(fields)).isTrue();
        assertThat(JmsSend.from(fields)).isEqualTo(new JmsSend(-7, 12, true));
        assertThat(fields.getInt("e", -1)).isEqualTo(2);
    }

    @Test
    void writesDeliveryCountsOnlyOfRedeliveredMessages() {
        assertThat(Deliver.deliveryCounts(new int[] {1, 1})).isNull();
        assertThat(Deliver.deliveryCounts(new int[] {2, 1, 5})).isEqualTo("0:2,2:5");
        assertThat(new Deliver(1, "0:2,2:5").parseDeliveryCounts(3)).containsExactly(2, 1, 5);
        assertThatThrownBy(() -> new Deliver(1, "1:2").parseDeliveryCounts(1)).isInstanceOf(BadBlockException.class);
        assertThat(new Browse.Page(0, null, 0).parseDeliveryCounts()).isEmpty();
    }

    @Test
    void keepsTheRunsOfADeliveryAndRefusesDamagedOnes() {
        List<Deliver.Run> runs = List.of(new Deliver.Run(1, 1, 3), new Deliver.Run(Long.MAX_VALUE, Long.MAX_VALUE, 1));
        ByteBuf body = Unpooled.buffer();

        Deliver.encode(runs, body);
        body.writeByte(42);

        ByteBuf read = body.duplicate();
        assertThat(new Deliver(2, null).readRuns(read)).isEqualTo(runs);
        assertThat(read.readByte()).as("what the messages begin with").isEqualTo((byte) 42);
        assertThatThrownBy(() -> new Deliver(3, null).readRuns(body.duplicate())).isInstanceOf(BadBlockException.class)
            .hasMessageContaining("41");
        assertThatThrownBy(() -> new Deliver(0, null)).isInstanceOf(BadBlockException.class).hasMessageContaining("0 runs");
        assertThatThrownBy(() -> new Deliver(Integer.MAX_VALUE, null)).isInstanceOf(BadBlockException.class);
        body.setInt(16, 0);
        assertThatThrownBy(() -> new Deliver(2, null).readRuns(body.duplicate())).isInstanceOf(BadBlockException.class);
        body.setInt(16, Deliver.MAX_MESSAGES);
        assertThatThrownBy(() -> new Deliver(2, null).readRuns(body.duplicate())).isInstanceOf(BadBlockException.class)
            .hasMessageContaining("100001 messages");
    }

    @Test
    void keepsTheEntriesOfAFlowAndRefusesDamagedOnes() {
        List<Flow.Entry> entries = List.of(new Flow.Entry(1, 10, 0), new Flow.Entry(Long.MAX_VALUE, 0, Long.MAX_VALUE));
        ByteBuf body = Unpooled.buffer();

        Flow.Entry.encode(entries, body);

        assertThat(body.readableBytes()).isEqualTo(2 * Flow.Entry.LENGTH_BYTES);
        assertThat(Flow.Entry.decode(body)).isEqualTo(entries);
        assertThatThrownBy(() -> Flow.Entry.decode(body.slice(0, 39))).isInstanceOf(BadBlockException.class).hasMessageContaining("39");
        assertThatThrownBy(() -> Flow.Entry.decode(Unpooled.EMPTY_BUFFER)).isInstanceOf(BadBlockException.class);
        assertThatThrownBy(() -> Flow.Entry.decode(Unpooled.wrappedBuffer(
            new byte[Flow.Entry.LENGTH_BYTES * (Flow.Entry.MAX_COUNT + 1)]))).isInstanceOf(BadBlockException.class);
        body.setInt(8, -1);
        assertThatThrownBy(() -> Flow.Entry.decode(body)).isInstanceOf(BadBlockException.class).hasMessageContaining("-1");
    }

    @Test
    void keepsSettlementsAndRefusesDamagedOnes() {
        List<Settlement> settlements = List.of(new Settlement(1, Outcome.ACCEPT, 1, 10),
            new Settlement(2, Outcome.RELEASE_UNSEEN, 5, 5), new Settlement(Long.MAX_VALUE, Outcome.REJECT, 7, Long.MAX_VALUE));
        ByteBuf body = Unpooled.buffer();

        Settlement.encode(settlements, body);

        assertThat(body.readableBytes()).isEqualTo(3 * Settlement.LENGTH_BYTES);
        assertThat(Settlement.decode(body)).isEqualTo(settlements);
        assertThatThrownBy(() -> Settlement.decode(body.slice(0, 24))).isInstanceOf(BadBlockException.class);
        body.setByte(8, 9);
        assertThatThrownBy(() -> Settlement.decode(body)).isInstanceOf(BadBlockException.class).hasMessageContaining("outcome: 9");
    }

    @Test
    void keepsPagesOfScheduledMessagesAndRefusesDamagedOnes() {
        ListScheduled.Page page = new ListScheduled.Page(List.of(new ListScheduled.Entry("0A0B", 1_000, 900, 7),
            new ListScheduled.Entry("", 2_000, 0, 0)), 12345);
        HeaderFields fields = Frame.request(0).fields();
        ByteBuf body = Unpooled.buffer();

        page.writeTo(fields);
        page.writeTo(body);

        assertThat(ListScheduled.Page.from(fields, body)).isEqualTo(page);
        assertThatThrownBy(() -> ListScheduled.Page.from(fields, body.slice(0, body.readableBytes() - 1)))
            .isInstanceOf(BadBlockException.class);
        assertThatThrownBy(() -> new ListScheduled("t", 0, 1001)).isInstanceOf(BadBlockException.class).hasMessageContaining("1001");
    }

    private static Arguments command(Command command, Function<HeaderFields, Command> reader) {
        return Arguments.of(command, reader);
    }

    @Test
    void listsWhatHasBeenReceived() {
        ByteBuf body = Unpooled.buffer();

        Received.encode(List.of(new Received(1, 7), new Received(2, 0)), body);

        assertThat(Received.decode(body)).containsOnly(entry(1L, 7L), entry(2L, 0L));
        assertThat(Received.decode(Unpooled.EMPTY_BUFFER)).isEmpty();
        assertThatThrownBy(() -> Received.decode(body.slice(0, 17))).isInstanceOf(BadBlockException.class).hasMessageContaining("17");
        body.setLong(8, -1);
        assertThatThrownBy(() -> Received.decode(body)).isInstanceOf(BadBlockException.class).hasMessageContaining("-1");
    }

    @Test
    void takesNoLongerDelaysThanThereAre() {
        Settle settle = new Settle(5, 0, Long.MAX_VALUE, 0, FailureCause.NONE);

        assertThat(settle.redeliveryDelayMs()).isEqualTo(RedeliveryTerms.MAX_DELAY_MS);
        assertThat(new BranchWork(5, 3, 0, Long.MAX_VALUE).redeliveryDelayMs()).isEqualTo(RedeliveryTerms.MAX_DELAY_MS);
    }
}
