package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Asks for a page of what waits in a queue, without taking it. The body is the cursor that the last page came with, empty for the
 * first; what comes after the first page was asked for is not seen. The broker keeps nothing between two pages.
 *
 * @param epoch       session epoch
 * @param topic       mapped name of the queue
 * @param group       consumer group whose view it is; null for the queue's own
 * @param selector    JMS selector, nullable
 * @param maxMessages most messages in the page, at least 1; the broker may send fewer, even none, with more to come
 */
public record Browse(long epoch, String topic, String group, String selector, int maxMessages) implements Command {
    public Browse {
        requireNonNull(topic, "topic");
    }

    /** Reads it from a request. */
    public static Browse from(HeaderFields f) {
        return new Browse(f.requireLong("e"), f.require("t"), f.get("g"), f.get("sel"), f.requireInt("n"));
    }

    @Override
    public int code() {
        return JmsCodes.BROWSE;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("t", topic).put("g", group).put("sel", selector).put("n", maxMessages);
    }

    /**
     * The answer. The body is the cursor for the next page, then the stored messages back to back.
     *
     * @param count             number of messages
     * @param deliveryCounts    as in {@link Deliver}, nullable
     * @param cursorLengthBytes length of the cursor; 0 when this is the last page
     */
    public record Page(int count, String deliveryCounts, int cursorLengthBytes) {
        /** Reads it from a response. */
        public static Page from(HeaderFields f) {
            return new Page(f.requireInt("n"), f.get("dc"), f.requireInt("cl"));
        }

        /** JMSXDeliveryCount of each message, 1 where the field says nothing. */
        public int[] parseDeliveryCounts() {
            return DeliveryCounts.parse(deliveryCounts, count);
        }

        /** Writes it into a response. */
        public void writeTo(HeaderFields f) {
            f.put("n", count).put("dc", deliveryCounts).put("cl", cursorLengthBytes);
        }
    }
}
