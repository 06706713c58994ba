package io.ternmq.jms.core;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that listeners, callbacks and reconnecting of all connections run on: as many as are busy at a time, none when nothing happens for
 * ten seconds, so that nothing has to be shut down. All are daemons.
 */
public final class ClientThreads {
    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final ThreadPoolExecutor WORKERS = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS,
        TimeUnit.SECONDS, new SynchronousQueue<>(), factory("ternmq-session-"));
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private ClientThreads() {
    }

    /** Threads that may wait. */
    public static Executor workers() {
        return WORKERS;
    }

    /** Runs a short task later, on the timer thread. */
    public static void schedule(Runnable task, long delayMs) {
        TIMER.schedule(task, delayMs, TimeUnit.MILLISECONDS);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory("ternmq-timer-"));
        timer.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static ThreadFactory factory(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, prefix + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setPriority(Thread.NORM_PRIORITY);
            // Neither this, nor priority or inheritable thread-locals, are the creator's: an application server must be able to unload that application.
            thread.setContextClassLoader(ClientThreads.class.getClassLoader());
            return thread;
        };
    }
}
