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
}
