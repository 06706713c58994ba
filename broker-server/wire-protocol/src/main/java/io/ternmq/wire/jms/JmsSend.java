package io.ternmq.wire.jms;

import io.ternmq.wire.frame.HeaderFields;
import java.util.OptionalInt;

/**
 * What a JMS producer adds to an ordinary SEND_MESSAGE_V2. Messages of a transaction go another way: {@link Hold}.
 *
 * @param producerId       of the connection, made by the client at random and the same in all its sessions; 0 = not given
 * @param producerSequence counts the connection's sends from 1, for the detection of duplicates; 0 = not given
 * @param waitsForDurable  PERSISTENT: the answer waits for the disk (and the replicas that were asked for)
 */
public record JmsSend(long producerId, long producerSequence, boolean waitsForDurable) {
    private static final String DELIVERY_TIME = "dt";
    private static final String LANE = "la";

    /**
     * Leaves the choice of the queue to the broker, which takes the same one for all messages of a lane as long as the topic has as many
     * queues for writing: so those keep their order.
     *
     * @param lane any number
     */
    public static void putLane(HeaderFields f, int lane) {
        f.put(LANE, lane);
    }

    /** What {@link #putLane} put there; empty when the send names its queue. */
    public static OptionalInt lane(HeaderFields f) {
        return f.get(LANE) == null ? OptionalInt.empty() : OptionalInt.of(f.getInt(LANE, 0));
    }

    /**
     * Asks for delivery at a time: JMSDeliveryTime by the sender's clock, in ms, like the send's born timestamp. The broker adds
     * the difference of the two to its own time, so that the clocks need not agree.
     */
    public static void putDeliveryTimeMs(HeaderFields f, long deliveryTimeMs) {
        f.put(DELIVERY_TIME, deliveryTimeMs);
    }

    /** What {@link #putDeliveryTimeMs} put there; 0 for delivery at once. */
    public static long deliveryTimeMs(HeaderFields f) {
        return f.getLong(DELIVERY_TIME, 0);
    }

    /**
     * Says that a send which is refused as busy will be sent again: so that the order holds, those behind it on this connection are
     * refused as well, until one comes that resumes.
     *
     * @param resumes whether the connection goes on with this one, after all that were refused
     */
    public static void putOrdered(HeaderFields f, boolean resumes) {
        f.put("ro", resumes ? "r" : "o");
    }

    /** Whether those behind it have to wait when it is refused as busy. */
    public static boolean isOrdered(HeaderFields f) {
        return f.get("ro") != null;
    }

    /** Whether the connection goes on with this one after a refusal. */
    public static boolean resumes(HeaderFields f) {
        return "r".equals(f.get("ro"));
    }

    /** Whether a send carries these fields. */
    public static boolean isPresent(HeaderFields f) {
        return f.get("du") != null || f.get("ps") != null;
    }

    /** Reads them from a send request; what is absent is 0 or false. */
    public static JmsSend from(HeaderFields f) {
        return new JmsSend(f.getLong("pi", 0), f.getLong("ps", 0), f.getBoolean("du", false));
    }

    /** Adds them to a send request. */
    public void writeTo(HeaderFields f) {
        if (producerSequence != 0) {
            f.put("pi", producerId);
            f.put("ps", producerSequence);
        }
        if (waitsForDurable) {
            f.put("du", true);
        }
    }
}
