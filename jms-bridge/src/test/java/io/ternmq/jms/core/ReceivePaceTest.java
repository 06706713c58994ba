package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How far ahead a receiver asks. */
class ReceivePaceTest {

    private final ReceivePace pace = new ReceivePace(1, 64);
    private long nowNs;

    @Test
    void asksForMoreAndMoreWhileItIsCalledAtOnceAgain() {
        for (int expected : new int[] {1, 2, 4, 8, 16, 32, 64, 64}) {
            pace.onCalled(nowNs);
            assertThat(pace.ahead()).isEqualTo(expected);
            pace.onReturned(nowNs);
        }
    }

    @Test
    void asksForOneAgainAfterALongPause() {
        callAndReturn(5);
        nowNs += TimeUnit.MILLISECONDS.toNanos(50);

        pace.onCalled(nowNs);

        assertThat(pace.ahead()).isEqualTo(1);
    }

    @Test
    void asksForOneAgainWhenThereWasNothing() {
        callAndReturn(5);
        pace.onCalled(nowNs);
        pace.onNothing();
        assertThat(pace.ahead()).isEqualTo(1);

        pace.onCalled(nowNs);

        assertThat(pace.ahead()).isEqualTo(1);
    }

    @Test
    void neverAsksForLessThanWasConfigured() {
        ReceivePace eager = new ReceivePace(100, 64);

        eager.onCalled(0);

        assertThat(eager.ahead()).isEqualTo(100);
    }

    private void callAndReturn(int times) {
        for (int i = 0; i < times; i++) {
            pace.onCalled(nowNs);
            pace.onReturned(nowNs);
        }
    }
}
