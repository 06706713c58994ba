package io.ternmq.wire.jms;

import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of a consumer's deliveries has reached the client. The body of a {@link Connect} that takes a session up again lists
 * the client's consumers: what the broker has leased beyond that was lost on the way, and goes back unseen.
 *
 * <pre>
 * body  = entry*                    entry = i64 consumer id | i64 last sequence
 * </pre>
 *
 * @param consumerId   of {@link Attach}
 * @param lastSequence highest sequence that was received, 0 for none; all below it were as well
 */
public record Received(long consumerId, long lastSequence) {
    /** Length of an entry. */
    public static final int LENGTH_BYTES = 16;
    /** More entries than this in one body are refused. */
    public static final int MAX_COUNT = 100_000;

    public Received {
        if (lastSequence < 0) {
            throw new BadBlockException("last received sequence " + lastSequence + " of consumer " + consumerId + " (expected: >= 0)");
        }
    }

    /** Appends entries to {@code out}, which stays the caller's. */
    public static void encode(Collection<Received> entries, ByteBuf out) {
        out.ensureWritable(LENGTH_BYTES * entries.size());
        for (Received entry : entries) {
            out.writeLong(entry.consumerId).writeLong(entry.lastSequence);
        }
    }

    /**
     * Reads all of {@code body}, which stays the caller's; its reader index is not moved.
     *
     * @return last received sequences by consumer id
     * @throws BadBlockException when the length or an entry is not as documented
     */
    public static Map<Long, Long> decode(ByteBuf body) {
        int length = body.readableBytes();
        if (length % LENGTH_BYTES != 0 || length / LENGTH_BYTES > MAX_COUNT) {
            throw new BadBlockException("length of received sequences: " + length + " (expected: a multiple of " + LENGTH_BYTES
                + ", at most " + MAX_COUNT + " entries)");
        }
        Map<Long, Long> lastSequences = new HashMap<>();
        for (int at = body.readerIndex(); at < body.writerIndex(); at += LENGTH_BYTES) {
            Received entry = new Received(body.getLong(at), body.getLong(at + 8));
            lastSequences.put(entry.consumerId, entry.lastSequence);
        }
        return lastSequences;
    }
}
