package io.ternmq.jms.remote;

import io.ternmq.jms.core.JmsErrors;
import jakarta.jms.JMSException;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * Numbers a connection's sends and bounds those without an answer: their bytes, and the distance between the oldest and the newest,
 * beyond which a broker would not recognise a repeated one. Any thread; senders wait.
 */
final class SendWindow {
    /** Less than a broker remembers of a producer. */
    static final int MAX_DISTANCE = 4_000;

    private final long maxBytes;
    private final long timeoutMs;
    // All guarded by this. Bit n stands for the sequence oldest + n.
    private final BitSet answered = new BitSet();
    private long oldest = 1;
    private long next = 1;
    private long bytes;
    private boolean isClosed;

    /**
     * An empty window.
     *
     * @param maxBytes  of messages without an answer; a single larger one passes when it is alone
     * @param timeoutMs how long a sender waits for room
     */
    SendWindow(long maxBytes, long timeoutMs) {
        this.maxBytes = maxBytes;
        this.timeoutMs = timeoutMs;
    }

    /**
     * Waits for room and returns the next sequence, which has to be {@link #release}d.
     *
     * @throws JMSException when there is none in time
     */
    synchronized long acquire(long messageBytes) throws JMSException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!isClosed && (next - oldest >= MAX_DISTANCE || bytes > 0 && bytes + messageBytes > maxBytes)) {
            long remainingNs = deadlineNs - System.nanoTime();
            if (remainingNs <= 0) {
                throw JmsErrors.of(JmsErrors.BUSY, "Sending: " + (next - oldest) + " messages with " + bytes
                    + " bytes wait for the broker's answer, and there was no room for another one within " + timeoutMs + " ms", null);
            }
            await(remainingNs);
        }
        bytes += messageBytes;
        return next++;
    }

    private void await(long remainingNs) throws JMSException {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, remainingNs));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while waiting to send", e);
        }
    }

    /** The send is answered, or given up. */
    synchronized void release(long sequence, long messageBytes) {
        bytes -= messageBytes;
        answered.set((int) (sequence - oldest));
        if (sequence == oldest) {
            int run = answered.nextClearBit(0);
            oldest += run;
            shift(run);
        }
        notifyAll();
    }

    private void shift(int run) {
        if (answered.length() <= run) {
            answered.clear();
        } else {
            BitSet rest = answered.get(run, answered.length());
            answered.clear();
            answered.or(rest);
        }
    }

    /** Nobody waits any more: what is sent from now on fails by itself. */
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    /** Messages without an answer, or behind one. */
    synchronized long distance() {
        return next - oldest;
    }
}
