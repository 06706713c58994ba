package io.ternmq.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that repeat one step until told to stop. */
public final class Workers {

    /** One repetition. */
    @FunctionalInterface
    public interface Step {
        void run() throws InterruptedException, DriverException;
    }

    private static final long STOP_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(30);

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Exception> firstFailure = new AtomicReference<>();
    private volatile boolean isStopping;

    /** Starts threads that repeat the step. */
    public void start(int count, Step step) {
        for (int index = 0; index < count; index++) {
            Thread thread = new Thread(() -> repeat(step), "load-" + index);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void repeat(Step step) {
        try {
            while (!isStopping) {
                step.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DriverException | RuntimeException e) {
            firstFailure.compareAndSet(null, e);
        }
    }

    /** Lets each thread end its step and reports the first failure of any. */
    public void stop() throws InterruptedException, DriverException {
        isStopping = true;
        for (Thread thread : threads) {
            thread.join(STOP_TIMEOUT_MS);
            if (thread.isAlive()) {
                throw new DriverException(thread.getName() + " still in a call after 30 s");
            }
        }
        if (firstFailure.get() != null) {
            throw new DriverException("a load thread failed", firstFailure.get());
        }
    }
}
