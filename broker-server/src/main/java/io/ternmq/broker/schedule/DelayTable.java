package io.ternmq.broker.schedule;

import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The messages that wait for their time, about 70 bytes each: parallel arrays whose index is a slot, a heap by due time, hash
 * tables by origin and by message id, and a chain for each topic in the order of sending. Nothing here walks over all entries
 * but {@link #originsBefore} and the snapshot. Engine thread.
 */
final class DelayTable {
    private static final int NONE = -1;
    private static final int CHUNK_BYTES = 128 << 10;

    /** The entries of one topic. */
    private static final class Chain {
        private final String topic;
        private int first = NONE;
        private int last = NONE;

        Chain(String topic) {
            this.topic = topic;
        }
    }

    private final TreeMap<String, Chain> chains = new TreeMap<>();
    private final SlotHeap heap = new SlotHeap(this::isBefore);
    private final SlotIndex byOrigin = new SlotIndex(slot -> Long.hashCode(this.origins[slot]));
    private final SlotIndex byId = new SlotIndex(slot -> this.idHashes[slot]);
    private long[] origins;
    private long[] positions;
    private long[] dueTimesMs;
    private int[] sizes;
    private int[] idHashes;
    /** Next in the chain; of a free slot the next free one. */
    private int[] nexts;
    private int[] previous;
    /** Null for a free slot. */
    private Chain[] owners;
    private int firstFree;
    private int used;
    private int count;
    private long bytes;

    DelayTable() {
        reset();
    }

    private void reset() {
        int capacity = 16;
        origins = new long[capacity];
        positions = new long[capacity];
        dueTimesMs = new long[capacity];
        sizes = new int[capacity];
        idHashes = new int[capacity];
        nexts = new int[capacity];
        previous = new int[capacity];
        owners = new Chain[capacity];
        firstFree = NONE;
        used = 0;
        heap.clear();
        byOrigin.clear();
        byId.clear();
    }

    // Of two that are due at the same time the one that was sent first.
    private boolean isBefore(int slot, int other) {
        return dueTimesMs[slot] != dueTimesMs[other] ? dueTimesMs[slot] < dueTimesMs[other] : origins[slot] < origins[other];
    }

    int count() {
        return count;
    }

    /** Bytes of the log that they take. */
    long bytes() {
        return bytes;
    }

    /** Adds an entry; one of that origin that is there already has moved to a new position. */
    void put(String topic, Scheduled entry, int idHash) {
        int slot = slotOf(entry.origin());
        if (slot != NONE) {
            positions[slot] = entry.position();
            bytes += entry.sizeBytes() - sizes[slot];
            sizes[slot] = entry.sizeBytes();
            return;
        }
        slot = takeSlot();
        origins[slot] = entry.origin();
        positions[slot] = entry.position();
        dueTimesMs[slot] = entry.dueMs();
        sizes[slot] = entry.sizeBytes();
        idHashes[slot] = idHash;
        append(chains.computeIfAbsent(topic, Chain::new), slot);
        heap.add(slot);
        byOrigin.add(slot);
        byId.add(slot);
        count++;
        bytes += entry.sizeBytes();
    }

    private int takeSlot() {
        if (firstFree != NONE) {
            int slot = firstFree;
            firstFree = nexts[slot];
            return slot;
        }
        if (used == origins.length) {
            int capacity = used + (used >> 1);
            origins = Arrays.copyOf(origins, capacity);
            positions = Arrays.copyOf(positions, capacity);
            dueTimesMs = Arrays.copyOf(dueTimesMs, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
            idHashes = Arrays.copyOf(idHashes, capacity);
            nexts = Arrays.copyOf(nexts, capacity);
            previous = Arrays.copyOf(previous, capacity);
            owners = Arrays.copyOf(owners, capacity);
        }
        return used++;
    }

    private void append(Chain chain, int slot) {
        owners[slot] = chain;
        previous[slot] = chain.last;
        nexts[slot] = NONE;
        if (chain.last == NONE) {
            chain.first = slot;
        } else {
            nexts[chain.last] = slot;
        }
        chain.last = slot;
    }

    /** Takes an entry out; false when there is none of that origin. */
    boolean remove(long origin) {
        int slot = count == 0 ? NONE : slotOf(origin);
        if (slot == NONE) {
            return false;
        }
        byOrigin.remove(slot);
        byId.remove(slot);
        heap.remove(slot);
        unlink(slot);
        count--;
        bytes -= sizes[slot];
        nexts[slot] = firstFree;
        firstFree = slot;
        if (count == 0) {
            reset();
        }
        return true;
    }

    private void unlink(int slot) {
        Chain chain = owners[slot];
        owners[slot] = null;
        int before = previous[slot];
        int after = nexts[slot];
        if (before == NONE) {
            chain.first = after;
        } else {
            nexts[before] = after;
        }
        if (after == NONE) {
            chain.last = before;
        } else {
            previous[after] = before;
        }
        if (chain.first == NONE) {
            chains.remove(chain.topic);
        }
    }

    private int slotOf(long origin) {
        return byOrigin.find(Long.hashCode(origin), slot -> origins[slot] == origin);
    }

    private Scheduled entry(int slot) {
        return new Scheduled(origins[slot], positions[slot], sizes[slot], dueTimesMs[slot]);
    }

    /** The entry as it is now, or null. */
    Scheduled get(long origin) {
        int slot = slotOf(origin);
        return slot == NONE ? null : entry(slot);
    }

    /** The topic that the entry goes to, or null. */
    String topicOf(long origin) {
        int slot = slotOf(origin);
        return slot == NONE ? null : owners[slot].topic;
    }

    /** When the next one is due that was not polled; {@link Long#MAX_VALUE} for none. */
    long nextDueMs() {
        return heap.count() == 0 ? Long.MAX_VALUE : dueTimesMs[heap.first()];
    }

    /** Takes the next due entry from the timer, not from the table; null when none is due. */
    Scheduled pollDue(long nowMs) {
        if (nextDueMs() > nowMs) {
            return null;
        }
        int slot = heap.first();
        heap.remove(slot);
        return entry(slot);
    }

    /** Gives a polled entry back to the timer, if it is still there. */
    void unpoll(long origin) {
        int slot = slotOf(origin);
        if (slot != NONE && !heap.contains(slot)) {
            heap.add(slot);
        }
    }

    /** Entries of a topic whose message id may be the one of that hash. */
    List<Scheduled> candidates(String topic, int idHash) {
        List<Scheduled> found = new ArrayList<>();
        byId.find(idHash, slot -> {
            if (idHashes[slot] == idHash && owners[slot].topic.equals(topic)) {
                found.add(entry(slot));
            }
            return false;
        });
        return found;
    }

    /**
     * Entries of a topic in the order of their sending.
     *
     * @param afterOrigin origin of the last entry of the page before, 0 for the first page
     */
    List<Scheduled> page(String topic, long afterOrigin, int maxCount) {
        List<Scheduled> page = new ArrayList<>();
        Chain chain = chains.get(topic);
        if (chain != null) {
            for (int slot = start(chain, afterOrigin); slot != NONE && page.size() < maxCount; slot = nexts[slot]) {
                page.add(entry(slot));
            }
        }
        return page;
    }

    private int start(Chain chain, long afterOrigin) {
        int known = afterOrigin == 0 ? NONE : slotOf(afterOrigin);
        if (known != NONE && owners[known] == chain) {
            return nexts[known];
        }
        int slot = chain.first;
        while (slot != NONE && origins[slot] <= afterOrigin) {
            slot = nexts[slot];
        }
        return slot;
    }

    /** Takes out all entries of a topic. */
    void removeTopic(String topic) {
        Chain chain = chains.get(topic);
        while (chain != null && chain.first != NONE) {
            remove(origins[chain.first]);
        }
    }

    /** Origins of the entries that stand before a log position, in the order of their sending. */
    long[] originsBefore(long position) {
        long[] found = new long[16];
        int length = 0;
        for (int slot = 0; slot < used; slot++) {
            if (owners[slot] != null && positions[slot] < position) {
                if (length == found.length) {
                    found = Arrays.copyOf(found, 2 * length);
                }
                found[length++] = origins[slot];
            }
        }
        found = Arrays.copyOf(found, length);
        Arrays.sort(found);
        return found;
    }

    /** Writes chunks of one topic each: topic, then entries to the end. Equal tables give equal bytes. */
    void snapshot(int version, Consumer<byte[]> chunks) {
        for (Chain chain : chains.values()) {
            StateWriter out = new StateWriter();
            int slot = chain.first;
            while (slot != NONE) {
                out.clear().putByte(version).putString(chain.topic);
                Scheduled before = new Scheduled(0, 0, 0, 0);
                while (slot != NONE && out.length() < CHUNK_BYTES) {
                    Scheduled entry = entry(slot);
                    write(entry, idHashes[slot], before, out);
                    before = entry;
                    slot = nexts[slot];
                }
                chunks.accept(out.toBytes());
            }
        }
    }

    private static void write(Scheduled entry, int idHash, Scheduled before, StateWriter out) {
        out.putSignedVarLong(entry.origin() - before.origin()).putVarLong(entry.position() - entry.origin())
            .putVarLong(entry.sizeBytes()).putSignedVarLong(entry.dueMs() - before.dueMs()).putInt(idHash);
    }

    /** Reads one chunk behind its version. */
    void restore(StateReader in) {
        String topic = in.getString();
        long origin = 0;
        long dueMs = 0;
        while (in.hasRemaining()) {
            origin += in.getSignedVarLong();
            long position = origin + in.getVarLong();
            int size = Math.toIntExact(in.getVarLong());
            dueMs += in.getSignedVarLong();
            put(topic, new Scheduled(origin, position, size, dueMs), in.getInt());
        }
    }
}
