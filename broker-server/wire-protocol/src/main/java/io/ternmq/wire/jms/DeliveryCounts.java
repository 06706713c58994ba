package io.ternmq.wire.jms;

import java.util.Arrays;

/** JMSXDeliveryCount of the messages of a body as a header field: {@code "index:count,index:count"}, only of those above 1. */
final class DeliveryCounts {
    private DeliveryCounts() {
    }

    /**
     * Writes it.
     *
     * @param counts    JMSXDeliveryCount of each message
     * @return null when none was delivered before
     */
    static String text(int[] counts) {
        StringBuilder out = null;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 1) {
                out = out == null ? new StringBuilder(32) : out.append(',');
                out.append(i).append(':').append(counts[i]);
            }
        }
        return out == null ? null : out.toString();
    }

    /**
     * Reads it.
     *
     * @param textOrNull the field
     * @param count      how many messages there are
     * @return JMSXDeliveryCount of each, 1 where the field says nothing
     * @throws BadBlockException when it is not as documented
     */
    static int[] parse(String textOrNull, int count) {
        int[] counts = new int[count];
        Arrays.fill(counts, 1);
        if (textOrNull != null) {
            for (String entry : textOrNull.split(",")) {
                parse(entry, counts);
            }
        }
        return counts;
    }

    private static void parse(String entry, int[] counts) {
        try {
            int colon = entry.indexOf(':');
            counts[Integer.parseInt(entry.substring(0, colon))] = Integer.parseInt(entry.substring(colon + 1));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new BadBlockException("delivery count '" + entry + "' of " + counts.length + " messages (expected: index:count)", e);
        }
    }
}
