package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Says what became of delivered messages; the body lists them ({@link Settlement}). Answered when appended, not when forced.
 *
 * @param epoch             session epoch
 * @param transactionId     the settlement takes effect with this transaction's commit; 0 = at once
 * @param redeliveryDelayMs released messages are not delivered again before this time has passed; 0 = as the redelivery policy says;
 *                          at most {@link RedeliveryTerms#MAX_DELAY_MS}, for which longer ones are taken
 * @param extraDeliveries   how often more than once the application has seen the messages since they were delivered
 * @param cause             why they were released or rejected
 */
public record Settle(long epoch, long transactionId, long redeliveryDelayMs, int extraDeliveries, FailureCause cause)
        implements Command {
    private static final int MAX_EXTRA_DELIVERIES = 1_000_000;

    public Settle {
        requireNonNull(cause, "cause");
        redeliveryDelayMs = Math.min(redeliveryDelayMs, RedeliveryTerms.MAX_DELAY_MS);
        if (extraDeliveries < 0 || extraDeliveries > MAX_EXTRA_DELIVERIES) {
            throw new BadBlockException("extra deliveries: " + extraDeliveries + " (expected: 0 to " + MAX_EXTRA_DELIVERIES + ")");
        }
    }

    /** Reads it from a request. */
    public static Settle from(HeaderFields f) {
        return new Settle(f.requireLong("e"), f.getLong("tx", 0), f.getLong("dl", 0), f.getInt("xd", 0), FailureCause.from(f));
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
        if (extraDeliveries > 0) {
            f.put("xd", extraDeliveries);
        }
        cause.writeTo(f);
    }
}
