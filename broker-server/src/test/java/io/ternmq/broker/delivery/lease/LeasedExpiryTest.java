package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.delivery.lease.SettleRecord.Reason;
import org.junit.jupiter.api.Test;

class LeasedExpiryTest {

    private static EntryDetails expiringAt(long timeMs) {
        return new EntryDetails(timeMs, null, 0);
    }

    @Test
    void finishesAnExpiredMessageInsteadOfDeliveringIt() {
        GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 1);
        fixture.entries.send(0, 1, 4, expiringAt(fixture.nowMs));
        fixture.entries.send(0, 1, 4, expiringAt(fixture.nowMs + 1));
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 5);

        assertThat(fixture.offsets(consumer)).containsExactly(1L);

        assertThat(fixture.expired).extracting(Lease::queueOffset).containsExactly(0L);
        assertThat(fixture.log).extracting(SettleRecord::reason).containsExactly(Reason.EXPIRED);
        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(1);
    }

    @Test
    void finishesItWhateverASelectorOfAQueueSays() {
        GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 1);
        fixture.entries.send(0, 1, 4, expiringAt(1));
        fixture.consumer(new ColourFilter(2), 5);

        fixture.dispatch();

        assertThat(fixture.expired).hasSize(1);
    }

    @Test
    void doesNotReportWhatASubscriptionNeverWanted() {
        GroupFixture fixture = new GroupFixture(ViewKind.SUBSCRIPTION, 1);
        fixture.entries.send(0, 1, 4, expiringAt(1));
        fixture.entries.send(0, 2, 4, expiringAt(1));
        fixture.consumer(new ColourFilter(2), 5);

        fixture.dispatch();

        assertThat(fixture.expired).extracting(Lease::queueOffset).containsExactly(1L);
        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(2);
    }

    @Test
    void expiresWhatWasGivenBackTooLate() {
        GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 1);
        fixture.entries.send(0, 1, 7, expiringAt(fixture.nowMs + 10));
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 5);
        fixture.dispatch();

        fixture.nowMs += 10;
        fixture.settle(consumer, Outcome.RELEASE, 1, 1);

        assertThat(fixture.offsets(consumer)).isEmpty();
        assertThat(fixture.expired).extracting(Lease::earlierDeliveries).containsExactly(1);
        assertThat(fixture.group.isIdle()).isTrue();
    }

    @Test
    void finishesWhatAConsumerFindsExpiredInItsBuffer() {
        GroupFixture fixture = new GroupFixture(ViewKind.SUBSCRIPTION, 1);
        fixture.entries.send(0, 1, 4, expiringAt(fixture.nowMs + 10));
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 5);
        fixture.dispatch();

        fixture.settle(consumer, Outcome.EXPIRE, 1, 1);

        assertThat(fixture.offsets(consumer)).isEmpty();
        assertThat(fixture.expired).extracting(Lease::queueOffset).containsExactly(0L);
        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(1);
        assertThat(fixture.group.isIdle()).isTrue();
    }

    @Test
    void owesASubscriptionOnlyWhatWasSentSinceItExists() {
        GroupFixture fixture = new GroupFixture(ViewKind.SUBSCRIPTION, 1);
        fixture.entries.send(0, 1, 4, new EntryDetails(0, null, GroupFixture.CREATED_POSITION - 1));
        fixture.entries.send(0, 1, 4, new EntryDetails(0, null, GroupFixture.CREATED_POSITION));
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 5);

        assertThat(fixture.offsets(consumer)).containsExactly(1L);

        fixture.settle(consumer, Outcome.ACCEPT, 1, 1);
        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(2);
    }

    @Test
    void owesAQueueWhateverIsCopiedToIt() {
        GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 1);
        fixture.entries.send(0, 1, 4, new EntryDetails(0, null, 1));

        assertThat(fixture.offsets(fixture.consumer(EntryFilter.ALL, 5))).containsExactly(0L);
    }
}
