package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.DriverException;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/** Sends with a completion listener and never has more than a number under way. One thread sends. */
final class CompletedSends {

    private static final long SETTLE_TIMEOUT_S = 60;

    private final MessageProducer producer;
    private final int limit;
    private final LongConsumer onDone;
    private final Semaphore permits;
    private final AtomicReference<Exception> firstFailure = new AtomicReference<>();

    /** A sender that hands the nanoseconds from the intended sending to the completion to {@code onDone}. */
    CompletedSends(MessageProducer producer, int limit, LongConsumer onDone) {
        this.producer = producer;
        this.limit = limit;
        this.onDone = onDone;
        this.permits = new Semaphore(limit);
    }

    /** Sends to the producer's destination when there is room. */
    void send(Message message, long intendedNs) throws JMSException, InterruptedException, DriverException {
        acquire();
        producer.send(message, new Completion(intendedNs));
    }

    /** Sends to a destination, with a producer that has none. */
    void send(Destination destination, Message message, long intendedNs) throws JMSException, InterruptedException, DriverException {
        acquire();
        producer.send(destination, message, new Completion(intendedNs));
    }

    private void acquire() throws InterruptedException, DriverException {
        if (!permits.tryAcquire(SETTLE_TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new DriverException("none of " + limit + " sends completed in " + SETTLE_TIMEOUT_S + " s");
        }
        requireNoFailure();
    }

    /** Waits until all are complete; throws what the first failure said. */
    void await() throws InterruptedException, DriverException {
        if (!permits.tryAcquire(limit, SETTLE_TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new DriverException((limit - permits.availablePermits()) + " sends not complete after " + SETTLE_TIMEOUT_S + " s");
        }
        permits.release(limit);
        requireNoFailure();
    }

    private void requireNoFailure() throws DriverException {
        if (firstFailure.get() != null) {
            throw new DriverException("a send failed", firstFailure.get());
        }
    }

    private final class Completion implements CompletionListener {

        private final long intendedNs;

        Completion(long intendedNs) {
            this.intendedNs = intendedNs;
        }

        @Override
        public void onCompletion(Message message) {
            onDone.accept(System.nanoTime() - intendedNs);
            permits.release();
        }

        @Override
        public void onException(Message message, Exception cause) {
            firstFailure.compareAndSet(null, cause);
            permits.release();
        }
    }
}
