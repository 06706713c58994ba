package io.ternmq.broker.schedule;

import java.util.Arrays;

/** A binary heap of slot numbers from which any slot can be taken out. Engine thread. */
final class SlotHeap {
    private static final int ABSENT = -1;

    private final Order order;
    private int[] slots = new int[16];
    /** Slot to its place in {@link #slots}. */
    private int[] places = new int[0];
    private int count;

    /** Which of two slots comes first. */
    @FunctionalInterface
    interface Order {
        boolean isBefore(int slot, int other);
    }

    SlotHeap(Order order) {
        this.order = order;
    }

    int count() {
        return count;
    }

    /** The first slot of a heap that is not empty. */
    int first() {
        return slots[0];
    }

    boolean contains(int slot) {
        return slot < places.length && places[slot] != ABSENT;
    }

    void add(int slot) {
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, 2 * count);
        }
        if (slot >= places.length) {
            int known = places.length;
            places = Arrays.copyOf(places, Math.max(slot + 1, 2 * known));
            Arrays.fill(places, known, places.length, ABSENT);
        }
        count++;
        rise(count - 1, slot);
    }

    /** Takes a slot out, if it is there. */
    void remove(int slot) {
        if (!contains(slot)) {
            return;
        }
        int place = places[slot];
        places[slot] = ABSENT;
        count--;
        if (place == count) {
            return;
        }
        int last = slots[count];
        if (place > 0 && order.isBefore(last, slots[(place - 1) / 2])) {
            rise(place, last);
        } else {
            sink(place, last);
        }
    }

    private void rise(int from, int slot) {
        int place = from;
        while (place > 0 && order.isBefore(slot, slots[(place - 1) / 2])) {
            put(place, slots[(place - 1) / 2]);
            place = (place - 1) / 2;
        }
        put(place, slot);
    }

    private void sink(int from, int slot) {
        int place = from;
        int child = 2 * place + 1;
        while (child < count) {
            if (child + 1 < count && order.isBefore(slots[child + 1], slots[child])) {
                child++;
            }
            if (!order.isBefore(slots[child], slot)) {
                break;
            }
            put(place, slots[child]);
            place = child;
            child = 2 * place + 1;
        }
        put(place, slot);
    }

    private void put(int place, int slot) {
        slots[place] = slot;
        places[slot] = place;
    }

    void clear() {
        slots = new int[16];
        places = new int[0];
        count = 0;
    }
}
