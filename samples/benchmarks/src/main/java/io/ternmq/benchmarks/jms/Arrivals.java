package io.ternmq.benchmarks.jms;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.concurrent.TimeUnit;

/** A listener whose messages are awaited in a number. One thread awaits. */
final class Arrivals implements MessageListener {

    private final Ledger ledger;
    private int count;

    Arrivals(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void onMessage(Message message) {
        try {
            Inbox.enter(message, ledger);
        } catch (JMSException e) {
            throw new IllegalStateException("reading a message", e);
        }
        arrived();
    }

    private synchronized void arrived() {
        count++;
        notifyAll();
    }

    /** Waits for so many messages, or until none has come for a while, and returns how many came. */
    synchronized int await(int expected, long idleMs) throws InterruptedException {
        int before = -1;
        while (count < expected && count != before) {
            before = count;
            long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(idleMs);
            while (count == before && System.nanoTime() < deadlineNs) {
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime())));
            }
        }
        return count;
    }
}
