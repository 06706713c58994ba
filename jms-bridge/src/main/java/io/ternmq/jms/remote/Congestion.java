package io.ternmq.jms.remote;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Messages that the broker has refused as busy, and those behind them. They go out again in their order when no message is under way
 * any more: the broker refuses what was sent behind a refused one as well. Guarded by its line's lock.
 */
final class Congestion {
    private static final long FIRST_WAIT_MS = 4;
    private static final long MAX_WAIT_MS = 500;

    private final List<Exchange> held = new ArrayList<>();
    private final Backoff backoff = new Backoff(FIRST_WAIT_MS, MAX_WAIT_MS, new SplittableRandom());
    private int underWay;
    private boolean isOn;
    private boolean isLasting;

    /** Whether messages have to wait. */
    boolean isOn() {
        return isOn;
    }

    /** Whether a message has been refused since all were last taken: those that are under way again may be refused once more. */
    boolean isLasting() {
        return isLasting;
    }

    void hold(Exchange message) {
        held.add(message);
    }

    void sent() {
        underWay++;
    }

    /** It is answered, or its link is closed. Returns how long to wait before all may go out again, or -1. */
    long answered(boolean isBusy) {
        underWay--;
        isOn |= isBusy;
        isLasting |= isBusy;
        if (!isOn && underWay == 0) {
            isLasting = false;
            backoff.reset();
        }
        return isOn && underWay == 0 ? backoff.nextMs() : -1;
    }

    /** Everything that was held, in order; nothing has to wait from now on. */
    List<Exchange> end() {
        List<Exchange> all = new ArrayList<>(held);
        all.sort(Comparator.comparingLong(Exchange::number));
        held.clear();
        isOn = false;
        return all;
    }
}
