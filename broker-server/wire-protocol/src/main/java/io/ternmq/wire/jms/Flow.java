package io.ternmq.wire.jms;

import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives credit to consumers, and says what their applications have seen; the body lists it ({@link Entry}). One-way: then entries of consumers
 * that are gone mean nothing. With {@code drain} it is a request with one entry, answered ({@link Drained}) when the credit was used up or
 * nothing more is there: all deliveries precede the answer on the wire.
 *
 * @param epoch session epoch
 * @param drain whether the broker shall answer with what it could not use, and forget that credit
 */
public record Flow(long epoch, boolean drain) implements Command {

    /**
     * What is said of one consumer.
     *
     * <pre>
     * body  = entry+                    entry = i64 consumer id | i32 credit | i64 delivered sequence
     * </pre>
     *
     * @param consumerId        of {@link Attach}
     * @param credit            to add to what is left, 0 or more
     * @param deliveredSequence highest sequence that was handed to the application, 0 for none or "as before"
     */
    public record Entry(long consumerId, int credit, long deliveredSequence) {
        /** Length of an entry. */
        public static final int LENGTH_BYTES = 20;
        /** More entries than this in one body are refused. */
        public static final int MAX_COUNT = 10_000;

        public Entry {
            if (credit < 0 || deliveredSequence < 0) {
                throw new BadBlockException("credit " + credit + " and delivered sequence " + deliveredSequence + " of consumer "
                    + consumerId + " (expected: both >= 0)");
            }
        }

        /** Appends entries to {@code out}, which stays the caller's. */
        public static void encode(List<Entry> entries, ByteBuf out) {
            out.ensureWritable(LENGTH_BYTES * entries.size());
            for (Entry entry : entries) {
                out.writeLong(entry.consumerId).writeInt(entry.credit).writeLong(entry.deliveredSequence);
            }
        }

        /**
         * Reads all of {@code body}, which stays the caller's; its reader index is not moved.
         *
         * @throws BadBlockException when the length or an entry is not as documented
         */
        public static List<Entry> decode(ByteBuf body) {
            int length = body.readableBytes();
            if (length == 0 || length % LENGTH_BYTES != 0 || length / LENGTH_BYTES > MAX_COUNT) {
                throw new BadBlockException("flow body length: " + length + " (expected: a multiple of " + LENGTH_BYTES
                    + ", 1 to " + MAX_COUNT + " entries)");
            }
            List<Entry> entries = new ArrayList<>(length / LENGTH_BYTES);
            for (int at = body.readerIndex(); at < body.writerIndex(); at += LENGTH_BYTES) {
                entries.add(new Entry(body.getLong(at), body.getInt(at + 8), body.getLong(at + 12)));
            }
            return entries;
        }
    }

    /** Reads it from a request. */
    public static Flow from(HeaderFields f) {
        return new Flow(f.requireLong("e"), f.getBoolean("dr", false));
    }

    @Override
    public int code() {
        return JmsCodes.FLOW;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch);
        if (drain) {
            f.put("dr", true);
        }
    }

    /**
     * The answer to a {@link Flow} with {@code drain}.
     *
     * @param unusedCredit what was left; it is 0 now
     */
    public record Drained(int unusedCredit) {
        /** Reads it from a response. */
        public static Drained from(HeaderFields f) {
            return new Drained(f.requireInt("n"));
        }

        /** Writes it into a response. */
        public void writeTo(HeaderFields f) {
            f.put("n", unusedCredit);
        }
    }
}
