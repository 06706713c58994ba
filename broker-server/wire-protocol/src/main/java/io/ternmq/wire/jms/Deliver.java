package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;
import java.util.Arrays;

/**
 * Messages for a consumer, broker to client, one-way. The body holds the stored messages back to back (PROTOCOL §4).
 *
 * @param consumerId     of {@link Attach}
 * @param firstSequence  of the first message; sequences count a consumer's deliveries from 1 without gaps
 * @param count          number of messages in the body, at least 1
 * @param deliveryCounts {@code "index:count,index:count"} for those messages (index from 0) that were delivered before; count is
 *                       JMSXDeliveryCount of this delivery, so at least 2; nullable
 */
public record Deliver(long consumerId, long firstSequence, int count, String deliveryCounts) implements Command {
    public Deliver {
        if (firstSequence < 1 || count < 1) {
            throw new BadBlockException("delivery of " + count + " from sequence " + firstSequence + " (expected: both >= 1)");
        }
    }

    /**
     * For the broker: the field from one count per message.
     *
     * @param counts JMSXDeliveryCount of each message
     * @return null when none was delivered before
     */
    public static String deliveryCounts(int[] counts) {
        StringBuilder out = null;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 1) {
                out = out == null ? new StringBuilder(32) : out.append(',');
                out.append(i).append(':').append(counts[i]);
            }
        }
        return out == null ? null : out.toString();
    }

    /** For the client: JMSXDeliveryCount of each message, 1 where the field says nothing. */
    public int[] parseDeliveryCounts() {
        int[] counts = new int[count];
        Arrays.fill(counts, 1);
        if (deliveryCounts != null) {
            for (String entry : deliveryCounts.split(",")) {
                parse(entry, counts);
            }
        }
        return counts;
    }

    private void parse(String entry, int[] counts) {
        try {
            int colon = entry.indexOf(':');
            counts[Integer.parseInt(entry.substring(0, colon))] = Integer.parseInt(entry.substring(colon + 1));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new BadBlockException("delivery count '" + entry + "' of " + count + " messages (expected: index:count)", e);
        }
    }

    /** Reads it from a one-way request. */
    public static Deliver from(HeaderFields f) {
        return new Deliver(f.requireLong("c"), f.requireLong("s"), f.requireInt("n"), f.get("dc"));
    }

    @Override
    public int code() {
        return JmsCodes.DELIVER;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("c", consumerId).put("s", firstSequence).put("n", count).put("dc", deliveryCounts);
    }
}
