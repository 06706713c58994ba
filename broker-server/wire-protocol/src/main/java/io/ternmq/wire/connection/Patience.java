package io.ternmq.wire.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether an event loop that has nothing to do looks for more before it sleeps. It does for a moment when it has just given somebody an
 * answer who may ask again at once: waking it takes about as long as that. While that is mostly in vain, it is only tried now
 * and then. Of who runs the event loop.
 *
 * <pre>
 * BUSY --nothing to do--> asleep      BUSY --onServed(), nothing to do--> LOOKING --onFound()------------> BUSY
 *                                                                         LOOKING --its time is over-----> asleep
 * </pre>
 */
final class Patience {
    /** Of so many times that it could look it does once, while that is mostly in vain. */
    static final int RARELY = 32;

    private static final double WORTHWHILE = 0.5;
    private static final double WEIGHT = 0.125;

    private final long patienceNs;
    private final LongSupplier nanoTime;
    private boolean isPatient;
    private boolean isLooking;
    private long sinceNs;
    private double successRate = 1;
    private int leftOut;

    /** @param nanoTime as {@link System#nanoTime} */
    Patience(long patienceUs, LongSupplier nanoTime) {
        this.patienceNs = TimeUnit.MICROSECONDS.toNanos(patienceUs);
        this.nanoTime = nanoTime;
    }

    /** Somebody has got an answer. */
    void onServed() {
        isPatient = true;
        isLooking = false;
    }

    /** There is something to do. */
    void onFound() {
        if (isLooking) {
            endLooking(1);
        }
    }

    /** There is nothing to do: whether to look again, and not to sleep. Others get the processor meanwhile. */
    boolean looksAgain() {
        if (isLooking && nanoTime.getAsLong() - sinceNs >= patienceNs) {
            endLooking(0);
        } else if (isLooking) {
            // Whoever waits for this processor goes first, it may be the one who asks.
            Thread.yield();
        } else if (isPatient) {
            beginLooking();
        }
        return isLooking;
    }

    private void beginLooking() {
        isPatient = false;
        if (successRate < WORTHWHILE && ++leftOut < RARELY) {
            return;
        }
        leftOut = 0;
        isLooking = true;
        sinceNs = nanoTime.getAsLong();
    }

    private void endLooking(int success) {
        isLooking = false;
        successRate += (success - successRate) * WEIGHT;
    }
}
