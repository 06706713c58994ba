package io.ternmq.jca.inbound;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether messages may go to the bean. After so many failures in a row, over all sessions, deliveries are held back for a time;
 * then one message is tried, and by it they go on, or are held back again. Any thread; a delivery that goes well takes no lock.
 *
 * <pre>
 *   OPEN --failures, pause()--> HELD --time is over--> TRIAL --message processed--> OPEN
 *                                ^ \--resume()--> OPEN   |
 *                                +--------message failed--+
 * </pre>
 */
final class FlowGate {

    /** How much may flow. */
    enum Mode { OPEN, HELD, TRIAL }

    /** Told of each change of mode. On the thread that caused it, which may be a delivering one: must not block. */
    @FunctionalInterface
    interface Watcher {

        /** @param holdMs for {@link Mode#HELD}: how long; 0 until {@link FlowGate#resume} */
        void changed(Mode mode, long holdMs);
    }

    private final int maxFailures;
    private final long pauseMs;
    private final Watcher watcher;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicBoolean isTrialTaken = new AtomicBoolean();
    private final Object lock = new Object();
    private volatile Mode mode = Mode.OPEN;
    private volatile String reason = "";
    // Guarded by lock: tells apart pauses, so that the end of an old one does not end a new one.
    private int pauseNumber;

    /**
     * A gate that is open.
     *
     * @param maxFailures failures in a row after which deliveries are held back; 0: never
     * @param pauseMs     for how long; 0: until {@link #resume}
     */
    FlowGate(int maxFailures, long pauseMs, Watcher watcher) {
        this.maxFailures = maxFailures;
        this.pauseMs = pauseMs;
        this.watcher = watcher;
    }

    Mode mode() {
        return mode;
    }

    /** Why deliveries are held back, or empty. */
    String reason() {
        return reason;
    }

    /** The number of the pause that is on; for {@link #tryOne}. */
    int pauseNumber() {
        synchronized (lock) {
            return pauseNumber;
        }
    }

    /** Asks for the delivery of what a session has got; each true is followed by one of the three that end it. */
    boolean tryEnter() {
        return switch (mode) {
            case OPEN -> true;
            case HELD -> false;
            case TRIAL -> isTrialTaken.compareAndSet(false, true);
        };
    }

    /** The bean has processed it. */
    void succeeded() {
        if (failures.get() != 0) {
            failures.set(0);
        }
        if (mode == Mode.TRIAL) {
            open();
        }
    }

    /** The bean has not processed it. */
    void failed(Throwable cause) {
        int count = failures.incrementAndGet();
        if (mode == Mode.TRIAL) {
            hold("the message that was tried after a pause failed as well: " + cause, pauseMs);
        } else if (maxFailures > 0 && count >= maxFailures && mode == Mode.OPEN) {
            hold(count + " deliveries in a row failed, the last with " + cause, pauseMs);
        }
    }

    /** It has not reached the bean, or what became of it is not known. */
    void left() {
        isTrialTaken.set(false);
    }

    /** Holds deliveries back until {@link #resume}. */
    void pause(String why) {
        hold(why, 0);
    }

    /** Opens it. */
    void resume() {
        open();
    }

    /** The time of a pause is over: one message may go. Nothing happens when that pause has ended before. */
    void tryOne(int ofPause) {
        synchronized (lock) {
            if (mode != Mode.HELD || pauseNumber != ofPause) {
                return;
            }
            isTrialTaken.set(false);
            mode = Mode.TRIAL;
        }
        watcher.changed(Mode.TRIAL, 0);
    }

    private void hold(String why, long holdMs) {
        synchronized (lock) {
            mode = Mode.HELD;
            reason = why;
            pauseNumber++;
            failures.set(0);
        }
        watcher.changed(Mode.HELD, holdMs);
    }

    private void open() {
        synchronized (lock) {
            if (mode == Mode.OPEN) {
                return;
            }
            mode = Mode.OPEN;
            reason = "";
            failures.set(0);
        }
        watcher.changed(Mode.OPEN, 0);
    }
}
