package io.ternmq.jms.rocketmq;

import java.util.concurrent.TimeUnit;

/**
 * When held messages are renewed: when half of their lease is over, looked at every sixth of it. So a message is renewed while the
 * application has it, however long that is, and a broker may be away for a while. Immutable.
 */
final class LeaseRenewal {
    private final long leaseNs;

    LeaseRenewal(long leaseMs) {
        this.leaseNs = TimeUnit.MILLISECONDS.toNanos(leaseMs);
    }

    long leaseNs() {
        return leaseNs;
    }

    /** Time between two looks. */
    long periodMs() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(leaseNs / 6));
    }

    /** Whether it is to be renewed now: nothing is being done to it, and it has less than half of its time left. */
    boolean isDue(Held held, long nowNs) {
        return held.isIdle() && held.visibleAtNs() - nowNs < leaseNs / 2;
    }

    /** Whether others may have got it meanwhile. */
    boolean isOver(Held held, long nowNs) {
        return held.visibleAtNs() - nowNs < 0;
    }
}
