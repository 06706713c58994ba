package io.ternmq.broker.engine;

import io.ternmq.broker.store.log.CommitLog;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Forces the log. Owns the {@code log-sync} thread; the engine goes on appending meanwhile, and what gathers during one
 * force is covered by the next. A failed force ends everything: a second try would claim durability that was lost.
 */
final class LogSync {
    private final CommitLog log;
    private final long flushIntervalNs;
    private final Runnable onDurable;
    private final Consumer<Throwable> onFailure;
    private final Thread thread = new Thread(this::run, "log-sync");
    private volatile long durablePosition;
    private volatile boolean isWanted;
    private volatile boolean isStopping;

    /** @param onDurable told after each force, on the log-sync thread */
    LogSync(CommitLog log, long flushIntervalMs, Runnable onDurable, Consumer<Throwable> onFailure) {
        this.log = log;
        this.flushIntervalNs = flushIntervalMs * 1_000_000;
        this.onDurable = onDurable;
        this.onFailure = onFailure;
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

    private void run() {
        try {
            while (!isStopping) {
                if (!isWanted) {
                    LockSupport.parkNanos(this, flushIntervalNs);
                }
                isWanted = false;
                forceWritten();
            }
        } catch (Throwable e) {
            // Whatever it is: without this thread nobody is ever answered again.
            onFailure.accept(e);
        }
    }

    private void forceWritten() {
        long target = log.writtenPosition();
        if (target > durablePosition) {
            log.force(durablePosition);
            durablePosition = target;
            onDurable.run();
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
        forceWritten();
    }
}
