package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Gives credit to a consumer, and says what its application has seen. One-way; with {@code drain} it is a request, answered
 * ({@link Drained}) when the credit was used up or nothing more is there: all deliveries precede the answer on the wire.
 *
 * @param epoch             session epoch
 * @param consumerId        of {@link Attach}
 * @param credit            to add to what is left, 0 or more
 * @param deliveredSequence highest sequence that was handed to the application, 0 for none or "as before"
 * @param drain             whether the broker shall answer with what it could not use, and forget that credit
 */
public record Flow(long epoch, long consumerId, int credit, long deliveredSequence, boolean drain) implements Command {
    /** Reads it from a request. */
    public static Flow from(HeaderFields f) {
        return new Flow(f.requireLong("e"), f.requireLong("c"), f.getInt("cr", 0), f.getLong("ds", 0), f.getBoolean("dr", false));
    }

    @Override
    public int code() {
        return JmsCodes.FLOW;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("c", consumerId).put("cr", credit);
        if (deliveredSequence > 0) {
            f.put("ds", deliveredSequence);
        }
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
