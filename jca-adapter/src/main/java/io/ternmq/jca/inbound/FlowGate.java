package io.ternmq.jca.inbound;

import java.util.Set;
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

    /** What a delivery has been let pass with: only the end of the one that is tried says how a pause ends. */
    static final class Pass {
        private static final Pass ORDINARY = new Pass();

        private Pass() {
        }
    }

    /** Told of each change of mode. On the thread that caused it, which may be a delivering one: must not block. */
    @FunctionalInterface
    interface Watcher {

        /**
         * Several threads may tell of changes at the same time, and not in their order; the pause says which is the newer one.
         *
         * @param holdMs for {@link Mode#HELD}: how long; 0 until {@link FlowGate#resume}
         * @param pause  the number of the pause that begins or ends; for {@link FlowGate#tryOne}
         */
        void changed(Mode mode, long holdMs, int pause);
    }

    private final int maxFailures;
    private final long pauseMs;
    private final Watcher watcher;
    private final AtomicInteger failures = new AtomicInteger();
    private final Object lock = new Object();
    // Written with the lock held, as the reason.
    private volatile Mode mode = Mode.OPEN;
    private volatile String reason = "";
    // Guarded by lock: tells apart pauses, so that the end of an old one does not end a new one.
    private int pauseNumber;
    // Guarded by lock: the delivery that is tried; null when none is due, or none has come.
    private Pass trial;

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

    /** Whether one message is to be tried, and none has come yet. */
    boolean isTrialDue() {
        synchronized (lock) {
            return mode == Mode.TRIAL && trial == null;
        }
    }

    /**
     * Asks for the delivery of what a session has got.
     *
     * @return null when it is to be given back; else what one of the three that end a delivery is told
     */
    Pass enter() {
        return mode == Mode.OPEN ? Pass.ORDINARY : enterAsTrial();
    }

    private Pass enterAsTrial() {
        synchronized (lock) {
            if (mode == Mode.OPEN) {
                return Pass.ORDINARY;
            }
            boolean isTrial = mode == Mode.TRIAL && trial == null;
            trial = isTrial ? new Pass() : trial;
            return isTrial ? trial : null;
        }
    }

    /** The bean has processed it. */
    void succeeded(Pass pass) {
        if (pass != Pass.ORDINARY) {
            open(Set.of(Mode.TRIAL), pass);
        } else if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /** The bean has not processed it. */
    void failed(Pass pass, Throwable cause) {
        if (pass != Pass.ORDINARY) {
            hold(Set.of(Mode.TRIAL), pass, "the message that was tried after a pause failed as well: " + BeanFailures.text(cause), pauseMs);
            return;
        }
        int count = failures.incrementAndGet();
        if (maxFailures > 0 && count >= maxFailures && mode == Mode.OPEN) {
            hold(Set.of(Mode.OPEN), pass, count + " deliveries in a row failed, the last with " + BeanFailures.text(cause), pauseMs);
        }
    }

    /** It has not reached the bean, or what became of it is not known. */
    void left(Pass pass) {
        if (pass != Pass.ORDINARY) {
            synchronized (lock) {
                trial = trial == pass ? null : trial;
            }
        }
    }

    /** Holds deliveries back until {@link #resume}. */
    void pause(String why) {
        hold(Set.of(Mode.values()), Pass.ORDINARY, why, 0);
    }

    /** Opens it. */
    void resume() {
        open(Set.of(Mode.HELD, Mode.TRIAL), Pass.ORDINARY);
    }

    /** The time of a pause is over: one message may go. Nothing happens when that pause has ended before. */
    void tryOne(int ofPause) {
        synchronized (lock) {
            if (mode != Mode.HELD || pauseNumber != ofPause) {
                return;
            }
            mode = Mode.TRIAL;
        }
        watcher.changed(Mode.TRIAL, 0, ofPause);
    }

    /** Nothing happens in other modes, or when that trial is over: somebody has moved it meanwhile, an administrator perhaps. */
    private void hold(Set<Mode> from, Pass pass, String why, long holdMs) {
        int pause;
        synchronized (lock) {
            if (!from.contains(mode) || isPast(pass)) {
                return;
            }
            mode = Mode.HELD;
            reason = why;
            pause = ++pauseNumber;
            trial = null;
            failures.set(0);
        }
        watcher.changed(Mode.HELD, holdMs, pause);
    }

    private void open(Set<Mode> from, Pass pass) {
        int pause;
        synchronized (lock) {
            if (!from.contains(mode) || isPast(pass)) {
                return;
            }
            mode = Mode.OPEN;
            reason = "";
            pause = pauseNumber;
            trial = null;
            failures.set(0);
        }
        watcher.changed(Mode.OPEN, 0, pause);
    }

    private boolean isPast(Pass pass) {
        return pass != Pass.ORDINARY && pass != trial;
    }
}
