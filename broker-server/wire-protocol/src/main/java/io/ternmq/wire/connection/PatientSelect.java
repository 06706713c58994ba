package io.ternmq.wire.connection;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When an event loop sleeps. Mostly as soon as it has nothing to do; but one that has itself worked on what it had read, and so has
 * answered somebody who may ask again at once, looks for that for a moment first: to be woken takes about as long as the peer needs.
 * While that is mostly in vain, it is only tried now and then. Owned by the event loop.
 *
 * <pre>
 * BUSY --nothing to do--> asleep             BUSY --onServed(), nothing to do--> LOOKING --something to do--> BUSY
 *                                                                                LOOKING --PATIENCE_NS------> asleep
 * </pre>
 */
final class PatientSelect implements SelectStrategy {
    /** How long it looks: about what a peer of the same machine needs to be woken by an answer and to ask again, and as much again. */
    static final long PATIENCE_NS = TimeUnit.MICROSECONDS.toNanos(100);
    /** Of so many times that it could look it does once, while that is mostly in vain. */
    static final int RARELY = 32;

    private static final double WORTHWHILE = 0.5;
    private static final double WEIGHT = 0.125;

    private final LongSupplier nanoTime;
    private boolean isPatient;
    private boolean isLooking;
    private long sinceNs;
    private double successRate = 1;
    private int leftOut;

    /** @param nanoTime as {@link System#nanoTime} */
    PatientSelect(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The event loop has answered what it has read, without another thread. */
    void onServed() {
        isPatient = true;
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        int ready = selectNow.get();
        if (ready > 0 || hasTasks) {
            if (isLooking) {
                endLooking(1);
            }
            return ready;
        }
        if (isLooking) {
            return lookOn();
        }
        return isPatient ? beginLooking() : SELECT;
    }

    private int beginLooking() {
        isPatient = false;
        if (successRate < WORTHWHILE && ++leftOut < RARELY) {
            return SELECT;
        }
        leftOut = 0;
        isLooking = true;
        sinceNs = nanoTime.getAsLong();
        return CONTINUE;
    }

    private int lookOn() {
        if (nanoTime.getAsLong() - sinceNs >= PATIENCE_NS) {
            endLooking(0);
            return SELECT;
        }
        // Who has work for this processor goes first, the peer itself for one.
        Thread.yield();
        return CONTINUE;
    }

    private void endLooking(int success) {
        isLooking = false;
        successRate += (success - successRate) * WEIGHT;
    }
}
