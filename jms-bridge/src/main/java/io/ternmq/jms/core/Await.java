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
        try {
            return future.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw toJms(e.getCause(), what);
        } catch (TimeoutException e) {
            throw JmsErrors.of(JmsErrors.TIMED_OUT, what + ": no answer from the broker within " + timeoutMs + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.of(JmsErrors.INTERRUPTED, what + ": interrupted while waiting for the broker", e);
        }
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
