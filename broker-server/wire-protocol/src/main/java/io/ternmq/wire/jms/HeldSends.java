package io.ternmq.wire.jms;

import io.ternmq.wire.frame.HeaderFields;

/**
 * Says of a request that messages of its transaction travel with it: {@link Hold}, {@link Commit}, and what ends a session's part of a
 * branch. They are the end of its body, behind what else is in it, see {@link HeldMessage}. All of them are held, or none.
 *
 * @param producerId      of the connection, made by the client at random and the same in all its sessions
 * @param firstSequence   of the first message, the others follow it one by one: counts the connection's sends from 1, for the detection of
 *                        duplicates
 * @param bornTimestampMs when they left the sender, by its clock; by the same clock are their delivery times, and the broker adds the
 *                        difference of the two to its own time, so that the clocks need not agree
 * @param lengthBytes     of all messages
 */
public record HeldSends(long producerId, long firstSequence, long bornTimestampMs, int lengthBytes) {
    private static final String LENGTH = "hl";

    public HeldSends {
        if (firstSequence < 1 || lengthBytes < 1) {
            throw new BadBlockException("messages of " + lengthBytes + " bytes from producer sequence " + firstSequence
                + " (expected: at least 1 each)");
        }
    }

    /** Whether a request carries messages. */
    public static boolean isPresent(HeaderFields f) {
        return f.get(LENGTH) != null;
    }

    /** Reads it from a request that carries messages. */
    public static HeldSends from(HeaderFields f) {
        return new HeldSends(f.requireLong("pi"), f.requireLong("ps"), f.requireLong("bt"), f.requireInt(LENGTH));
    }

    /** Adds it to a request. */
    public void writeTo(HeaderFields f) {
        f.put("pi", producerId).put("ps", firstSequence).put("bt", bornTimestampMs).put(LENGTH, lengthBytes);
    }
}
