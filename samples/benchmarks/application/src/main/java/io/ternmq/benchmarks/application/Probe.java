package io.ternmq.benchmarks.application;

import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * A resource that only looks on. A transaction manager prepares it when another resource is part of its transaction, and commits it in
 * one phase when it is alone: so it tells whether the delivery of a message is part of the bean's transaction. Any thread.
 */
final class Probe implements XAResource {

    private static volatile Probe current = new Probe();

    private int deliveries;
    private boolean isRedelivered;
    private boolean isPrepared;
    private boolean isEnded;

    static Probe current() {
        return current;
    }

    static Probe begin() {
        Probe probe = new Probe();
        current = probe;
        return probe;
    }

    /**
     * A delivery to the bean.
     *
     * @return whether it is the first one, which is to be rolled back
     */
    synchronized boolean delivered(boolean isRedelivery) {
        deliveries++;
        isRedelivered |= isRedelivery;
        return deliveries == 1;
    }

    /** Waits until a transaction with this resource has ended. */
    synchronized boolean awaitEnd(long timeoutMs) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        for (long leftNs = deadlineNs - System.nanoTime(); !isEnded && leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        }
        return isEnded;
    }

    synchronized int deliveries() {
        return deliveries;
    }

    /** Whether the message that was rolled back said so when it came again. */
    synchronized boolean isRedelivered() {
        return isRedelivered;
    }

    /** Whether there was another resource in the transaction. */
    synchronized boolean isPrepared() {
        return isPrepared;
    }

    @Override
    public synchronized int prepare(Xid xid) {
        isPrepared = true;
        return XA_OK;
    }

    @Override
    public synchronized void commit(Xid xid, boolean isOnePhase) {
        isEnded = true;
        notifyAll();
    }

    @Override
    public synchronized void rollback(Xid xid) {
        isEnded = true;
        notifyAll();
    }

    @Override
    public void start(Xid xid, int flags) {
        // Nothing to associate
    }

    @Override
    public void end(Xid xid, int flags) {
        // Nothing to dissociate
    }

    @Override
    public void forget(Xid xid) {
        // Nothing is remembered
    }

    @Override
    public Xid[] recover(int flag) {
        return new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other == this;
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }
}
