package io.ternmq.broker.delivery.lease;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The unsettled leases of one consumer by their sequence: a ring that grows with the distance between the oldest unsettled and
 * the newest sequence. Engine thread.
 */
final class LeaseWindow {

    private static final int INITIAL_CAPACITY = 16;

    private Lease[] ring = new Lease[INITIAL_CAPACITY];
    private long oldest = 1;
    private long next = 1;
    private int count;

    /** The sequence that the next lease gets. */
    long nextSequence() {
        return next;
    }

    /** The oldest sequence that may still be unsettled. */
    long oldestSequence() {
        return oldest;
    }

    int count() {
        return count;
    }

    void add(Lease lease) {
        if (next - oldest == ring.length) {
            grow();
        }
        ring[index(next)] = lease;
        next++;
        count++;
    }

    /** Takes out the lease of a sequence; null when it is settled already. */
    Lease remove(long sequence) {
        if (sequence < oldest || sequence >= next) {
            return null;
        }
        int index = index(sequence);
        Lease lease = ring[index];
        if (lease == null) {
            return null;
        }
        ring[index] = null;
        count--;
        while (oldest < next && ring[index(oldest)] == null) {
            oldest++;
        }
        return lease;
    }

    /** Visits the unsettled leases above a sequence. */
    void forEachAbove(long sequence, Consumer<Lease> visitor) {
        for (long above = Math.max(oldest, sequence + 1); above < next; above++) {
            Lease lease = ring[index(above)];
            if (lease != null) {
                visitor.accept(lease);
            }
        }
    }

    private int index(long sequence) {
        return (int) sequence & ring.length - 1;
    }

    private void grow() {
        Lease[] larger = Arrays.copyOf(ring, ring.length * 2);
        Arrays.fill(larger, null);
        for (long sequence = oldest; sequence < next; sequence++) {
            larger[(int) sequence & larger.length - 1] = ring[index(sequence)];
        }
        ring = larger;
    }
}
