package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Removes a consumer. What lies above the highest sequence handed to the application (see {@link Flow}) goes back clean before the
 * answer; what lies at or below it stays leased to the session until it is settled.
 *
 * @param epoch      session epoch
 * @param consumerId of {@link Attach}
 */
public record Detach(long epoch, long consumerId) implements Command {
    /** Reads it from a request. */
    public static Detach from(HeaderFields f) {
        return new Detach(f.requireLong("e"), f.requireLong("c"));
    }

    @Override
    public int code() {
        return JmsCodes.DETACH;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("c", consumerId);
    }
}
