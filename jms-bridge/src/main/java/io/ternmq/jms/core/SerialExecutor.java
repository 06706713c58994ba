package io.ternmq.jms.core;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * One logical thread on a pool: tasks run in order, one at a time, and the pool's thread goes back when there are none. Any thread
 * may call.
 */
public final class SerialExecutor implements Executor {
    private static final System.Logger LOG = System.getLogger(SerialExecutor.class.getName());

    private final Executor pool;
    // Guarded by this; so is isRunning.
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean isRunning;
    private volatile Thread current;

    /** On the threads of {@code pool}. */
    public SerialExecutor(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            tasks.add(task);
            if (isRunning) {
                return;
            }
            isRunning = true;
        }
        pool.execute(this::runAll);
    }

    /**
     * Runs a task on the calling thread, when those before it are done; what came meanwhile goes back to the pool.
     *
     * @throws InterruptedException while waiting for its turn; the task is not run
     */
    void runHere(Runnable task) throws InterruptedException {
        synchronized (this) {
            while (isRunning) {
                wait();
            }
            isRunning = true;
            current = Thread.currentThread();
        }
        try {
            task.run();
        } finally {
            synchronized (this) {
                current = null;
                if (tasks.isEmpty()) {
                    isRunning = false;
                    notifyAll();
                } else {
                    pool.execute(this::runAll);
                }
            }
        }
    }

    /** Whether the calling thread is running one of this executor's tasks. */
    public boolean isCurrent() {
        return Thread.currentThread() == current;
    }

    private void runAll() {
        current = Thread.currentThread();
        Runnable task = next();
        while (task != null) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                // Whatever it was, the tasks behind it must not wait for ever.
                LOG.log(System.Logger.Level.ERROR, "A task of a JMS session failed", e);
            }
            task = next();
        }
    }

    private synchronized Runnable next() {
        Runnable task = tasks.poll();
        if (task == null) {
            // Before isRunning is given up: the next run sets it again.
            current = null;
            isRunning = false;
            notifyAll();
        }
        return task;
    }
}
