package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeasedLanesTest {

    private final GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 1);

    private void send(String... messageGroups) {
        for (String messageGroup : messageGroups) {
            EntryDetails said = messageGroup == null ? EntryDetails.NONE : new EntryDetails(0, messageGroup, 0);
            fixture.entries.send(0, 1, EntryMarks.DEFAULT_PRIORITY, said);
        }
    }

    private List<Long> given(LeasedConsumer to) {
        return fixture.offsets(to);
    }

    @Test
    void givesAGroupToOneConsumerAndOthersInParallel() {
        send("a", "b", "a", "b", null, null);
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 10);
        LeasedConsumer two = fixture.consumer(EntryFilter.ALL, 10);

        var given = fixture.dispatch();

        assertThat(given.get(one)).extracting(Lease::queueOffset).contains(0L, 2L).doesNotContain(1L, 3L);
        assertThat(given.get(two)).extracting(Lease::queueOffset).contains(1L, 3L).doesNotContain(0L, 2L);
    }

    @Test
    void goesOnWithOthersWhileAGroupWaitsForItsConsumer() {
        send("a", "a", "b", null);
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1);
        assertThat(given(one)).containsExactly(0L);

        LeasedConsumer two = fixture.consumer(EntryFilter.ALL, 10);

        assertThat(given(two)).containsExactly(2L, 3L);
        assertThat(fixture.group.hasNothingFor(two)).isTrue();
        fixture.group.addCredit(one, 5);
        assertThat(given(one)).containsExactly(1L);
    }

    @Test
    void passesAGroupOnWhenNothingOfItIsInFlight() {
        send("a", "a", "a");
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();
        LeasedConsumer two = fixture.consumer(EntryFilter.ALL, 10);
        assertThat(given(two)).isEmpty();

        fixture.settle(one, Outcome.ACCEPT, 1, 1);

        assertThat(given(two)).containsExactly(1L, 2L);
    }

    @Test
    void keepsTheOrderOfAGroupOverRollback() {
        send("a", "b", "a", "a");
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 3);
        assertThat(given(one)).containsExactly(0L, 1L, 2L);
        LeasedConsumer two = fixture.consumer(EntryFilter.ALL, 10);
        assertThat(given(two)).isEmpty();

        fixture.settle(one, Outcome.RELEASE, 1, 3);

        assertThat(given(two)).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void keepsARolledBackMessageForTheOwnerWhileThatHoldsMoreOfTheGroup() {
        send("a", "a", "a");
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 2);
        fixture.dispatch();
        LeasedConsumer two = fixture.consumer(EntryFilter.ALL, 10);

        fixture.settle(one, Outcome.RELEASE, 1, 1);

        assertThat(given(two)).isEmpty();
        fixture.group.addCredit(one, 2);
        assertThat(given(one)).containsExactly(0L, 2L);
    }

    @Test
    void stopsOnlyTheLaneOfAMessageThatMustWait() {
        send("a", "a", "b");
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();
        fixture.settle(one, Outcome.RELEASE, 1, 1, fixture.nowMs + 100);
        fixture.group.addCredit(one, 10);

        assertThat(given(one)).containsExactly(2L);

        fixture.nowMs += 100;
        assertThat(given(one)).containsExactly(0L, 1L);
    }

    @Test
    void remembersTheLaneOfAWaitingMessageOverARestart() {
        send("a", "a", "b");
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();
        fixture.settle(one, Outcome.RELEASE, 1, 1, fixture.nowMs + 100);

        fixture.restart();
        LeasedConsumer again = fixture.consumer(EntryFilter.ALL, 10);

        assertThat(given(again)).containsExactly(2L);
        fixture.nowMs += 100;
        assertThat(given(again)).containsExactly(0L, 1L);
    }

    @Test
    void leavesTheLaneOfATransactionToItsConsumer() {
        send("a", "a", "a");
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();
        HeldAcks transaction = new HeldAcks();
        transaction.hold(fixture.group, one, 1, 1);
        LeasedConsumer two = fixture.consumer(EntryFilter.ALL, 10);
        fixture.group.addCredit(one, 1);

        assertThat(given(one)).containsExactly(1L);

        fixture.detach(one, 2);
        assertThat(given(two)).isEmpty();
        transaction.commit().forEach(fixture::apply);
        assertThat(given(two)).containsExactly(1L, 2L);
    }

    @Test
    void doesNotLookAgainAtWhatWaitsForABusyLane() {
        send("a");
        for (int i = 0; i < 2_000; i++) {
            send("a");
        }
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();
        LeasedConsumer two = fixture.consumer(EntryFilter.ALL, 10);
        fixture.dispatch();
        long readBefore = fixture.entries.readCount();

        for (int i = 0; i < 100; i++) {
            send("b");
            fixture.dispatch();
            fixture.settle(two, Outcome.ACCEPT, i + 1, i + 1);
            fixture.group.addCredit(two, 1);
        }

        assertThat(fixture.entries.readCount() - readBefore).isLessThan(500);
        fixture.settle(one, Outcome.ACCEPT, 1, 1);
        assertThat(given(two)).startsWith(1L, 2L, 3L);
    }

    @Test
    void dropsLanesThatNobodyNeeds() {
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1_000);
        for (int i = 0; i < 100; i++) {
            send("group " + i);
        }
        fixture.dispatch();

        fixture.settle(one, Outcome.ACCEPT, 1, 100);

        assertThat(fixture.group.lanes().count()).isZero();
    }

    private void sendExpiring(String messageGroup, long expirationMs) {
        fixture.entries.send(0, 1, EntryMarks.DEFAULT_PRIORITY, new EntryDetails(expirationMs, messageGroup, 0));
    }

    @Test
    void dropsALaneOfWhichTheLastMessageExpiresWhileItWaits() {
        send("a");
        sendExpiring("a", fixture.nowMs + 10);
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1);
        fixture.dispatch();
        LeasedConsumer two = fixture.consumer(EntryFilter.ALL, 1);
        assertThat(given(two)).isEmpty();

        fixture.nowMs += 10;
        fixture.settle(one, Outcome.ACCEPT, 1, 1);

        assertThat(given(two)).isEmpty();
        assertThat(fixture.expired).hasSize(1);
        assertThat(fixture.group.lanes().count()).isZero();
    }

    @Test
    void goesOnWithALaneWhenTheMessageExpiresThatWaitsForItsTime() {
        sendExpiring("a", fixture.nowMs + 10);
        send("a");
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1);
        Lease first = fixture.dispatch().get(one).get(0);
        fixture.settle(one, Outcome.RELEASE, 1, 1, fixture.nowMs + 3_600_000);
        fixture.group.addCredit(one, 1);
        assertThat(given(one)).isEmpty();

        fixture.nowMs += 10;
        fixture.group.expireUnheld(List.of(first));
        fixture.apply(fixture.group.takeExpired());

        assertThat(given(one)).containsExactly(1L);
    }

    @Test
    void goesOnWithALaneWhenThatMessageHasExpiredBeforeTheFirstConsumerCameAfterARestart() {
        sendExpiring("a", fixture.nowMs + 10);
        send("a");
        LeasedConsumer one = fixture.consumer(EntryFilter.ALL, 1);
        Lease first = fixture.dispatch().get(one).get(0);
        fixture.settle(one, Outcome.RELEASE, 1, 1, fixture.nowMs + 3_600_000);
        fixture.restart();

        fixture.nowMs += 10;
        fixture.group.expireUnheld(List.of(first));
        fixture.apply(fixture.group.takeExpired());

        assertThat(given(fixture.consumer(EntryFilter.ALL, 1))).containsExactly(1L);
    }
}
