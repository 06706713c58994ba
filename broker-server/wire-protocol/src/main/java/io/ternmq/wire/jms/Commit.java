package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Makes the sends and acknowledgements of a local transaction take effect together. Answered when durable; idempotent.
 *
 * @param epoch         session epoch
 * @param transactionId made by the client, unique in the connection, above 0
 */
public record Commit(long epoch, long transactionId) implements Command {
    /** Reads it from a request. */
    public static Commit from(HeaderFields f) {
        return new Commit(f.requireLong("e"), f.requireLong("tx"));
    }

    @Override
    public int code() {
        return JmsCodes.COMMIT;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("tx", transactionId);
    }
}
