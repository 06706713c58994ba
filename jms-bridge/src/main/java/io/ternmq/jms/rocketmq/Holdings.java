package io.ternmq.jms.rocketmq;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a consumer's application has or is about to get, by sequence. Outlives the consumer while its session has not settled
 * everything. Owned by the connection's logical thread.
 */
final class Holdings {
    private final NavigableMap<Long, Held> bySequence = new TreeMap<>();
    private long lastSequence;
    private long deliveredSequence;
    private boolean isDetached;

    long nextSequence() {
        return lastSequence + 1;
    }

    void add(Held held) {
        lastSequence++;
        bySequence.put(lastSequence, held);
    }

    /** The application has got everything up to it. */
    void delivered(long sequence) {
        deliveredSequence = Math.max(deliveredSequence, sequence);
    }

    /** Its consumer is gone. */
    void detach() {
        isDetached = true;
    }

    boolean isDetached() {
        return isDetached;
    }

    /** What is held of a run. */
    List<Long> sequences(long first, long last) {
        return new ArrayList<>(bySequence.subMap(first, true, last, true).keySet());
    }

    Held get(long sequence) {
        return bySequence.get(sequence);
    }

    void remove(long sequence) {
        bySequence.remove(sequence);
    }

    /** Takes out what the application has not seen. */
    List<Held> takeUnseen() {
        NavigableMap<Long, Held> unseen = bySequence.tailMap(deliveredSequence, false);
        List<Held> taken = new ArrayList<>(unseen.values());
        unseen.clear();
        return taken;
    }

    boolean isSeen(long sequence) {
        return sequence <= deliveredSequence;
    }

    boolean isEmpty() {
        return bySequence.isEmpty();
    }

    NavigableMap<Long, Held> bySequence() {
        return bySequence;
    }
}
