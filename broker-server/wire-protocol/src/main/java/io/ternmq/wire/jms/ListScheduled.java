package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks which messages wait for their delivery time, in the order of their sending. The answer's body is a list of {@link Entry},
 * its header says where the next page begins ({@link Page}).
 *
 * @param topic    mapped name of the destination
 * @param after    {@code next} of the page before, 0 for the first page
 * @param maxCount 1 to {@link #MAX_COUNT}
 */
public record ListScheduled(String topic, long after, int maxCount) implements Command {
    /** Longest page. */
    public static final int MAX_COUNT = 1000;

    public ListScheduled {
        requireNonNull(topic, "topic");
        if (maxCount < 1 || maxCount > MAX_COUNT || after < 0) {
            throw new BadBlockException("page of " + maxCount + " messages after " + after + " (expected: 1 to " + MAX_COUNT
                + ", after >= 0)");
        }
    }

    /** Reads it from a request. */
    public static ListScheduled from(HeaderFields f) {
        return new ListScheduled(f.require("t"), f.getLong("af", 0), f.getInt("n", MAX_COUNT));
    }

    @Override
    public int code() {
        return JmsCodes.LIST_SCHEDULED;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("t", topic).put("af", after).put("n", maxCount);
    }

    /**
     * A message that waits.
     *
     * <pre>
     * i64 delivery time | i64 timestamp | i32 body length | u16 length, message id in UTF-8
     * </pre>
     *
     * @param messageId      without {@code ID:}, empty when it has none
     * @param deliveryTimeMs by the broker's clock
     * @param timestampMs    when it was sent, by the sender's clock
     * @param bodyBytes      length of its body
     */
    public record Entry(String messageId, long deliveryTimeMs, long timestampMs, int bodyBytes) {
    }

    /**
     * The answer.
     *
     * @param next to be given as {@code after} for the next page; 0 when this was the last
     */
    public record Page(List<Entry> entries, long next) {
        /** Writes the header field. */
        public void writeTo(HeaderFields f) {
            f.put("nx", next);
        }

        /** Writes the body. */
        public void writeTo(ByteBuf out) {
            for (Entry entry : entries) {
                byte[] id = entry.messageId().getBytes(StandardCharsets.UTF_8);
                out.writeLong(entry.deliveryTimeMs()).writeLong(entry.timestampMs()).writeInt(entry.bodyBytes())
                    .writeShort(id.length).writeBytes(id);
            }
        }

        /**
         * Reads an answer; {@code body} stays the caller's.
         *
         * @throws BadBlockException when the body is cut short or too long
         */
        public static Page from(HeaderFields f, ByteBuf body) {
            List<Entry> entries = new ArrayList<>();
            ByteBuf in = body.duplicate();
            try {
                while (in.isReadable() && entries.size() <= MAX_COUNT) {
                    long deliveryTimeMs = in.readLong();
                    long timestampMs = in.readLong();
                    int bodyBytes = in.readInt();
                    String id = in.readCharSequence(in.readUnsignedShort(), StandardCharsets.UTF_8).toString();
                    entries.add(new Entry(id, deliveryTimeMs, timestampMs, bodyBytes));
                }
            } catch (IndexOutOfBoundsException e) {
                throw new BadBlockException("page of scheduled messages is cut short after " + entries.size(), e);
            }
            if (entries.size() > MAX_COUNT) {
                throw new BadBlockException("page of more than " + MAX_COUNT + " scheduled messages");
            }
            return new Page(List.copyOf(entries), f.getLong("nx", 0));
        }
    }
}
