package io.ternmq.broker.request;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory of messages that wait for the engine. Any thread. */
final class SendBudget {
    private static final long MAX_WAITING_BYTES = 128L << 20;

    private final AtomicLong waitingBytes = new AtomicLong();

    /** Takes the bytes, unless that would be too much; one message alone never is. */
    boolean tryTake(long bytes) {
        long waiting = waitingBytes.addAndGet(bytes);
        if (waiting > MAX_WAITING_BYTES && waiting > bytes) {
            waitingBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        waitingBytes.addAndGet(-bytes);
    }
}
