package io.ternmq.benchmarks.jms;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/** Which numbers were given to messages, and which of them have arrived. Any thread. */
final class Ledger {

    private static final long POLL_MS = 20;

    private final BitSet arrived = new BitSet();
    private int given;
    private int distinct;
    private int repeated;

    /** The number of the next message. */
    synchronized int next() {
        return given++;
    }

    /** A message of this number is with the application. */
    synchronized void arrived(long number) {
        int index = Math.toIntExact(number);
        if (arrived.get(index)) {
            repeated++;
            return;
        }
        arrived.set(index);
        distinct++;
        if (distinct == given) {
            notifyAll();
        }
    }

    /** Different numbers that arrived. */
    synchronized int distinct() {
        return distinct;
    }

    /**
     * Waits until every given number has arrived, or none has for a while.
     *
     * @return whether all are there
     */
    synchronized boolean awaitAll(long idleMs) throws InterruptedException {
        int before = distinct;
        long deadlineNs = deadlineNs(idleMs);
        while (distinct < given && System.nanoTime() < deadlineNs) {
            // Not woken by every message: that would cost more than the message
            wait(POLL_MS);
            if (distinct != before) {
                before = distinct;
                deadlineNs = deadlineNs(idleMs);
            }
        }
        return distinct >= given;
    }

    private static long deadlineNs(long idleMs) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(idleMs);
    }

    /** Numbers that have not arrived, and arrivals too many. */
    synchronized int wrong() {
        return given - distinct + repeated;
    }

    @Override
    public synchronized String toString() {
        return given + " sent, " + distinct + " arrived, " + repeated + " of them again";
    }
}
