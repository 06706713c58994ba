package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The unsettled leases of one consumer by their sequence: a ring that grows with the distance between the oldest unsettled and
 * the newest sequence. When most in between are settled, those that are left are moved out of it, so that a message that is not settled
 * for long costs nothing for each of those that come after it. Engine thread.
 */
final class LeaseWindow {

    private static final int INITIAL_CAPACITY = 16;
    /** A full ring grows when at least one of so many of its leases is unsettled. */
    private static final int WORTH_GROWING = 4;

    private Lease[] ring = new Lease[INITIAL_CAPACITY];
    /** Those that are older than what is in the ring. */
    private final TreeMap<Long, Lease> stragglers = new TreeMap<>();
    private long ringStart = 1;
    private long next = 1;
    private int count;

    /** The sequence that the next lease gets. */
    long nextSequence() {
        return next;
    }

    int count() {
        return count;
    }

    /** How many are in a range of sequences, both ends inclusive. */
    int count(long fromSequence, long toSequence) {
        int found = stragglers(fromSequence, toSequence).size();
        for (long sequence = Math.max(fromSequence, ringStart); sequence <= Math.min(toSequence, next - 1); sequence++) {
            if (ring[index(sequence)] != null) {
                found++;
            }
        }
        return found;
    }

    void add(Lease lease) {
        if (next - ringStart == ring.length) {
            makeRoom();
        }
        ring[index(next)] = lease;
        next++;
        count++;
    }

    /** The leases that were added last, so many, none of which is settled; in their order. */
    List<Lease> newest(int howMany) {
        if (howMany == 1 && ringStart < next) {
            return List.of(ring[index(next - 1)]);
        }
        List<Lease> leases = new ArrayList<>(howMany);
        for (long sequence = next - howMany; sequence < next; sequence++) {
            leases.add(sequence < ringStart ? stragglers.get(sequence) : ring[index(sequence)]);
        }
        return leases;
    }

    /** Takes out the leases of a range of sequences, both ends inclusive, in their order; returns how many there were. */
    int removeRange(long fromSequence, long toSequence, Consumer<Lease> visitor) {
        int before = count;
        if (!stragglers.isEmpty()) {
            NavigableMap<Long, Lease> old = stragglers(fromSequence, toSequence);
            count -= old.size();
            old.values().forEach(visitor);
            old.clear();
        }
        long last = Math.min(toSequence, next - 1);
        for (long sequence = Math.max(fromSequence, ringStart); sequence <= last; sequence++) {
            Lease lease = ring[index(sequence)];
            if (lease != null) {
                ring[index(sequence)] = null;
                count--;
                visitor.accept(lease);
            }
        }
        while (ringStart < next && ring[index(ringStart)] == null) {
            ringStart++;
        }
        return before - count;
    }

    /** Visits the unsettled leases above a sequence. */
    void forEachAbove(long sequence, Consumer<Lease> visitor) {
        stragglers.tailMap(sequence, false).values().forEach(visitor);
        for (long above = Math.max(ringStart, sequence + 1); above < next; above++) {
            Lease lease = ring[index(above)];
            if (lease != null) {
                visitor.accept(lease);
            }
        }
    }

    /** How many sequences it has room for without growing. */
    int capacity() {
        return ring.length;
    }

    private NavigableMap<Long, Lease> stragglers(long fromSequence, long toSequence) {
        return stragglers.subMap(fromSequence, true, Math.max(fromSequence, toSequence), fromSequence <= toSequence);
    }

    private int index(long sequence) {
        return (int) sequence & ring.length - 1;
    }

    private void makeRoom() {
        if (count - stragglers.size() >= ring.length / WORTH_GROWING) {
            grow();
            return;
        }
        for (long sequence = ringStart; sequence < next; sequence++) {
            Lease lease = ring[index(sequence)];
            if (lease != null) {
                stragglers.put(sequence, lease);
                ring[index(sequence)] = null;
            }
        }
        ringStart = next;
    }

    private void grow() {
        Lease[] larger = Arrays.copyOf(ring, ring.length * 2);
        Arrays.fill(larger, null);
        for (long sequence = ringStart; sequence < next; sequence++) {
            larger[(int) sequence & larger.length - 1] = ring[index(sequence)];
        }
        ring = larger;
    }
}
