package io.ternmq.broker.delivery.lease;

import java.util.HashSet;
import java.util.Set;

/** A member of a leased group: its credit and what it holds. Engine thread. */
public final class LeasedConsumer {

    private final Object owner;
    private final FilterScan scan;
    private final LeaseWindow window = new LeaseWindow();
    private final Set<Lane> lanes = new HashSet<>();
    private long credit;
    /** Leases of this round, the newest of the window. */
    private int given;
    private boolean isAttached = true;

    LeasedConsumer(Object owner, FilterScan scan) {
        this.owner = owner;
        this.scan = scan;
    }

    /** What the caller of {@link LeasedGroup#attach} gave. */
    public Object owner() {
        return owner;
    }

    /** How many more messages it takes. */
    public long credit() {
        return credit;
    }

    /** How many messages it holds that are neither settled nor held by a transaction. */
    public int unsettledCount() {
        return window.count();
    }

    /** How many of them are in a range of sequences, both ends inclusive. */
    public int unsettledCount(long fromSequence, long toSequence) {
        return window.count(fromSequence, toSequence);
    }

    /** The sequence that its next message gets; from 1, without gaps. */
    public long nextSequence() {
        return window.nextSequence();
    }

    /** False once it was detached. */
    public boolean isAttached() {
        return isAttached;
    }

    FilterScan scan() {
        return scan;
    }

    LeaseWindow window() {
        return window;
    }

    /** The lanes that it owns. */
    Set<Lane> lanes() {
        return lanes;
    }

    void credit(long newCredit) {
        boolean hadCredit = credit > 0;
        credit = newCredit;
        if (hadCredit != newCredit > 0) {
            lanes.forEach(Lane::refresh);
        }
    }

    void detached() {
        isAttached = false;
        credit(0);
    }

    /** Leases a message; true when it is the first of this round. */
    boolean give(Lease lease) {
        window.add(lease);
        credit(credit - 1);
        return ++given == 1;
    }

    /** Hands over what the round has given and starts a new batch. */
    void flush(DispatchSink sink) {
        int count = given;
        given = 0;
        sink.deliver(this, window.nextSequence() - count, window.newest(count));
    }
}
