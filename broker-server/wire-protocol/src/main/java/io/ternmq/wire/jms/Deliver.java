package io.ternmq.wire.jms;

import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages for consumers of a connection, broker to client, one-way: what one round of the broker has for them, as far as it fits into a
 * frame. The body says whose they are, and holds the stored messages back to back (PROTOCOL §4), run by run.
 *
 * <pre>
 * body  = run+ | message+           run = i64 consumer id | i64 first sequence | i32 count
 * </pre>
 *
 * @param runCount       number of runs, at least 1
 * @param deliveryCounts {@code "index:count,index:count"} for those messages (index from 0, over all runs) that were delivered before;
 *                       count is JMSXDeliveryCount of this delivery, so at least 2; nullable
 */
public record Deliver(int runCount, String deliveryCounts) implements Command {
    /** More messages than this in one frame are refused. */
    public static final int MAX_MESSAGES = 100_000;

    public Deliver {
        if (runCount < 1 || runCount > MAX_MESSAGES) {
            throw new BadBlockException("delivery of " + runCount + " runs (expected: 1 to " + MAX_MESSAGES + ")");
        }
    }

    /**
     * Neighbouring deliveries of a consumer.
     *
     * @param consumerId    of {@link Attach}
     * @param firstSequence of the first message; sequences count a consumer's deliveries from 1 without gaps
     * @param count         number of messages, at least 1
     */
    public record Run(long consumerId, long firstSequence, int count) {
        /** Length in a body. */
        public static final int LENGTH_BYTES = 20;

        public Run {
            if (firstSequence < 1 || count < 1 || count > MAX_MESSAGES) {
                throw new BadBlockException("delivery of " + count + " from sequence " + firstSequence + " (expected: both >= 1, at most "
                    + MAX_MESSAGES + " messages)");
            }
        }
    }

    /** For the broker: writes the beginning of the body; {@code out} stays the caller's. */
    public static void encode(List<Run> runs, ByteBuf out) {
        out.ensureWritable(Run.LENGTH_BYTES * runs.size());
        for (Run run : runs) {
            out.writeLong(run.consumerId).writeLong(run.firstSequence).writeInt(run.count);
        }
    }

    /**
     * For the client: reads the beginning of the body, which stays the caller's, up to the first message.
     *
     * @throws BadBlockException when it is not as documented
     */
    public List<Run> readRuns(ByteBuf body) {
        if (body.readableBytes() < Run.LENGTH_BYTES * (long) runCount) {
            throw new BadBlockException("delivery of " + runCount + " runs in a body of " + body.readableBytes() + " bytes (expected: "
                + Run.LENGTH_BYTES * (long) runCount + " or more)");
        }
        List<Run> runs = new ArrayList<>(runCount);
        long messages = 0;
        for (int i = 0; i < runCount; i++) {
            Run run = new Run(body.readLong(), body.readLong(), body.readInt());
            messages += run.count;
            runs.add(run);
        }
        if (messages > MAX_MESSAGES) {
            throw new BadBlockException("delivery of " + messages + " messages (expected: at most " + MAX_MESSAGES + ")");
        }
        return runs;
    }

    /**
     * For the broker: the field from one count per message.
     *
     * @param counts JMSXDeliveryCount of each message
     * @return null when none was delivered before
     */
    public static String deliveryCounts(int[] counts) {
        return DeliveryCounts.text(counts);
    }

    /** For the client: JMSXDeliveryCount of each of so many messages, 1 where the field says nothing. */
    public int[] parseDeliveryCounts(int messageCount) {
        return DeliveryCounts.parse(deliveryCounts, messageCount);
    }

    /** Reads it from a one-way request. */
    public static Deliver from(HeaderFields f) {
        return new Deliver(f.requireInt("n"), f.get("dc"));
    }

    @Override
    public int code() {
        return JmsCodes.DELIVER;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("n", runCount).put("dc", deliveryCounts);
    }
}
