package io.ternmq.broker.delivery.lease;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.roaringbitmap.RoaringBitmap;

/**
 * A compressed set of queue offsets (not negative). As long as it is one run, which is what most sets are most of the time (what is on
 * its way of a queue, what one acknowledgement finishes), it is two numbers; else one bitmap per 2^32 offsets: in practice one or two.
 *
 * <p>Owned by the engine thread.
 */
final class OffsetSet {

    /** Receives runs of neighbouring offsets. */
    @FunctionalInterface
    interface RangeVisitor {
        void onRange(long fromOffset, long toOffsetExclusive);
    }

    private static final int LOW_BITS = 32;
    private static final long LOW_MASK = 0xFFFF_FFFFL;
    /** Added one by one, so that a bitmap keeps it as an array: single offsets come and go cheaper there than between runs. */
    private static final int SHORT_RUN = 512;

    /** The only run, empty when both are equal; of no meaning when there are bitmaps. */
    private long runFrom;
    private long runTo;
    /** Null while the set is one run. */
    private TreeMap<Long, RoaringBitmap> byHigh;
    private long cachedHigh = -1;
    private RoaringBitmap cached;

    boolean isEmpty() {
        return byHigh == null ? runFrom == runTo : byHigh.isEmpty();
    }

    boolean contains(long offset) {
        if (byHigh == null) {
            return offset >= runFrom && offset < runTo;
        }
        RoaringBitmap bitmap = bitmap(offset >>> LOW_BITS);
        return bitmap != null && bitmap.contains((int) offset);
    }

    void add(long offset) {
        if (tryAddToRun(offset, offset + 1)) {
            return;
        }
        orCreate(offset >>> LOW_BITS).add((int) offset);
    }

    void addRange(long fromOffset, long toOffsetExclusive) {
        if (fromOffset >= toOffsetExclusive || tryAddToRun(fromOffset, toOffsetExclusive)) {
            return;
        }
        long from = fromOffset;
        while (from < toOffsetExclusive) {
            long high = from >>> LOW_BITS;
            long end = Math.min(toOffsetExclusive, (high + 1) << LOW_BITS);
            orCreate(high).add(from & LOW_MASK, ((end - 1) & LOW_MASK) + 1);
            from = end;
        }
    }

    /** Makes bitmaps of the run and returns false when the outcome is not one run. */
    private boolean tryAddToRun(long from, long to) {
        if (byHigh != null) {
            return false;
        }
        if (runFrom == runTo) {
            runFrom = from;
            runTo = to;
        } else if (from <= runTo && to >= runFrom) {
            runFrom = Math.min(runFrom, from);
            runTo = Math.max(runTo, to);
        } else {
            byHigh = bitmaps();
            return false;
        }
        return true;
    }

    /** The same for the run without a range of it. */
    private boolean tryRemoveFromRun(long fromOffset, long toOffsetExclusive) {
        if (byHigh != null) {
            return false;
        }
        long from = Math.max(runFrom, fromOffset);
        long to = Math.min(runTo, toOffsetExclusive);
        if (from >= to) {
            return true;
        }
        if (from == runFrom) {
            runFrom = to;
        } else if (to == runTo) {
            runTo = from;
        } else {
            byHigh = bitmaps();
            return false;
        }
        return true;
    }

    /** Its bitmaps, made of the run when there are none. */
    private TreeMap<Long, RoaringBitmap> bitmaps() {
        if (byHigh != null) {
            return byHigh;
        }
        OffsetSet set = new OffsetSet();
        set.byHigh = new TreeMap<>();
        if (runTo - runFrom > SHORT_RUN) {
            set.addRange(runFrom, runTo);
        } else {
            forEach(set::add);
        }
        return set.byHigh;
    }

    private void becomeRunWhenEmpty() {
        cachedHigh = -1;
        cached = null;
        if (byHigh.isEmpty()) {
            byHigh = null;
            runFrom = 0;
            runTo = 0;
        }
    }

    /** Removes one offset; false when it was not there. */
    boolean remove(long offset) {
        if (byHigh == null && !contains(offset)) {
            return false;
        }
        if (tryRemoveFromRun(offset, offset + 1)) {
            return true;
        }
        long high = offset >>> LOW_BITS;
        RoaringBitmap bitmap = bitmap(high);
        if (bitmap == null || !bitmap.checkedRemove((int) offset)) {
            return false;
        }
        if (bitmap.isEmpty()) {
            forget(high);
        }
        return true;
    }

