package io.ternmq.wire.jms;

import io.ternmq.wire.frame.HeaderFields;

/**
 * What a JMS producer adds to an ordinary SEND_MESSAGE_V2.
 *
 * @param epoch            session epoch of the transaction, in field {@code ep}: {@code e} is the queue id here
 * @param transactionId    the broker holds the message until this transaction commits, and answers at once without an offset;
 *                         0 = no transaction
 * @param producerId       of the connection, made by the client at random and the same in all its sessions; 0 = not given
 * @param producerSequence counts the connection's sends from 1, for the detection of duplicates; 0 = not given
 * @param waitsForDurable  PERSISTENT: the answer waits for the disk (and the replicas that were asked for)
 */
public record JmsSend(long epoch, long transactionId, long producerId, long producerSequence, boolean waitsForDurable) {
    // "e" is the queue id in SEND_MESSAGE_V2
    private static final String EPOCH = "ep";
    private static final String DELIVERY_TIME = "dt";
    private static final String COMMIT = "cm";

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
     * Makes the message the last one of its transaction, which commits with it: answered as {@link Commit}, which is also what is asked
     * when the message is refused, to learn that nothing of the transaction took effect.
     *
     * @param sends how many messages the transaction has to hold, this one among them, else it is rolled back
     */
    public static void putCommit(HeaderFields f, int sends) {
        f.put(COMMIT, sends);
    }

    /** What {@link #putCommit} put there; {@link Commit#UNCHECKED} when the transaction goes on. */
    public static int committedSends(HeaderFields f) {
        return f.getInt(COMMIT, Commit.UNCHECKED);
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
        return f.get("du") != null || f.get("tx") != null || f.get("ps") != null;
    }

    /** Reads them from a send request; what is absent is 0 or false. */
    public static JmsSend from(HeaderFields f) {
        return new JmsSend(f.getLong(EPOCH, 0), f.getLong("tx", 0), f.getLong("pi", 0), f.getLong("ps", 0), f.getBoolean("du", false));
    }

    /** Adds them to a send request. */
    public void writeTo(HeaderFields f) {
        if (transactionId != 0) {
            f.put(EPOCH, epoch);
            f.put("tx", transactionId);
        }
        if (producerSequence != 0) {
            f.put("pi", producerId);
            f.put("ps", producerSequence);
        }
        if (waitsForDurable) {
            f.put("du", true);
        }
    }
}
