package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How much waits for a listener. */
class ListenerPaceTest {
    private final ListenerPace pace = new ListenerPace(256);

    @Test
    void holdsAFewUntilTheListenerIsKnown() {
        assertThat(pace.ahead()).isEqualTo(16);
        assertThat(new ListenerPace(4).ahead()).isEqualTo(4);
    }

    @Test
    void holdsAllItMayForAQuickListener() {
        pace.onReturned(0);
        assertThat(pace.ahead()).isEqualTo(256);
        pace.onReturned(TimeUnit.MICROSECONDS.toNanos(20));
        assertThat(pace.ahead()).isEqualTo(256);
    }

    @Test
    void holdsWhatKeepsASlowerOneBusyForAWhile() {
        pace.onReturned(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(pace.ahead()).isEqualTo(25);
    }

    @Test
    void holdsOneBehindAListenerThatTakesLong() {
        pace.onReturned(TimeUnit.SECONDS.toNanos(2));
        assertThat(pace.ahead()).isEqualTo(1);
    }

    @Test
    void forgetsASlowStart() {
        pace.onReturned(TimeUnit.MILLISECONDS.toNanos(100));
        for (int i = 0; i < 30; i++) {
            pace.onReturned(TimeUnit.MICROSECONDS.toNanos(10));
        }
        assertThat(pace.ahead()).isEqualTo(256);
    }
}
