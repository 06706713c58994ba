package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Makes the sends and acknowledgements of a local transaction take effect together. The body lists what is still to be acknowledged in
 * it ({@link Settlement}). Answered with {@link CommitReply} when durable; idempotent.
 *
 * @param epoch         session epoch
 * @param transactionId made by the client, unique in the connection, above 0
 * @param sends         how many messages the transaction has to hold, else it is rolled back: the client does not wait for the answers
 *                      to its sends before it asks; {@link #UNCHECKED} for whatever it holds
 */
public record Commit(long epoch, long transactionId, int sends) implements Command {
    /** A number of sends that says nothing. */
    public static final int UNCHECKED = -1;

    /** Whatever the transaction holds. */
    public Commit(long epoch, long transactionId) {
        this(epoch, transactionId, UNCHECKED);
    }

    public Commit {
        if (sends < UNCHECKED) {
            throw new BadBlockException("sends of a transaction: " + sends + " (expected: 0 or more, or " + UNCHECKED + ")");
        }
    }

    /** Reads it from a request. */
    public static Commit from(HeaderFields f) {
        return new Commit(f.requireLong("e"), f.requireLong("tx"), f.getInt("ns", UNCHECKED));
    }

    @Override
    public int code() {
        return JmsCodes.COMMIT;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("tx", transactionId);
        if (sends != UNCHECKED) {
            f.put("ns", sends);
        }
    }
}
