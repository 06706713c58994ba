package io.ternmq.broker.delivery.lease;

import io.netty.buffer.ByteBuf;
import io.ternmq.broker.delivery.lease.SettleRecord.QueueSettlement;
import io.ternmq.broker.delivery.lease.SettleRecord.Release;
import java.util.List;
import java.util.TreeMap;

/**
 * Durable progress of a group in one queue. Invariants: every offset below the low-water mark is finished; the set and the map
 * hold only offsets at or above it; a finished offset has no release. Engine thread; changed by {@link #apply} alone.
 */
final class QueueProgress {

    /** With more given back messages than this, histories of further ones are not kept: state must stay small. */
    private static final int MAX_HISTORIES = 1_000;

    private long lowWaterMark;
    private final OffsetSet finished = new OffsetSet();
    /** Given back at least once: offset to its count and earliest time. */
    private final TreeMap<Long, Release> released = new TreeMap<>();

    long lowWaterMark() {
        return lowWaterMark;
    }

    long finishedAboveMark() {
        return finished.count();
    }

    boolean isFinished(long offset) {
        return offset < lowWaterMark || finished.contains(offset);
    }

    /** The first offset at or after this one that is not finished. */
    long nextUnfinished(long offset) {
        return finished.nextAbsent(Math.max(offset, lowWaterMark));
    }

    /** How often the application has seen the message; 0 for never. */
    int deliveries(long offset) {
        Release release = released.isEmpty() ? null : released.get(offset);
        return release == null ? 0 : release.count();
    }

    /** The wall-clock time before which the message must wait; 0 for none. */
    long notBeforeMs(long offset) {
        Release release = released.isEmpty() ? null : released.get(offset);
        return release == null ? 0 : release.notBeforeMs();
    }

    /** What is known of the message's failures. */
    FailureHistory history(long offset) {
        Release release = released.isEmpty() ? null : released.get(offset);
        return release == null ? FailureHistory.NONE : release.history();
    }

    /** Takes out what is finished. */
    void removeFinished(OffsetSet offsets) {
        offsets.removeBelow(lowWaterMark);
        offsets.removeAll(finished);
    }

    /** What was given back at least once, within a range. */
    Iterable<Release> released(long fromOffset, long toOffsetExclusive) {
        return released.isEmpty() ? List.of() : released.subMap(fromOffset, toOffsetExclusive).values();
    }

    Iterable<Release> released() {
        return released.values();
    }

    void apply(QueueSettlement settlement) {
        long[] ranges = settlement.finishedRanges();
        for (int i = 0; i < ranges.length; i += 2) {
            finish(ranges[i], ranges[i + 1]);
        }
        for (Release release : settlement.released()) {
            if (!isFinished(release.queueOffset())) {
                released.put(release.queueOffset(), released.size() < MAX_HISTORIES ? release : release.withoutHistory());
            }
        }
        raise(settlement.lowWaterMark());
    }

    private void finish(long from, long to) {
        if (from == lowWaterMark && finished.isEmpty()) {
            // The usual case: settled in order, nothing to keep.
            lowWaterMark = to;
        } else if (to > lowWaterMark) {
            finished.addRange(Math.max(from, lowWaterMark), to);
        }
        if (!released.isEmpty()) {
            released.subMap(from, to).clear();
        }
    }

    private void raise(long newLowWaterMark) {
        long mark = Math.max(lowWaterMark, newLowWaterMark);
        if (!finished.isEmpty()) {
            mark = finished.nextAbsent(mark);
            finished.removeBelow(mark);
        }
        if (!released.isEmpty()) {
            released.headMap(mark).clear();
        }
        lowWaterMark = mark;
    }

    void encode(ByteBuf out) {
        Varint.write(out, lowWaterMark);
        finished.encode(out, lowWaterMark);
        Varint.write(out, released.size());
        for (Release release : released.values()) {
            Varint.write(out, release.queueOffset() - lowWaterMark);
            Varint.write(out, release.count());
            Varint.write(out, release.notBeforeMs());
            release.history().encode(out);
        }
    }

    static QueueProgress decode(ByteBuf in) {
        QueueProgress progress = new QueueProgress();
        progress.lowWaterMark = Varint.read(in);
        progress.finished.decode(in, progress.lowWaterMark);
        int releaseCount = Varint.readInt(in);
        for (int i = 0; i < releaseCount; i++) {
            long offset = progress.lowWaterMark + Varint.read(in);
            progress.released.put(offset, new Release(offset, Varint.readInt(in), Varint.read(in), FailureHistory.decode(in)));
        }
        return progress;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QueueProgress that && lowWaterMark == that.lowWaterMark && finished.equals(that.finished)
            && released.equals(that.released);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(lowWaterMark) + finished.hashCode()) + released.hashCode();
    }

    @Override
    public String toString() {
        return "low " + lowWaterMark + " finished " + finished + " released " + released.values();
    }
}
