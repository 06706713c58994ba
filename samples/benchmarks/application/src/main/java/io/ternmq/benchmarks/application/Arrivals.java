package io.ternmq.benchmarks.application;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * Which of a run's messages have arrived at beans, and when. There is one run at a time; what arrives from another one is counted as
 * wrong. Any thread.
 */
final class Arrivals {

    private static final long POLL_MS = 20;
    private static volatile Arrivals current = new Arrivals(0, 0, 0);

    private final int firstNumber;
    private final int count;
    private final int warmUpCount;
    private final BitSet arrived = new BitSet();
    private final long[] latenciesNs;
    private int timed;
    private int distinct;
    private int wrong;
    private long firstNs;
    private long lastNs;

    /** A run with messages of {@code count} numbers from {@code firstNumber} on; the first {@code warmUpCount} are not timed. */
    Arrivals(int firstNumber, int count, int warmUpCount) {
        this.firstNumber = firstNumber;
        this.count = count;
        this.warmUpCount = warmUpCount;
        this.latenciesNs = new long[count];
    }

    /** The run that beans tell what they get; an empty one at first. */
    static Arrivals current() {
        return current;
    }

    /** A new run from here on. */
    static Arrivals begin(int firstNumber, int count, int warmUpCount) {
        Arrivals run = new Arrivals(firstNumber, count, warmUpCount);
        current = run;
        return run;
    }

    /** A message was handed to a bean. */
    synchronized void arrived(int number, long sentNs) {
        long nowNs = System.nanoTime();
        int index = number - firstNumber;
        if (index < 0 || index >= count || arrived.get(index)) {
            wrong++;
            return;
        }
        firstNs = distinct == 0 ? nowNs : firstNs;
        lastNs = nowNs;
        arrived.set(index);
        distinct++;
        if (index >= warmUpCount) {
            latenciesNs[timed++] = nowNs - sentNs;
        }
    }

    int firstNumber() {
        return firstNumber;
    }

    /** Waits until all have arrived, or none has for a while. */
    synchronized boolean awaitAll(long idleMs) throws InterruptedException {
        int before = distinct;
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(idleMs);
        while (distinct < count && System.nanoTime() < deadlineNs) {
            // Not woken by every message: that would cost more than the message
            wait(POLL_MS);
            if (distinct != before) {
                before = distinct;
                deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(idleMs);
            }
        }
        return distinct == count;
    }

    /** Different messages of this run that have arrived. */
    synchronized int distinct() {
        return distinct;
    }

    /** From the first message at a bean to the last; 0 with fewer than two. */
    synchronized long elapsedNs() {
        return lastNs - firstNs;
    }

    /** Messages that have not arrived, and arrivals too many. */
    synchronized int wrong() {
        return count - distinct + wrong;
    }

    /** The time from sending to arriving that so many per mille of the timed messages did not exceed; 0 without messages. */
    synchronized long latencyNs(int perMille) {
        long[] sorted = Arrays.copyOf(latenciesNs, timed);
        Arrays.sort(sorted);
        return timed == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(timed * (long) perMille / 1000.0) - 1)];
    }
}
