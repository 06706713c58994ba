package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Waits between attempts, and which session a transaction belongs to. */
class ReconnectPartsTest {

    @Test
    void waitsTwiceAsLongEachTimeUpToTheLimitAndBeginsAnew() {
        Backoff backoff = new Backoff(100, 700, new SplittableRandom(1));

        for (long step : new long[] {100, 200, 400, 700, 700}) {
            assertThat(backoff.nextMs()).isBetween(step / 2, step);
        }
        backoff.reset();
        assertThat(backoff.nextMs()).isBetween(50L, 100L);
    }

    @Test
    void refusesWaitsThatCannotBe() {
        assertThatThrownBy(() -> new ReconnectSettings(true, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReconnectSettings(true, 2, 1, 0)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("reconnectMaxDelayMs: 1");
        assertThatThrownBy(() -> new ReconnectSettings(true, 1, 1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void asksForATransactionInTheSessionInWhichItBegan() {
        SessionEpochs third = SessionEpochs.first(10).next(20, 5).next(30, 5).next(40, 9);

        assertThat(third.of(3)).isEqualTo(10);
        assertThat(third.of(5)).isEqualTo(10);
        assertThat(third.of(6)).isEqualTo(30);
        assertThat(third.of(10)).isEqualTo(40);
        assertThat(third.of(0)).isEqualTo(40);
        assertThat(third.isCurrent(9)).isFalse();
        assertThat(third.isCurrent(10)).isTrue();
        assertThat(third.isCurrent(0)).isTrue();
    }

    @Test
    void forgetsSessionsThatEndedLongAgo() {
        SessionEpochs epochs = SessionEpochs.first(1);
        for (int i = 2; i <= 100; i++) {
            epochs = epochs.next(i, i);
        }

        int count = 0;
        for (SessionEpochs at = epochs; at != null; at = at.former()) {
            count++;
        }
        assertThat(count).isEqualTo(9);
        assertThat(epochs.of(99)).isEqualTo(98);
    }
}
