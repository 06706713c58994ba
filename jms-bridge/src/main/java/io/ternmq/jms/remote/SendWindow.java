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
     * Waits for room and returns the next sequence, which has to be {@link #release}d.
     *
     * @throws JMSException when there is none in time
     */
    synchronized long acquire(long messageBytes) throws JMSException {
        long startNs = System.nanoTime();
        while (!isClosed && (next - oldest >= MAX_DISTANCE || bytes > 0 && bytes + messageBytes > maxBytes)) {
            long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            if (!flow.isBlocking() || flow.timeoutMs() > 0 && elapsedMs >= flow.timeoutMs()) {
                throw new ResourceAllocationException("Sending: " + (next - oldest) + " messages with " + bytes
                    + " bytes wait for the broker's answer, and there was no room for another one within " + elapsedMs + " ms",
                    JmsErrors.BUSY);
            }
            await(flow.timeoutMs() > 0 ? flow.timeoutMs() - elapsedMs : MAX_WAIT_MS);
        }
        bytes += messageBytes;
        return next++;
    }

    private void await(long remainingMs) throws JMSException {
        try {
            TimeUnit.MILLISECONDS.timedWait(this, remainingMs);
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
