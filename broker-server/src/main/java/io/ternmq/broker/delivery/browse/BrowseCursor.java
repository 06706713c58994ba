package io.ternmq.broker.delivery.browse;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Where a browser stands: a priority, and for each queue the next offset of that priority and the end, which was fixed when the
 * enumeration began. To the client it is bytes that it gives back.
 *
 * <pre>
 * u8 version 1 | u8 priority | i32 queue count | { i64 next offset | i64 end offset } ...
 * </pre>
 */
final class BrowseCursor {

    static final int HIGHEST_PRIORITY = 9;

    private static final int VERSION = 1;
    private static final int MAX_QUEUES = 1 << 16;
    private static final int QUEUE_BYTES = 16;

    private final long[] nextOffsets;
    private final long[] endOffsets;
    private int priority = HIGHEST_PRIORITY;

    /** At the first message of an enumeration. */
    BrowseCursor(long[] endOffsets) {
        this.nextOffsets = new long[endOffsets.length];
        this.endOffsets = endOffsets;
    }

    int priority() {
        return priority;
    }

    int queueCount() {
        return nextOffsets.length;
    }

    long nextOffset(int queueId) {
        return nextOffsets[queueId];
    }

    long endOffset(int queueId) {
        return endOffsets[queueId];
    }

    /** Whether the queue has nothing more of this priority. */
    boolean isAtEnd(int queueId) {
        return nextOffsets[queueId] >= endOffsets[queueId];
    }

    /** No offset from this one on is looked at. */
    void endAt(int queueId, long endOffset) {
        endOffsets[queueId] = Math.min(endOffsets[queueId], endOffset);
    }

    void advance(int queueId, long nextOffset) {
        nextOffsets[queueId] = Math.max(nextOffsets[queueId], nextOffset);
    }

    /** Goes on to the next lower priority when no queue has anything of this one; false when there is none lower. */
    boolean lowerPriority() {
        for (int queueId = 0; queueId < nextOffsets.length; queueId++) {
            if (!isAtEnd(queueId)) {
                return true;
            }
        }
        if (priority == 0) {
            return false;
        }
        priority--;
        Arrays.fill(nextOffsets, 0);
        return true;
    }

    void encode(ByteBuf out) {
        out.writeByte(VERSION).writeByte(priority).writeInt(nextOffsets.length);
        for (int queueId = 0; queueId < nextOffsets.length; queueId++) {
            out.writeLong(nextOffsets[queueId]).writeLong(endOffsets[queueId]);
        }
    }

    /**
     * Reads what {@link #encode} wrote and a client sent back.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static BrowseCursor decode(ByteBuf in) {
        requireValid(in.readableBytes() >= 6, "length", in.readableBytes());
        int version = in.readByte();
        requireValid(version == VERSION, "version", version);
        int priority = in.readByte();
        requireValid(priority >= 0 && priority <= HIGHEST_PRIORITY, "priority", priority);
        int queues = in.readInt();
        requireValid(queues >= 0 && queues <= MAX_QUEUES && in.readableBytes() == queues * QUEUE_BYTES, "queue count", queues);
        long[] next = new long[queues];
        long[] end = new long[queues];
        for (int queueId = 0; queueId < queues; queueId++) {
            next[queueId] = in.readLong();
            end[queueId] = in.readLong();
            requireValid(next[queueId] >= 0 && end[queueId] >= 0, "offset", Math.min(next[queueId], end[queueId]));
        }
        BrowseCursor cursor = new BrowseCursor(end);
        cursor.priority = priority;
        System.arraycopy(next, 0, cursor.nextOffsets, 0, queues);
        return cursor;
    }

    private static void requireValid(boolean isValid, String what, long value) {
        if (!isValid) {
            throw new IllegalArgumentException("browse cursor: " + what + " " + value + " (expected: a cursor that this broker made)");
        }
    }
}
