package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.lease.FailureHistory.Attempt;
import io.ternmq.broker.delivery.lease.RedeliveryRules.GiveUp;
import io.ternmq.broker.delivery.lease.SettleRecord.QueueSettlement;
import io.ternmq.broker.delivery.lease.SettleRecord.Reason;
import io.ternmq.broker.delivery.lease.SettleRecord.Release;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.RedeliveryTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedeliveryRulesTest {
    private static final long NOW_MS = 1_000_000;

    private static RedeliveryRules rules(int maxDeliveries, long delayMs, int multiplier, long maxDelayMs, int jitter, String deadLetter) {
        return RedeliveryRules.of(new RedeliveryTerms(maxDeliveries, delayMs, multiplier, maxDelayMs, jitter, deadLetter)
            .orElse(RedeliveryTerms.BROKER_DEFAULT));
    }

    private static ReleaseTerms terms(RedeliveryRules rules, int extraDeliveries) {
        return new ReleaseTerms(rules, NOW_MS, 0, extraDeliveries, "client",
            new FailureCause("java.lang.Error", "boom", "at here", "Listener"));
    }

    @Test
    void delaysGrowUpToTheLongest() {
        RedeliveryRules rules = rules(100, 100, 200, 1_000, 0, null);

        assertThat(IntStream.rangeClosed(1, 6).mapToLong(count -> rules.delayMs(count, 7))).containsExactly(100L, 200L, 400L, 800L, 1_000L,
            1_000L);
        assertThat(rules(100, 500, 100, 100, 0, null).delayMs(9, 7)).as("the first delay is never cut").isEqualTo(500);
        assertThat(rules(100, 1, 100_000, RedeliveryTerms.MAX_DELAY_MS, 0, null).delayMs(99, 7)).isEqualTo(RedeliveryTerms.MAX_DELAY_MS);
    }

    @Test
    void jitterOnlyAdds() {
        RedeliveryRules rules = rules(100, 1_000, 100, 1_000, 20, null);

        long[] delays = LongStream.range(0, 1_000).map(seed -> rules.delayMs(1, seed)).toArray();

        assertThat(LongStream.of(delays).min().orElseThrow()).isBetween(1_000L, 1_010L);
        assertThat(LongStream.of(delays).max().orElseThrow()).isBetween(1_190L, 1_200L);
    }

    @Test
    void wishesGoBeforeSettingsAndAreChecked() {
        RedeliveryTerms wished = new RedeliveryTerms(3, -1, -1, -1, -1, "failed orders");

        RedeliveryRules rules = RedeliveryRules.of(wished.orElse(new RedeliveryTerms(9, 50, 300, 70, 5, RedeliveryTerms.DISCARD)));

        assertThat(rules).isEqualTo(new RedeliveryRules(3, 50, 300, 70, 5, GiveUp.DEAD_LETTER, "failed%20orders"));
        assertThatThrownBy(() -> new RedeliveryTerms(0, 0, 100, 0, 0, null)).isInstanceOf(BadBlockException.class)
            .hasMessageContaining("maxDeliveries: 0");
        assertThatThrownBy(() -> new RedeliveryTerms(1, 0, 99, 0, 0, null)).hasMessageContaining("99");
        assertThatThrownBy(() -> new RedeliveryTerms(1, 0, 100, 0, 101, null)).hasMessageContaining("101");
    }

    @Test
    void whatFailsIsDiscardedOrBlocksOrIsBuriedWithItsHistory() {
        assertThat(outcomes(rules(2, 0, 100, 0, 0, RedeliveryTerms.DISCARD)).deadLetters()).isEmpty();
        SettleDecision blocked = outcomes(rules(2, 10, 100, 5_000, 0, RedeliveryTerms.BLOCK));
        assertThat(blocked.deadLetters()).isEmpty();
        assertThat(blocked.record().queues().get(0).released()).extracting(Release::count, Release::notBeforeMs)
            .containsExactly(tuple(2, NOW_MS + 5_000));

        DeadLetter letter = outcomes(rules(2, 0, 100, 0, 0, "elsewhere")).deadLetters().get(0);

        assertThat(letter.topic()).isEqualTo("elsewhere");
        assertThat(letter.deliveries()).isEqualTo(2);
        assertThat(letter.cause().exception()).isEqualTo("java.lang.Error");
        assertThat(letter.history().firstMs()).isEqualTo(NOW_MS);
        assertThat(letter.history().attempts()).extracting(Attempt::delivery).containsExactly(1, 2);
        assertThat(letter.history().attempts()).extracting(Attempt::cause).containsOnly("java.lang.Error: boom");
    }

    /** A message fails twice under these rules; returns what the second failure decides. */
    private static SettleDecision outcomes(RedeliveryRules rules) {
        GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 1);
        fixture.entries.send(0, 0);
        SettleDecision decision = SettleDecision.NOTHING;
        for (int i = 0; i < 2; i++) {
            LeasedConsumer consumer = fixture.group.attach("c" + i, EntryFilter.ALL);
            fixture.group.addCredit(consumer, 1);
            fixture.group.dispatch(NOW_MS * 10, 100, (to, firstSequence, leases) -> { });
            SettleDraft draft = fixture.group.draft();
            draft.settle(consumer, Outcome.RELEASE, 1, 1, terms(rules, 0));
            decision = draft.build();
            fixture.apply(decision);
        }
        return decision;
    }

    @Test
    void rewindsOfTheClientCount() {
        GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 1);
        fixture.entries.send(0, 0);
        LeasedConsumer consumer = fixture.group.attach("c", EntryFilter.ALL);
        fixture.group.addCredit(consumer, 1);
        fixture.group.dispatch(NOW_MS, 100, (to, firstSequence, leases) -> { });
        SettleDraft draft = fixture.group.draft();

        draft.settle(consumer, Outcome.RELEASE, 1, 1, terms(rules(10, 0, 100, 0, 0, null), 3));

        assertThat(draft.build().record().queues().get(0).released()).extracting(Release::count).containsExactly(4);
    }

    @Test
    void historiesStaySmallAndSurviveTheLog() {
        FailureHistory history = FailureHistory.NONE;
        for (int i = 1; i <= 20; i++) {
            history = history.plus(new Attempt(NOW_MS + i, i, "c".repeat(1_000), "m".repeat(1_000)));
        }
        SettleRecord record = new SettleRecord("g", "t", Reason.SETTLED,
            List.of(new QueueSettlement(0, 0, new long[0], List.of(new Release(5, 20, 0, history)))));
        ByteBuf bytes = Unpooled.buffer();

        SettleRecordCodec.encode(record, bytes);

        assertThat(bytes.readableBytes()).isLessThan(2_000);
        assertThat(SettleRecordCodec.decode(bytes)).isEqualTo(record);
        assertThat(history.firstMs()).isEqualTo(NOW_MS + 1);
        assertThat(history.attempts()).extracting(Attempt::delivery).containsExactly(16, 17, 18, 19, 20);
        GroupProgress progress = new GroupProgress("g", "t", ViewKind.QUEUE, 0);
        progress.apply(record);
        ByteBuf snapshot = Unpooled.buffer();
        progress.encode(snapshot);
        assertThat(GroupProgress.decode(snapshot)).isEqualTo(progress);
    }

    @Test
    void keepsNoHistoriesOfAFlood() {
        List<Release> released = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            released.add(new Release(i, 1, 0, FailureHistory.NONE.plus(new Attempt(NOW_MS, 1, "client", "cause"))));
        }
        GroupProgress progress = new GroupProgress("g", "t", ViewKind.QUEUE, 0);

        progress.apply(new SettleRecord("g", "t", Reason.SETTLED, List.of(new QueueSettlement(0, 0, new long[0], released))));

        assertThat(progress.queue(0).history(999).attempts()).hasSize(1);
        assertThat(progress.queue(0).history(1_000).attempts()).isEmpty();
        assertThat(progress.queue(0).deliveries(4_999)).isEqualTo(1);
    }

    @Test
    void noNumberOfDeliveriesTakesLongToReckonWith() {
        RedeliveryRules rules = rules(Integer.MAX_VALUE, 0, 200, 1_000, 0, null);

        long delayMs = assertTimeoutPreemptively(Duration.ofSeconds(2), () -> rules.delayMs(Integer.MAX_VALUE - 1, 7));

        assertThat(delayMs).isZero();
    }

    @Test
    void countsNoFurtherThanThereAreNumbers() {
        GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 1);
        fixture.entries.send(0, 0);
        fixture.group.apply(new SettleRecord("g", "t", Reason.SETTLED,
            List.of(new QueueSettlement(0, 0, new long[0], List.of(new Release(0, Integer.MAX_VALUE - 10, 0, FailureHistory.NONE))))));
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();
        SettleDraft draft = fixture.group.draft();

        draft.settle(consumer, Outcome.RELEASE, 1, 1, terms(rules(Integer.MAX_VALUE, 0, 100, 0, 0, null), 1_000_000));

        assertThat(draft.build().record().queues().get(0).released()).extracting(Release::count)
            .containsExactly(Integer.MAX_VALUE - 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsAMessageThatIsTooLongForADeadLetter(boolean isDeadLetterTopic) {
        FakeEntries entries = new FakeEntries(1);
        LeasedGroup group = new LeasedGroup(new GroupProgress("g", "t", ViewKind.QUEUE, 0), entries, rules(1, 0, 100, 5_000, 0, null),
            FakeEntries.MESSAGE_SIZE_BYTES - 1, isDeadLetterTopic);
        entries.send(0, 0, 2);
        LeasedConsumer consumer = group.attach("c", EntryFilter.ALL);
        group.addCredit(consumer, 2);
        group.dispatch(NOW_MS, 100, (to, firstSequence, leases) -> { });
        SettleDraft draft = group.draft();

        draft.settle(consumer, Outcome.RELEASE, 1, 1, terms(null, 0));
        draft.settle(consumer, Outcome.REJECT, 2, 2, terms(null, 0));

        SettleDecision decision = draft.build();
        assertThat(decision.deadLetters()).isEmpty();
        assertThat(decision.record().queues().get(0).released()).extracting(Release::notBeforeMs)
            .containsExactly(NOW_MS + 5_000, NOW_MS + 5_000);
    }

    @Test
    void aLongRecordIsWorthItsParts() {
        List<Release> released = LongStream.range(100, 105).mapToObj(offset -> new Release(offset, 2, 0, FailureHistory.NONE)).toList();
        SettleRecord record = new SettleRecord("g", "t", Reason.SETTLED, List.of(new QueueSettlement(0, 1, new long[0], List.of()),
            new QueueSettlement(1, 2, new long[] {5, 6, 8, 12, 20, 30, 40, 41}, released),
            new QueueSettlement(2, 0, new long[] {3, 4}, List.of())));
        GroupProgress whole = new GroupProgress("g", "t", ViewKind.QUEUE, 0);
        whole.apply(record);

        List<SettleRecord> parts = record.parts(3);

        GroupProgress stepwise = new GroupProgress("g", "t", ViewKind.QUEUE, 0);
        parts.forEach(stepwise::apply);
        assertThat(stepwise).isEqualTo(whole);
        assertThat(parts).hasSize(4).allSatisfy(part -> assertThat(part.queues().stream()
            .mapToInt(queue -> queue.finishedRanges().length / 2 + queue.released().size()).sum()).isBetween(1, 3));
        assertThat(record.parts(10)).containsExactly(record);
    }
}
