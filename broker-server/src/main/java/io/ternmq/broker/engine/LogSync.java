package io.ternmq.broker.engine;

import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.StoreException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Forces the log. Owns the {@code log-sync} thread; the engine goes on appending meanwhile, and what gathers during one
 * force is covered by the next. A failed force ends everything: a second try would claim durability that was lost.
 *
 * <p>An engine that has nothing else to do may force by itself ({@link #forceIfQuick}), which saves waking two threads one
 * after the other; on a disk that takes longer than that, it never does.
 */
final class LogSync {
    private static final long QUICK_FOR_FEW_NS = 1_000_000;
    // While this thread waits for the disk, many clients ask for something.
    private static final long QUICK_FOR_MANY_NS = 400_000;
    private static final long SLOW_NS = 2_000_000;
    private static final long SLOW_PAUSE_NS = 5_000_000;
    // Preparing pays when the blocks are a large part of the work.
    private static final long SMALL_LENGTH = 64 << 10;

    private final CommitLog log;
    private final long flushIntervalNs;
    private final Runnable onDurable;
    private final Consumer<Throwable> onFailure;
    private final LongSupplier nanoTime;
    private final Thread thread = new Thread(this::run, "log-sync");
    private final ReentrantLock forcing = new ReentrantLock();
    // With the lock held.
    private long averageNs = Long.MAX_VALUE;
    private long noQuickForceUntilNs;
    private RuntimeException failure;
    private volatile long durablePosition;
    private volatile boolean isWanted;
    private volatile boolean isPreparationWanted;
    private volatile boolean isStopping;

    /**
     * @param onDurable told after each force of the log-sync thread, on it
     * @param nanoTime  measures how long a force takes
     */
    LogSync(CommitLog log, long flushIntervalMs, Runnable onDurable, Consumer<Throwable> onFailure, LongSupplier nanoTime) {
        this.log = log;
        this.flushIntervalNs = flushIntervalMs * 1_000_000;
        this.onDurable = onDurable;
        this.onFailure = onFailure;
        this.nanoTime = nanoTime;
        this.noQuickForceUntilNs = nanoTime.getAsLong();
        this.durablePosition = log.minPosition();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Everything before it is on the disk. */
    long durablePosition() {
        return durablePosition;
    }

    /** Somebody waits: force as soon as possible. Any thread. */
    void request() {
        if (!isWanted) {
            isWanted = true;
            LockSupport.unpark(thread);
        }
    }

    /**
     * Forces on the calling thread, if forcing has lately been so quick that waking another thread for it costs more, and nobody
     * forces already. For an engine that is idle otherwise.
     *
     * @param isForFew whether one force has lately been for one or two answers, so that nobody asks for anything meanwhile
     * @return whether {@link #durablePosition()} has moved
     */
    boolean forceIfQuick(boolean isForFew) {
        if (!forcing.tryLock()) {
            return false;
        }
        boolean moved;
        try {
            boolean isQuick = averageNs <= (isForFew ? QUICK_FOR_FEW_NS : QUICK_FOR_MANY_NS) && nanoTime.getAsLong() - noQuickForceUntilNs >= 0;
            moved = isQuick && forceWritten();
        } finally {
            forcing.unlock();
        }
        if (isPreparationWanted) {
            LockSupport.unpark(thread);
        }
        return moved;
    }

    private void run() {
        try {
            while (!isStopping) {
                if (!isWanted && !isPreparationWanted) {
                    LockSupport.parkNanos(this, flushIntervalNs);
                }
                if (isPreparationWanted) {
                    isPreparationWanted = false;
                    log.prepare();
                } else {
                    isWanted = false;
                    forceAndTell();
                }
            }
        } catch (Throwable e) {
            // Whatever it is: without this thread nobody is ever answered again.
            onFailure.accept(e);
        }
    }

    private void forceAndTell() {
        boolean moved;
        forcing.lock();
        try {
            moved = forceWritten();
        } finally {
            forcing.unlock();
        }
        if (moved) {
            onDurable.run();
        }
    }

    private boolean forceWritten() {
        if (failure != null) {
            // After a failed force the system may count as written what it has dropped.
            throw new StoreException("the log is not forced again after a failure", failure);
        }
        long target = log.writtenPosition();
        long length = target - durablePosition;
        if (length <= 0) {
            return false;
        }
        long startNs = nanoTime.getAsLong();
        try {
            log.force(durablePosition);
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
        measure(nanoTime.getAsLong() - startNs);
        durablePosition = target;
        isPreparationWanted = length <= SMALL_LENGTH && log.isToBePrepared();
        return true;
    }

    private void measure(long forceNs) {
        averageNs = averageNs == Long.MAX_VALUE ? forceNs : averageNs + (forceNs - averageNs) / 8;
        if (forceNs > SLOW_NS) {
            noQuickForceUntilNs = nanoTime.getAsLong() + SLOW_PAUSE_NS;
        }
    }

    /** Lets the thread end as it is, for an engine that has failed. */
    void abandon() {
        isStopping = true;
        LockSupport.unpark(thread);
    }

    /** Stops the thread; what is written then is forced. */
    void stop() throws InterruptedException {
        isStopping = true;
        LockSupport.unpark(thread);
        thread.join();
        forcing.lock();
        try {
            forceWritten();
        } finally {
            forcing.unlock();
        }
    }
}
