package io.ternmq.broker.engine;

import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How an engine without work waits for some, and who does a little of it meanwhile.
 *
 * <p>Rounds are run by whoever has the turn. That is the engine thread, which takes it for each round. While that one sleeps, a thread
 * that brings a few tasks may take the turn and run them, so that neither the engine has to be woken for them nor the thread for
 * their answers. Everything of which others say that it is the engine thread's belongs to the turn.
 */
final class EngineRest {
    /** More tasks than these wake the engine: then it works while their thread reads more. */
    static final int MAX_HELPED_TASKS = 8;

    // One to run the tasks and force, one to answer, one to find that there is no more, and one for who delivers something.
    private static final int MAX_HELPED_ROUNDS = 4;

    private final Thread thread;
    private final Queue<?> tasks;
    private final BooleanSupplier round;
    private final LongSupplier nextTimerMs;
    private final LongSupplier clock;
    private final long maxSleepMs;
    private final Semaphore turn = new Semaphore(1);
    private final AtomicBoolean isSleeping = new AtomicBoolean();
    // Of who has the turn.
    private long wakeUpMs;
    private Throwable failure;
    private boolean hasEnded;

    /**
     * @param thread      the engine's
     * @param tasks       what is submitted
     * @param round       runs a round, in turn; whether that may have made another one necessary
     * @param nextTimerMs when a round is necessary though nothing is submitted, ms since the epoch; in turn
     * @param clock       ms since the epoch
     * @param maxSleepMs  without a round
     */
    EngineRest(Thread thread, Queue<?> tasks, BooleanSupplier round, LongSupplier nextTimerMs, LongSupplier clock,
            long maxSleepMs) {
        this.thread = thread;
        this.tasks = tasks;
        this.round = round;
        this.nextTimerMs = nextTimerMs;
        this.clock = clock;
        this.maxSleepMs = maxSleepMs;
    }

    /**
     * Runs a round when it is this thread's turn. Engine thread.
     *
     * @throws RuntimeException what broke a round, also one that a helper ran
     */
    boolean round() {
        turn.acquireUninterruptibly();
        try {
            rethrowFailure();
            boolean hasProgressed = round.getAsBoolean();
            if (!hasProgressed) {
                wakeUpMs = Math.min(clock.getAsLong() + maxSleepMs, nextTimerMs.getAsLong());
            }
            return hasProgressed;
        } finally {
            turn.release();
        }
    }

    /**
     * Sleeps until somebody wakes it or the next timer, after a round without progress. Engine thread.
     *
     * @param isNeedless asked once more when others see already that it sleeps
     */
    void sleep(BooleanSupplier isNeedless) {
        long sleepMs = wakeUpMs - clock.getAsLong();
        isSleeping.set(true);
        if (tasks.isEmpty() && sleepMs > 0 && !isNeedless.getAsBoolean()) {
            LockSupport.parkNanos(this, sleepMs * 1_000_000);
        }
        isSleeping.set(false);
    }

    /** Whether it sleeps, or is about to. Any thread. */
    boolean isSleeping() {
        return isSleeping.get();
    }

    /** Wakes the engine for what is submitted, when it sleeps. Any thread; of many that find it asleep one wakes it. */
    void wakeForTasks() {
        if (isSleeping.get() && !tasks.isEmpty() && isSleeping.compareAndSet(true, false)) {
            wake();
        }
    }

    /** Wakes it in any case. Any thread. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /**
     * Runs what is submitted on this thread, when the engine sleeps and it is little; wakes the engine otherwise. Any thread that may wait
     * for a quick disk.
     */
    void help() {
        if (!isSleeping.get() || tasks.isEmpty()) {
            return;
        }
        if (tasks.size() > MAX_HELPED_TASKS || !turn.tryAcquire()) {
            wakeForTasks();
            return;
        }
        boolean isDone;
        try {
            isDone = helpInTurn();
        } finally {
            turn.release();
        }
        if (!isDone) {
            // In any case: between a round and its sleep the engine does not look for more than tasks.
            wake();
        }
    }

    private boolean helpInTurn() {
        if (failure != null) {
            return false;
        }
        try {
            boolean hasProgressed = true;
            for (int i = 0; i < MAX_HELPED_ROUNDS && hasProgressed; i++) {
                hasProgressed = round.getAsBoolean();
            }
            return !hasProgressed && tasks.isEmpty() && nextTimerMs.getAsLong() >= wakeUpMs;
        } catch (Throwable e) {
            // The engine thread ends the engine.
            failure = e;
            return false;
        }
    }

    private void rethrowFailure() {
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** Takes the turn for good. Engine thread. */
    void end() {
        if (!hasEnded) {
            turn.acquireUninterruptibly();
            hasEnded = true;
        }
    }
}
