package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.delivery.lease.DelayedReleases.Due;
import io.ternmq.broker.delivery.lease.SettleRecord.Release;
import org.junit.jupiter.api.Test;

class DelayedReleasesTest {

    private final DelayedReleases delayed = new DelayedReleases();

    private static Release release(long queueOffset, long notBeforeMs) {
        return new Release(queueOffset, 1, notBeforeMs, FailureHistory.NONE);
    }

    @Test
    void givesWhatIsDueTheEarliestFirst() {
        delayed.add(0, release(7, 300));
        delayed.add(1, release(8, 100));
        delayed.add(0, release(9, 200));

        assertThat(delayed.nextDueMs()).isEqualTo(100);
        assertThat(delayed.takeDue(99)).isNull();
        assertThat(delayed.takeDue(200)).isEqualTo(new Due(100, 1, 8));
        assertThat(delayed.takeDue(200)).isEqualTo(new Due(200, 0, 9));
        assertThat(delayed.takeDue(200)).isNull();
        assertThat(delayed.nextDueMs()).isEqualTo(300);
    }

    @Test
    void doesNotKeepWhatNeedNotWait() {
        delayed.add(0, release(7, 0));

        assertThat(delayed.nextDueMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(delayed.takeDue(1_000)).isNull();
    }
}
