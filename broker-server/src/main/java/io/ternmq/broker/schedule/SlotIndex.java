package io.ternmq.broker.schedule;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * A hash table of slot numbers: open addressing, linear probing, no objects. Several slots may have one hash. Engine thread.
 */
final class SlotIndex {
    static final int NONE = -1;
    private static final int MIN_CAPACITY = 16;

    private final IntUnaryOperator hashOf;
    private int[] cells = empty(MIN_CAPACITY);
    private int count;

    /** @param hashOf hash of a slot's key; must not change while the slot is in the table */
    SlotIndex(IntUnaryOperator hashOf) {
        this.hashOf = hashOf;
    }

    private static int[] empty(int capacity) {
        int[] cells = new int[capacity];
        Arrays.fill(cells, NONE);
        return cells;
    }

    /** The first slot of that hash that is wanted, or {@link #NONE}; others of that cluster may be asked about as well. */
    int find(int hash, IntPredicate isWanted) {
        for (int cell = home(hash); cells[cell] != NONE; cell = next(cell)) {
            if (isWanted.test(cells[cell])) {
                return cells[cell];
            }
        }
        return NONE;
    }

    void add(int slot) {
        if (3 * (count + 1) > 2 * cells.length) {
            grow();
        }
        place(slot);
        count++;
    }

    private void grow() {
        int[] old = cells;
        cells = empty(old.length * 2);
        for (int slot : old) {
            if (slot != NONE) {
                place(slot);
            }
        }
    }

    private void place(int slot) {
        int cell = home(hashOf.applyAsInt(slot));
        while (cells[cell] != NONE) {
            cell = next(cell);
        }
        cells[cell] = slot;
    }

    /** Takes a slot out that is in the table. */
    void remove(int slot) {
        int cell = home(hashOf.applyAsInt(slot));
        while (cells[cell] != slot) {
            cell = next(cell);
        }
        count--;
        // What comes after it moves up where it may, so that no search ends early.
        int hole = cell;
        for (int at = next(hole); cells[at] != NONE; at = next(at)) {
            int home = home(hashOf.applyAsInt(cells[at]));
            if ((at - home & cells.length - 1) >= (at - hole & cells.length - 1)) {
                cells[hole] = cells[at];
                hole = at;
            }
        }
        cells[hole] = NONE;
    }

    void clear() {
        cells = empty(MIN_CAPACITY);
        count = 0;
    }

    private int home(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ mixed >>> 16) & cells.length - 1;
    }

    private int next(int cell) {
        return cell + 1 & cells.length - 1;
    }
}
