package io.ternmq.wire.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether an event loop that has nothing to do looks for more before it sleeps. It does for a moment when somebody has just been given what
 * he waited for, who may ask again at once: waking it takes about as long as that. While that is mostly in vain, it is only tried now
 * and then. Belongs to who runs the event loop; the next one who does goes on with it.
 *
 * <pre>
 * BUSY --nothing to do--> asleep
 * BUSY --onServed(), nothing to do--> LOOKING --onFound()--> BUSY
 *    (in vain lately: mostly asleep)  LOOKING --its time is over--> asleep
 *                                     LOOKING --stop()--> BUSY, no verdict
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

    /** Somebody has got something to go on with. */
    void onServed() {
        isPatient = true;
    }

    /** Whether {@link #looksAgain} may be true. */
    boolean mayLook() {
        return isPatient || isLooking;
    }

    /** There is something to do. What came too late, since this thread lost its processor, would have woken it as soon. */
    void onFound() {
        if (isLooking) {
            endLooking(isInTime() ? 1 : 0);
        }
    }

    /** Who looked has to go. */
    void stop() {
        isLooking = false;
    }

    /** There is nothing to do: whether to look again, and not to sleep. */
    boolean looksAgain() {
        if (isLooking && !isInTime()) {
            endLooking(0);
        } else if (!isLooking && isPatient) {
            beginLooking();
        }
        return isLooking;
    }

    private boolean isInTime() {
        return nanoTime.getAsLong() - sinceNs < patienceNs;
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