    void removeRange(long fromOffset, long toOffsetExclusive) {
        if (tryRemoveFromRun(fromOffset, toOffsetExclusive)) {
            return;
        }
        long from = fromOffset;
        while (from < toOffsetExclusive && byHigh != null) {
            long high = from >>> LOW_BITS;
            long end = Math.min(toOffsetExclusive, (high + 1) << LOW_BITS);
            RoaringBitmap bitmap = bitmap(high);
            if (bitmap != null) {
                bitmap.remove(from & LOW_MASK, ((end - 1) & LOW_MASK) + 1);
                if (bitmap.isEmpty()) {
                    forget(high);
                }
            }
            from = end;
        }
    }

    void removeBelow(long offset) {
        if (tryRemoveFromRun(0, offset)) {
            return;
        }
        Iterator<Map.Entry<Long, RoaringBitmap>> entries = byHigh.entrySet().iterator();
        long high = offset >>> LOW_BITS;
        while (entries.hasNext()) {
            Map.Entry<Long, RoaringBitmap> entry = entries.next();
            if (entry.getKey() > high) {
                break;
            }
            if (entry.getKey() == high) {
                entry.getValue().remove(0L, offset & LOW_MASK);
            }
            if (entry.getKey() < high || entry.getValue().isEmpty()) {
                entries.remove();
            }
        }
        becomeRunWhenEmpty();
    }

    /** The smallest offset; the set must not be empty. */
    long first() {
        if (byHigh == null) {
            return runFrom;
        }
        Map.Entry<Long, RoaringBitmap> entry = byHigh.firstEntry();
        return (entry.getKey() << LOW_BITS) | Integer.toUnsignedLong(entry.getValue().first());
    }

    /** The smallest offset at or after {@code fromOffset} that is not in the set. */
    long nextAbsent(long fromOffset) {
        if (byHigh == null) {
            return contains(fromOffset) ? runTo : fromOffset;
        }
        long from = fromOffset;
        RoaringBitmap bitmap = bitmap(from >>> LOW_BITS);
        while (bitmap != null) {
            long high = from >>> LOW_BITS;
            long low = bitmap.nextAbsentValue((int) from);
            if (low >= 0 && low <= LOW_MASK) {
                return (high << LOW_BITS) | low;
            }
            from = (high + 1) << LOW_BITS;
            bitmap = bitmap(high + 1);
        }
        return from;
    }

    /** Visits the set as runs, in ascending order. */
    void forEachRange(RangeVisitor visitor) {
        if (byHigh == null) {
            if (runFrom < runTo) {
                visitor.onRange(runFrom, runTo);
            }
            return;
        }
        long[] run = {-1, -1};
        byHigh.forEach((high, bitmap) -> {
            long base = high << LOW_BITS;
            bitmap.forEach((int low) -> {
                long offset = base | Integer.toUnsignedLong(low);
                if (offset == run[1]) {
                    run[1]++;
                    return;
                }
                if (run[1] >= 0) {
                    visitor.onRange(run[0], run[1]);
                }
                run[0] = offset;
                run[1] = offset + 1;
            });
        });
        if (run[1] >= 0) {
            visitor.onRange(run[0], run[1]);
        }
    }

    /** The runs in ascending order: the first offset of each, and its end (exclusive). */
    long[] bounds() {
        if (byHigh == null) {
            return runFrom < runTo ? new long[] {runFrom, runTo} : new long[0];
        }
        LongStream.Builder bounds = LongStream.builder();
        forEachRange((from, to) -> bounds.add(from).add(to));
        return bounds.build().toArray();
    }

    /** The smallest offset at or after {@code fromOffset} that is in the set; {@link Long#MAX_VALUE} for none. */
    long nextPresent(long fromOffset) {
        if (byHigh == null) {
            return fromOffset < runTo && runFrom < runTo ? Math.max(runFrom, fromOffset) : Long.MAX_VALUE;
        }
        for (Map.Entry<Long, RoaringBitmap> entry : byHigh.tailMap(fromOffset >>> LOW_BITS, true).entrySet()) {
            long base = entry.getKey() << LOW_BITS;
            long low = entry.getValue().nextValue((int) Math.max(0, fromOffset - base));
            if (low >= 0) {
                return base | low;
            }
        }
        return Long.MAX_VALUE;
    }

