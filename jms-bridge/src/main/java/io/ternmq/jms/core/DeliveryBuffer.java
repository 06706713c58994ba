package io.ternmq.jms.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a consumer has got and not handed out yet. First what the application has had before and gave up again, as it stood; then the
 * rest by priority, and in the order of their coming within one: a message of high priority need not wait for what was sent ahead.
 * Guarded by the session's lock.
 */
final class DeliveryBuffer {
    private static final int PRIORITIES = 10;

    private final Deque<Delivery> front = new ArrayDeque<>();
    private final List<Deque<Delivery>> byPriority = new ArrayList<>(PRIORITIES);
    private int size;

    DeliveryBuffer() {
        for (int priority = 0; priority < PRIORITIES; priority++) {
            byPriority.add(null);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Whether something is here that the application has never had. */
    boolean hasUnseen() {
        return size > front.size();
    }

    void add(Delivery delivery) {
        int priority = delivery.message().header().priority();
        Deque<Delivery> same = byPriority.get(priority);
        if (same == null) {
            same = new ArrayDeque<>();
            byPriority.set(priority, same);
        }
        same.addLast(delivery);
        size++;
    }

    /** Puts a delivery back that was taken out. */
    void addFirst(Delivery delivery) {
        front.addFirst(delivery);
        size++;
    }

    /** Takes the next one out; null when there is none. */
    Delivery poll() {
        if (size == 0) {
            return null;
        }
        size--;
        Delivery next = front.pollFirst();
        for (int priority = PRIORITIES - 1; next == null; priority--) {
            Deque<Delivery> same = byPriority.get(priority);
            next = same == null ? null : same.pollFirst();
        }
        return next;
    }

    /** Takes out what passes the test, by sequence; the rest keeps its order. */
    List<Delivery> takeIf(Predicate<Delivery> isWanted) {
        List<Delivery> taken = new ArrayList<>();
        take(front, isWanted, taken);
        for (Deque<Delivery> same : byPriority) {
            if (same != null) {
                take(same, isWanted, taken);
            }
        }
        size -= taken.size();
        taken.sort(Comparator.comparingLong(Delivery::sequence));
        return taken;
    }

    private static void take(Deque<Delivery> from, Predicate<Delivery> isWanted, List<Delivery> taken) {
        from.removeIf(delivery -> {
            boolean isTaken = isWanted.test(delivery);
            if (isTaken) {
                taken.add(delivery);
            }
            return isTaken;
        });
    }
}
