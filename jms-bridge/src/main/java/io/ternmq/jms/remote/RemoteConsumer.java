package io.ternmq.jms.remote;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.Received;

/** What is known of a consumer, so that another link can go on where this one ends. Any thread. */
final class RemoteConsumer {
    private final long id;
    private final TernDestination destination;
    // All guarded by this.
    private boolean isAttached;
    private long receivedSequence;
    private long deliveredSequence;
    private long credit;

    RemoteConsumer(long id, TernDestination destination) {
        this.id = id;
        this.destination = destination;
    }

    long id() {
        return id;
    }

    TernDestination destination() {
        return destination;
    }

    /** The broker has it. */
    synchronized void attached() {
        isAttached = true;
    }

    synchronized boolean isAttached() {
        return isAttached;
    }

    synchronized void onFlow(long moreCredit, long newDeliveredSequence) {
        credit += moreCredit;
        deliveredSequence = Math.max(deliveredSequence, newDeliveredSequence);
    }

    synchronized void onDelivered(long firstSequence, int count) {
        receivedSequence = firstSequence + count - 1;
        credit = Math.max(0, credit - count);
    }

    /** A drain was answered: nothing is left. */
    synchronized void onDrained() {
        credit = 0;
    }

    synchronized Received received() {
        return new Received(id, receivedSequence);
    }

    /** What makes the broker's credit for it what it was; null when there is nothing to say. */
    synchronized Flow.Entry flow() {
        boolean isSilent = credit == 0 && deliveredSequence == 0;
        return !isAttached || isSilent ? null : new Flow.Entry(id, (int) credit, deliveredSequence);
    }
}
