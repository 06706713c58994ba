package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeasedQueueTest {

    private static final int QUEUES = 3;

    private final GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 2);

    @Test
    void givesNoMoreThanTheCreditAllows() {
        fixture.entries.send(0, 1, 10);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 4);

        assertThat(fixture.offsets(consumer)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(consumer.credit()).isZero();
        assertThat(fixture.offsets(consumer)).isEmpty();

        fixture.group.addCredit(consumer, 2);

        assertThat(fixture.offsets(consumer)).containsExactly(4L, 5L);
    }

    @Test
    void numbersTheMessagesOfEachConsumerFromOneWithoutGaps() {
        fixture.entries.send(0, 1, 5);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 3);
        fixture.dispatch();
        fixture.settle(consumer, Outcome.ACCEPT, 1, 3);
        fixture.group.addCredit(consumer, 5);

        long[] first = new long[1];
        fixture.group.dispatch(fixture.nowMs, GroupFixture.BUDGET, (to, sequence, leases) -> first[0] = sequence);

        assertThat(first[0]).isEqualTo(4);
        assertThat(consumer.nextSequence()).isEqualTo(6);
    }

    @Test
    void spreadsMessagesEvenlyOverConsumersAndQueues() {
        fixture.entries.send(0, 1, 3);
        fixture.entries.send(1, 1, 3);
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 10);
        LeasedConsumer two = fixture.consumer(EntryFilter.ALL, 10);

        var given = fixture.dispatch();

        assertThat(given.get(one)).hasSize(3);
        assertThat(given.get(two)).hasSize(3);
    }

    @Test
    void leavesToOthersWhatASelectorSkips() {
        fixture.entries.send(0, 1, 5000);
        fixture.entries.send(0, 2);
        LeasedConsumer two = fixture.consumer(new ColourFilter(2), 1);
        assertThat(fixture.offsets(two)).containsExactly(5000L);

        LeasedConsumer all = fixture.consumer(EntryFilter.ALL, 6000);

        assertThat(fixture.offsets(all)).hasSize(5000).doesNotContain(5000L).startsWith(0L).endsWith(4999L);
    }

    @Test
    void doesNotScanAgainWhatASelectorHasSkipped() {
        fixture.entries.send(0, 1, 1000);
        LeasedConsumer two = fixture.consumer(new ColourFilter(2), 1);
        fixture.dispatch();
        long before = fixture.entries.readCount();

        fixture.dispatch();
        fixture.detach(two, 0);
        fixture.consumer(new ColourFilter(2), 1);
        fixture.dispatch();

        assertThat(fixture.entries.readCount()).isEqualTo(before);
    }

    @Test
    void scansNoMoreThanTheBudgetInOneRound() {
        fixture.entries.send(0, 1, 1000);
        LeasedConsumer two = fixture.consumer(new ColourFilter(2), 1);

        boolean hasMore = fixture.group.dispatch(fixture.nowMs, 100, (consumer, first, leases) -> { });

        assertThat(hasMore).isTrue();
        assertThat(fixture.entries.readCount()).isLessThanOrEqualTo(100);
        assertThat(fixture.group.hasNothingFor(two)).isFalse();
        fixture.dispatch();
        assertThat(fixture.group.hasNothingFor(two)).isTrue();
    }

    @Test
    void givesAReleasedMessageBeforeAllLaterOnesWithItsCount() {
        fixture.entries.send(0, 1, 6);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 3);
        fixture.dispatch();
        fixture.settle(consumer, Outcome.ACCEPT, 1, 1);
        fixture.settle(consumer, Outcome.RELEASE, 2, 2);
        fixture.settle(consumer, Outcome.RELEASE_CLEAN, 3, 3);
        fixture.group.addCredit(consumer, 3);

        List<Lease> given = fixture.dispatch().get(consumer);

        assertThat(given).extracting(Lease::queueOffset).containsExactly(1L, 2L, 3L);
        assertThat(given).extracting(Lease::earlierDeliveries).containsExactly(1, 0, 0);
    }

    @Test
    void dispatchesNothingBeforeTheDecidedRecordIsApplied() {
        fixture.entries.send(0, 1, 3);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 2);
        fixture.dispatch();
        SettleDraft draft = fixture.group.draft();
        draft.settle(consumer, Outcome.RELEASE, 1, 2, ReleaseTerms.NOW);
        SettleDecision decision = draft.build();
        fixture.group.addCredit(consumer, 3);

        assertThat(fixture.offsets(consumer)).isEmpty();
        fixture.apply(decision);

        assertThat(fixture.offsets(consumer)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void holdsADelayedMessageBackUntilItIsDue() {
        fixture.entries.send(0, 1, 2);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();
        fixture.settle(consumer, Outcome.RELEASE, 1, 1, fixture.nowMs + 500);
        fixture.group.addCredit(consumer, 10);

        assertThat(fixture.offsets(consumer)).containsExactly(1L);
        assertThat(fixture.group.nextDueMs()).isEqualTo(fixture.nowMs + 500);
        fixture.nowMs += 500;

        assertThat(fixture.offsets(consumer)).containsExactly(0L);
    }

    @Test
    void keepsDelayAndCountOverARestart() {
        fixture.entries.send(0, 1, 2);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();
        fixture.settle(consumer, Outcome.RELEASE, 1, 1, fixture.nowMs + 500);

        fixture.restart();
        consumer = fixture.consumer(EntryFilter.ALL, 10);

        assertThat(fixture.offsets(consumer)).containsExactly(1L);
        fixture.nowMs += 500;
        assertThat(fixture.dispatch().get(consumer)).containsExactly(new Lease(0, 0, 0, FakeEntries.MESSAGE_SIZE_BYTES, 1));
    }

    @Test
    void givesUpAMessageWhenItsDeliveriesAreUsedUp() {
        fixture.entries.send(0, 1, 1);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 10);
        for (int delivery = 1; delivery <= 3; delivery++) {
            assertThat(fixture.offsets(consumer)).containsExactly(0L);
            fixture.settle(consumer, Outcome.RELEASE, delivery, delivery);
        }

        assertThat(fixture.offsets(consumer)).isEmpty();
        assertThat(fixture.deadLetters).hasSize(1);
        assertThat(fixture.deadLetters.get(0).deliveries()).isEqualTo(3);
        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(1);
    }

    @Test
    void buriesARejectedMessageAtOnce() {
        fixture.entries.send(0, 1, 1);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();

        fixture.settle(consumer, Outcome.REJECT, 1, 1);

        assertThat(fixture.deadLetters).extracting(DeadLetter::isRejected).containsExactly(true);
        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(1);
    }

    @Test
    void countsOnlyWhatTheApplicationHasSeenWhenASessionIsLost() {
        fixture.entries.send(0, 1, 3);
        LeasedConsumer lost = fixture.consumer(EntryFilter.ALL, 3);
        fixture.dispatch();

        fixture.detach(lost, 1);
        LeasedConsumer other = fixture.consumer(EntryFilter.ALL, 3);

        assertThat(fixture.dispatch().get(other)).extracting(Lease::earlierDeliveries).containsExactly(1, 0, 0);
    }

    @Test
    void passesOverARepeatedSettlementAndRefusesAnUnknownOne() {
        fixture.entries.send(0, 1, 2);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 2);
        fixture.dispatch();
        fixture.settle(consumer, Outcome.ACCEPT, 1, 1);

        assertThat(fixture.group.draft().settle(consumer, Outcome.ACCEPT, 1, 1, ReleaseTerms.NOW)).isZero();
        assertThatThrownBy(() -> fixture.settle(consumer, Outcome.ACCEPT, 2, 3))
            .isInstanceOf(UnknownSequenceException.class).hasMessageContaining("2 to 3").hasMessageContaining("1 to 2");
    }

    @Test
    void leavesToAClosedConsumerWhatItsApplicationHasSeen() {
        fixture.entries.send(0, 1, 3);
        LeasedConsumer closed = fixture.consumer(EntryFilter.ALL, 3);
        fixture.dispatch();

        SettleDraft draft = fixture.group.draft();
        fixture.group.withdraw(closed, draft, 1);
        fixture.apply(draft.build());
        LeasedConsumer other = fixture.consumer(EntryFilter.ALL, 10);

        assertThat(fixture.offsets(other)).containsExactly(1L, 2L);
        fixture.settle(closed, Outcome.ACCEPT, 1, 1);
        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(1);
    }

    @Test
    void keepsWhatATransactionHoldsUntilItEndsEvenIfTheConsumerIsGone() {
        fixture.entries.send(0, 1, 4);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 4);
        fixture.dispatch();
        HeldAcks committed = new HeldAcks();
        HeldAcks undone = new HeldAcks();
        committed.hold(fixture.group, consumer, 1, 2);
        undone.hold(fixture.group, consumer, 3, 4);
        fixture.detach(consumer, 4);
        LeasedConsumer other = fixture.consumer(EntryFilter.ALL, 10);
        assertThat(fixture.offsets(other)).isEmpty();

        committed.commit().forEach(fixture::apply);
        assertThat(fixture.offsets(other)).isEmpty();
        undone.rollback(ReleaseTerms.NOW).forEach(fixture::apply);

        assertThat(fixture.dispatch().get(other)).extracting(Lease::earlierDeliveries).containsExactly(1, 1);
        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(2);
    }

    @Test
    void goesOnWhereRetentionBegins() {
        fixture.entries.send(0, 1, 10);
        fixture.entries.deleteBelow(0, 6);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 10);

        assertThat(fixture.offsets(consumer)).containsExactly(6L, 7L, 8L, 9L);
        fixture.settle(consumer, Outcome.ACCEPT, 1, 2);

        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(8);
    }

    @Test
    void looksOnlyAtQueuesThatHaveGotSomething() {
        GroupFixture wide = new GroupFixture(ViewKind.QUEUE, 64);
        LeasedConsumer consumer = wide.consumer(EntryFilter.ALL, 1_000);
        wide.dispatch();
        long before = wide.entries.askedCount();

        wide.entries.send(7, 1);

        assertThat(wide.offsets(consumer)).containsExactly(0L);
        assertThat(wide.entries.askedCount() - before).as("queues asked for their end").isEqualTo(2);

        wide.settle(consumer, Outcome.ACCEPT, 1, 1);
        wide.group.addCredit(consumer, 1);
        wide.dispatch();

        assertThat(wide.entries.askedCount() - before).as("nothing came").isEqualTo(2);
    }

    @Test
    void findsWhatCameWhileThereWasNoConsumer() {
        LeasedConsumer first = fixture.consumer(EntryFilter.ALL, 10);
        fixture.dispatch();
        fixture.detach(first, 0);
        // Nobody tells a group without consumers.
        fixture.entries.onArrival(queueId -> { });
        fixture.entries.send(1, 1);

        LeasedConsumer second = fixture.consumer(EntryFilter.ALL, 10);

        assertThat(fixture.offsets(second)).containsExactly(0L);
    }

    private static GroupFixture interleaved(int... queueIds) {
        GroupFixture wide = new GroupFixture(ViewKind.QUEUE, QUEUES);
        for (int queueId : queueIds) {
            wide.entries.send(queueId, 1);
        }
        return wide;
    }

    private static List<String> places(GroupFixture wide, LeasedConsumer consumer) {
        return wide.dispatch().getOrDefault(consumer, List.of()).stream()
            .map(lease -> lease.queueId() + ":" + lease.queueOffset()).toList();
    }

    @Test
    void givesTheOldestFirstWhicheverQueueItIsIn() {
        GroupFixture wide = interleaved(2, 0, 0, 1, 2, 0, 1);
        LeasedConsumer consumer = wide.consumer(EntryFilter.ALL, 4);

        assertThat(places(wide, consumer)).containsExactly("2:0", "0:0", "0:1", "1:0");

        wide.group.addCredit(consumer, 9);
        assertThat(places(wide, consumer)).containsExactly("2:1", "0:2", "1:1");
    }

    @Test
    void givesTheOldestFirstToTwoFiltersThatTakeTurns() {
        GroupFixture wide = new GroupFixture(ViewKind.QUEUE, QUEUES);
        for (int i = 0; i < 300; i++) {
            wide.entries.send(i % QUEUES, 1 + i / QUEUES % 2);
        }
        LeasedConsumer one = wide.consumer(new ColourFilter(1), 300);
        LeasedConsumer two = wide.consumer(new ColourFilter(2), 300);

        var given = wide.dispatch();

        assertThat(given.get(one)).hasSize(150).extracting(Lease::position).isSorted();
        assertThat(given.get(two)).hasSize(150).extracting(Lease::position).isSorted();
    }

    @Test
    void givesWhatCameBackAtItsPlaceAmongAllQueues() {
        GroupFixture wide = interleaved(0, 1, 2, 0, 1, 2);
        LeasedConsumer consumer = wide.consumer(EntryFilter.ALL, 5);
        places(wide, consumer);
        wide.settle(consumer, Outcome.ACCEPT, 1, 1);
        wide.settle(consumer, Outcome.RELEASE, 3, 4);
        wide.settle(consumer, Outcome.RELEASE, 2, 2);

        wide.group.addCredit(consumer, 9);

        assertThat(places(wide, consumer)).containsExactly("1:0", "2:0", "0:1", "2:1");
    }

    @Test
    void isNotHeldUpByWhatRetentionHasTaken() {
        GroupFixture wide = interleaved(0, 1, 0, 1, 0, 1);
        LeasedConsumer consumer = wide.consumer(EntryFilter.ALL, 4);
        places(wide, consumer);
        wide.settle(consumer, Outcome.RELEASE, 1, 4);
        wide.entries.deleteBelow(0, 2);

        wide.group.addCredit(consumer, 9);

        assertThat(places(wide, consumer)).containsExactly("1:0", "1:1", "0:2", "1:2");
    }

    @Test
    void knowsThatAQueueIsEmptyOfWhichRetentionHasTakenAll() {
        GroupFixture wide = interleaved(0, 1, 2, 1);
        wide.entries.deleteBelow(1, 2);
        LeasedConsumer consumer = wide.consumer(EntryFilter.ALL, 9);

        assertThat(places(wide, consumer)).containsExactly("0:0", "2:0");
        assertThat(wide.group.hasNothingFor(consumer)).isTrue();
    }
}
