package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Renews the lease of a connection that has nothing else to say. Sent by the client's I/O
 * thread every third of the lease.
 *
 * @param epoch session epoch
 */
public record Renew(long epoch) implements Command {
    /** Reads it from a request. */
    public static Renew from(HeaderFields f) {
        return new Renew(f.requireLong("e"));
    }

    @Override
    public int code() {
        return JmsCodes.RENEW;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch);
    }
}
