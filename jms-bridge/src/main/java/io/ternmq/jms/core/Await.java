package io.ternmq.jms.core;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the provider. Never on its I/O thread, never with a lock held. */
public final class Await {
    private Await() {
    }

    /** The future's value, or its failure as a JMSException. */
    public static <T> T await(CompletableFuture<T> future, long timeoutMs, String what) throws JMSException {
        return await(future, timeoutMs, what, null);
    }

    /**
     * The same, on a thread that does the provider's input and output while it waits.
     *
     * @param ioTurn null to wait only
     */
    static <T> T await(CompletableFuture<T> future, long timeoutMs, String what, IoTurn ioTurn) throws JMSException {
        long leftNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            if (ioTurn != null && !future.isDone()) {
                leftNs = doIo(future, leftNs, ioTurn);
            }
            return future.get(leftNs, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw toJms(e.getCause(), what);
        } catch (TimeoutException e) {
            throw JmsErrors.of(JmsErrors.TIMED_OUT, what + ": no answer from the broker within " + timeoutMs + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.of(JmsErrors.INTERRUPTED, what + ": interrupted while waiting for the broker", e);
        }
    }

    private static long doIo(CompletableFuture<?> future, long timeoutNs, IoTurn ioTurn) {
        long deadlineNs = System.nanoTime() + timeoutNs;
        Thread waiting = Thread.currentThread();
        future.whenComplete((value, failure) -> ioTurn.wake(waiting));
        ioTurn.await(future::isDone, timeoutNs);
        return Math.max(0, deadlineNs - System.nanoTime());
    }

    /** A failure as a JMSException. */
    public static JMSException toJms(Throwable failure, String what) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof JMSException jms) {
            return jms;
        }
        return JmsErrors.of(JmsErrors.UNEXPECTED, what + " failed: " + cause, cause);
    }
}
