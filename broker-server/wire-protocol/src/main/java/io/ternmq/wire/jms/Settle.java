package io.ternmq.wire.jms;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Says what became of delivered messages; the body lists them ({@link Settlement}). Answered when appended, not when forced.
 *
 * @param epoch             session epoch
 * @param transactionId     the settlement takes effect with this transaction's commit; 0 = at once
 * @param redeliveryDelayMs released messages are not delivered again before this time has passed, 0 = at once
 * @param cause             why they were released or rejected, for people; nullable
 */
public record Settle(long epoch, long transactionId, long redeliveryDelayMs, String cause) implements Command {
    /** Reads it from a request. */
    public static Settle from(HeaderFields f) {
        return new Settle(f.requireLong("e"), f.getLong("tx", 0), f.getLong("dl", 0), f.get("ca"));
    }

    @Override
    public int code() {
        return JmsCodes.SETTLE;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch);
        if (transactionId != 0) {
            f.put("tx", transactionId);
        }
        if (redeliveryDelayMs > 0) {
            f.put("dl", redeliveryDelayMs);
        }
        f.put("ca", cause);
    }
}
