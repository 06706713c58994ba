package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * One outcome for a run of a consumer's deliveries; the body of {@link Settle} is a list of these.
 *
 * <pre>
 * body  = entry*                    entry = i64 consumer id | u8 outcome | i64 first sequence | i64 last sequence (inclusive)
 * </pre>
 *
 * @param consumerId    of {@link Attach}
 * @param outcome       what became of them
 * @param firstSequence at least 1
 * @param lastSequence  at least {@code firstSequence}
 */
public record Settlement(long consumerId, Outcome outcome, long firstSequence, long lastSequence) {
    /** Length of an entry. */
    public static final int LENGTH_BYTES = 25;
    /** More entries than this in one body are refused. */
    public static final int MAX_COUNT = 100_000;

    public Settlement {
        requireNonNull(outcome, "outcome");
        if (firstSequence < 1 || lastSequence < firstSequence) {
            throw new BadBlockException("sequences " + firstSequence + " to " + lastSequence + " (expected: 1 <= first <= last)");
        }
    }

    /** Number of messages. */
    public long count() {
        return lastSequence - firstSequence + 1;
    }

    /**
     * Appends entries to {@code out}, which stays the caller's.
     */
    public static void encode(List<Settlement> settlements, ByteBuf out) {
        out.ensureWritable(LENGTH_BYTES * settlements.size());
        for (Settlement s : settlements) {
            out.writeLong(s.consumerId).writeByte(s.outcome.code()).writeLong(s.firstSequence).writeLong(s.lastSequence);
        }
    }

    /**
     * Reads all of {@code body}, which stays the caller's; its reader index is not moved.
     *
     * @throws BadBlockException when the length or an entry is not as documented
     */
    public static List<Settlement> decode(ByteBuf body) {
        int length = body.readableBytes();
        if (length % LENGTH_BYTES != 0 || length / LENGTH_BYTES > MAX_COUNT) {
            throw new BadBlockException("settle body length: " + length + " (expected: a multiple of " + LENGTH_BYTES
                + ", at most " + MAX_COUNT + " entries)");
        }
        List<Settlement> settlements = new ArrayList<>(length / LENGTH_BYTES);
        for (int at = body.readerIndex(); at < body.writerIndex(); at += LENGTH_BYTES) {
            settlements.add(new Settlement(body.getLong(at), Outcome.of(body.getUnsignedByte(at + 8)), body.getLong(at + 9),
                body.getLong(at + 17)));
        }
        return settlements;
    }
}
