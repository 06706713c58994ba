package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * The broker took a consumer away (its destination was deleted, its group taken over); broker to client, one-way. Nothing more is
 * delivered to it.
 *
 * @param consumerId of {@link Attach}
 * @param reason     for people
 */
public record Detached(long consumerId, String reason) implements Command {
    /** Reads it from a one-way request. */
    public static Detached from(HeaderFields f) {
        return new Detached(f.requireLong("c"), f.get("reason"));
    }

    @Override
    public int code() {
        return JmsCodes.DETACHED;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("c", consumerId).put("reason", reason);
    }
}
