package io.ternmq.benchmarks.application;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.Enumeration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What the servlet does with one queue. No two messages of a server have the same number. */
final class Sending {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int BATCH = 100;

    private final ConnectionFactory connectionFactory;
    private final Queue queue;

    Sending(ConnectionFactory connectionFactory, Queue queue) {
        this.connectionFactory = connectionFactory;
        this.queue = queue;
    }

    /** Numbers for so many messages; returns the first. */
    static int numbers(int count) {
        return NUMBERS.getAndAdd(count);
    }

    /** Sends so many messages, a hundred in a transaction. */
    void fill(UserTransaction transaction, int firstNumber, int count, int sizeBytes) throws JMSException {
        Bodies bodies = new Bodies(sizeBytes);
        try {
            for (int sent = 0; sent < count; sent += BATCH) {
                transaction.begin();
                sendBatch(bodies, firstNumber + sent, Math.min(BATCH, count - sent));
                transaction.commit();
            }
        } catch (NotSupportedException | SystemException | RollbackException | HeuristicMixedException
                | HeuristicRollbackException e) {
            throw new IllegalStateException("filling " + queue, e);
        }
    }

    private void sendBatch(Bodies bodies, int firstNumber, int count) throws JMSException {
        try (JMSContext context = connectionFactory.createContext()) {
            JMSProducer producer = context.createProducer();
            for (int index = 0; index < count; index++) {
                producer.send(queue, bodies.message(context, firstNumber + index, System.nanoTime()));
            }
        }
    }

    /** Sends at a fixed rate. A message's time is when it was due, so whoever makes the next ones wait is charged for it. */
    void sendSteadily(int firstNumber, int count, int perSecond, int sizeBytes) throws JMSException {
        Bodies bodies = new Bodies(sizeBytes);
        long intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        try (JMSContext context = connectionFactory.createContext()) {
            JMSProducer producer = context.createProducer();
            long beginNs = System.nanoTime();
            for (int index = 0; index < count; index++) {
                long dueNs = beginNs + index * intervalNs;
                for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
                    LockSupport.parkNanos(leftNs);
                }
                producer.send(queue, bodies.message(context, firstNumber + index, dueNs));
            }
        }
    }

    /** Sends one message. */
    void sendOne(int sizeBytes) throws JMSException {
        try (JMSContext context = connectionFactory.createContext()) {
            context.createProducer().send(queue, new Bodies(sizeBytes).message(context, numbers(1), System.nanoTime()));
        }
    }

    /** Messages in the queue. */
    int left() throws JMSException {
        int count = 0;
        try (JMSContext context = connectionFactory.createContext(); QueueBrowser browser = context.createBrowser(queue)) {
            for (Enumeration<?> messages = browser.getEnumeration(); messages.hasMoreElements(); messages.nextElement()) {
                count++;
            }
        }
        return count;
    }
}
