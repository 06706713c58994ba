package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeasedSubscriptionTest {

    private final GroupFixture fixture = new GroupFixture(ViewKind.SUBSCRIPTION, 1);

    @Test
    void isNeverOwedWhatItsSelectorSkips() {
        fixture.entries.send(0, 1, 10);
        fixture.entries.send(0, 2);
        fixture.entries.send(0, 1, 10);
        LeasedConsumer consumer = fixture.consumer(new ColourFilter(2), 2);
        assertThat(fixture.offsets(consumer)).containsExactly(10L);

        fixture.settle(consumer, Outcome.ACCEPT, 1, 1);

        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(21);
    }

    @Test
    void keepsItsMarkAtTheFirstMessageThatIsOwed() {
        fixture.entries.send(0, 1, 5);
        fixture.entries.send(0, 2, 3);
        LeasedConsumer consumer = fixture.consumer(new ColourFilter(2), 10);
        fixture.dispatch();

        fixture.settle(consumer, Outcome.ACCEPT, 2, 3);

        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(5);
        fixture.restart();
        LeasedConsumer again = fixture.consumer(new ColourFilter(2), 10);
        assertThat(fixture.offsets(again)).containsExactly(5L);
    }

    @Test
    void recordsItsProgressWhenNothingMatches() {
        fixture.entries.send(0, 1, 100);
        fixture.consumer(new ColourFilter(2), 1);
        fixture.dispatch();

        assertThat(fixture.group.advance(101)).isEqualTo(SettleDecision.NOTHING);
        fixture.apply(fixture.group.advance(100));

        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(100);
    }

    @Test
    void isOwedWhatADecisionWouldHaveFinishedThatCouldNotBeLogged() {
        GroupFixture fixture = new GroupFixture(ViewKind.SUBSCRIPTION, 1);
        fixture.entries.send(0, 0, 3);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 3);
        fixture.dispatch();
        HeldAcks acks = new HeldAcks();
        acks.hold(fixture.group, consumer, 1, 2);

        SettleDecision decision = acks.commit().get(0);
        fixture.group.cancel(decision.record());

        assertThat(fixture.group.isIdle()).as("the messages are held").isFalse();
        fixture.settle(consumer, Outcome.ACCEPT, 3, 3);
        assertThat(fixture.group.progress().lowWaterMark(0)).isZero();
        fixture.entries.send(0, 0);
        fixture.group.addCredit(consumer, 1);
        assertThat(fixture.offsets(consumer)).as("delivery goes on").containsExactly(3L);
        acks.commit().forEach(fixture::apply);
        assertThat(fixture.group.progress().lowWaterMark(0)).isEqualTo(3);
    }
}
