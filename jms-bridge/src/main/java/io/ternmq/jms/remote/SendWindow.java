package io.ternmq.jms.remote;

import io.ternmq.jms.core.JmsErrors;
import jakarta.jms.JMSException;
import jakarta.jms.ResourceAllocationException;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * Numbers a connection's sends and bounds those without an answer: their bytes, and the distance between the oldest and the newest,
 * beyond which a broker would not recognise a repeated one. Any thread; senders wait.
 */
final class SendWindow {
    /** Less than a broker remembers of a producer. */
    static final int MAX_DISTANCE = 4_000;

    private static final long MAX_WAIT_MS = 10_000;

    private final long maxBytes;
    private final SendFlow flow;
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
     * @param flow      whether and how long a sender waits for room
     */
    SendWindow(long maxBytes, SendFlow flow) {
        this.maxBytes = maxBytes;
        this.flow = flow;
    }

    /**
     * Waits for room and returns the first of the next sequences, which have to be {@link #release}d.
     *
     * @param count how many, at most {@link #MAX_DISTANCE}
     * @throws JMSException when there is none in time
     */
    synchronized long acquire(long messageBytes, int count) throws JMSException {
        long startNs = System.nanoTime();
        while (!isClosed && (next - oldest + count > MAX_DISTANCE || bytes > 0 && bytes + messageBytes > maxBytes)) {
            long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            if (!flow.isBlocking() || flow.timeoutMs() > 0 && elapsedMs >= flow.timeoutMs()) {
                throw new ResourceAllocationException("Sending: " + (next - oldest) + " messages with " + bytes
                    + " bytes wait for the broker's answer, and there was no room for another one within " + elapsedMs + " ms",
                    JmsErrors.BUSY);
            }
            await(flow.timeoutMs() > 0 ? flow.timeoutMs() - elapsedMs : MAX_WAIT_MS);
        }
        bytes += messageBytes;
        next += count;
        return next - count;
    }

    private void await(long remainingMs) throws JMSException {
        try {
            TimeUnit.MILLISECONDS.timedWait(this, remainingMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while waiting to send", e);
        }
    }

    /** Sends are answered, or given up: all that were acquired together. */
    synchronized void release(long firstSequence, int count, long messageBytes) {
        bytes -= messageBytes;
        int index = (int) (firstSequence - oldest);
        answered.set(index, index + count);
        if (index == 0) {
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