    void addAll(OffsetSet other) {
        if (other.byHigh == null) {
            addRange(other.runFrom, other.runTo);
            return;
        }
        byHigh = bitmaps();
        other.byHigh.forEach((high, bitmap) -> orCreate(high).or(bitmap));
    }

    void removeAll(OffsetSet other) {
        if (other.byHigh == null) {
            removeRange(other.runFrom, other.runTo);
            return;
        }
        byHigh = bitmaps();
        byHigh.forEach((high, bitmap) -> {
            RoaringBitmap removed = other.byHigh.get(high);
            if (removed != null) {
                bitmap.andNot(removed);
            }
        });
        byHigh.values().removeIf(RoaringBitmap::isEmpty);
        becomeRunWhenEmpty();
    }

    /** What is in both, as a set of its own. */
    OffsetSet intersection(OffsetSet other) {
        OffsetSet both = new OffsetSet();
        TreeMap<Long, RoaringBitmap> theirs = other.bitmaps();
        both.byHigh = new TreeMap<>();
        bitmaps().forEach((high, bitmap) -> {
            RoaringBitmap their = theirs.get(high);
            if (their != null && RoaringBitmap.intersects(bitmap, their)) {
                both.byHigh.put(high, RoaringBitmap.and(bitmap, their));
            }
        });
        both.becomeRunWhenEmpty();
        return both;
    }

    /** All offsets, ascending. */
    long[] toArray() {
        long[] all = new long[Math.toIntExact(count())];
        int[] index = {0};
        forEach(offset -> all[index[0]++] = offset);
        return all;
    }

    /** The offsets in a range, at most {@code maxCount} of them, ascending. */
    long[] between(long fromOffset, long toOffsetExclusive, int maxCount) {
        long[] found = new long[maxCount];
        int count = 0;
        long next = nextPresent(fromOffset);
        while (next < toOffsetExclusive && count < maxCount) {
            found[count++] = next;
            next = nextPresent(next + 1);
        }
        return Arrays.copyOf(found, count);
    }

    void forEach(LongConsumer visitor) {
        if (byHigh == null) {
            for (long offset = runFrom; offset < runTo; offset++) {
                visitor.accept(offset);
            }
            return;
        }
        byHigh.forEach((high, bitmap) ->
            bitmap.forEach((int low) -> visitor.accept(high << LOW_BITS | Integer.toUnsignedLong(low))));
    }

    long count() {
        return byHigh == null ? runTo - runFrom : byHigh.values().stream().mapToLong(RoaringBitmap::getLongCardinality).sum();
    }

    private RoaringBitmap bitmap(long high) {
        if (high != cachedHigh) {
            cached = byHigh.get(high);
            cachedHigh = high;
        }
        return cached;
    }

    private RoaringBitmap orCreate(long high) {
        RoaringBitmap bitmap = bitmap(high);
        if (bitmap == null) {
            bitmap = new RoaringBitmap();
            byHigh.put(high, bitmap);
            cached = bitmap;
        }
        return bitmap;
    }

    private void forget(long high) {
        byHigh.remove(high);
        becomeRunWhenEmpty();
    }

    /** Writes the runs as deltas, the first one from {@code base}; no offset may be below it. */
    void encode(ByteBuf out, long base) {
        int[] ranges = {0};
        forEachRange((from, to) -> ranges[0]++);
        Varint.write(out, ranges[0]);
        long[] previous = {base};
        forEachRange((from, to) -> {
            Varint.write(out, from - previous[0]);
            Varint.write(out, to - from);
            previous[0] = to;
        });
    }

    /** Adds what {@link #encode} wrote. */
    void decode(ByteBuf in, long base) {
        int rangeCount = Varint.readInt(in);
        long previous = base;
        for (int i = 0; i < rangeCount; i++) {
            long from = previous + Varint.read(in);
            previous = from + Varint.read(in);
            addRange(from, previous);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof OffsetSet set)) {
            return false;
        }
        return byHigh == null && set.byHigh == null && count() == set.count() ? isEmpty() || runFrom == set.runFrom
            : bitmaps().equals(set.bitmaps());
    }

    @Override
    public int hashCode() {
        // Not the bitmaps' own: theirs differ between equal sets in different containers.
        int[] hash = {1};
        forEachRange((from, to) -> hash[0] = 31 * (31 * hash[0] + Long.hashCode(from)) + Long.hashCode(to));
        return hash[0];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        forEachRange((from, to) -> text.append(text.length() > 1 ? " " : "").append(from).append("..").append(to - 1));
        return text.append(']').toString();
    }
}
