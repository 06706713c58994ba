package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Ends the JMS connection: consumers are detached, open transactions rolled back,
 * the client id is free again.
 *
 * @param epoch session epoch
 */
public record Disconnect(long epoch) implements Command {
    /** Reads it from a request. */
    public static Disconnect from(HeaderFields f) {
        return new Disconnect(f.requireLong("e"));
    }

    @Override
    public int code() {
        return JmsCodes.DISCONNECT;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch);
    }
}
