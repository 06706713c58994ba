package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Drops the sends of a local transaction and releases what it acknowledged, each message at its place.
 *
 * @param epoch         session epoch
 * @param transactionId made by the client, unique in the connection, above 0
 */
public record Rollback(long epoch, long transactionId) implements Command {
    /** Reads it from a request. */
    public static Rollback from(HeaderFields f) {
        return new Rollback(f.requireLong("e"), f.requireLong("tx"));
    }

    @Override
    public int code() {
        return JmsCodes.ROLLBACK;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("tx", transactionId);
    }
}
