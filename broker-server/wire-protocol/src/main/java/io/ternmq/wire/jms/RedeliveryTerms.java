package io.ternmq.wire.jms;

import io.ternmq.wire.frame.HeaderFields;

/**
 * What a consumer wants to become of messages that its application fails to process, as far as it has a wish; the broker's settings
 * decide the rest. Beside {@link Attach}; the broker tells its own with the answer to {@link Connect}.
 *
 * @param maxDeliveries     deliveries after which a message is given up, 1 or more; {@link #UNSET}: no wish
 * @param delayMs           time before the second delivery, 0 or more
 * @param multiplierPercent each later delay in percent of the one before, 100 or more
 * @param maxDelayMs        no delay is longer, 0 or more
 * @param jitterPercent     share of a delay by which it may be longer, so that not everything comes back at once, 0 to 100
 * @param deadLetter        what becomes of a message that is given up: {@link #DEFAULT_DEAD_LETTER}, {@link #DISCARD}, {@link #BLOCK},
 *                          or the name of a queue; null: no wish
 */
public record RedeliveryTerms(int maxDeliveries, long delayMs, int multiplierPercent, long maxDelayMs, int jitterPercent,
        String deadLetter) {
    /** No wish. */
    public static final int UNSET = -1;
    /** The dead letter queue of the queue or subscription: {@code %DLQ%} and the name of its group. */
    public static final String DEFAULT_DEAD_LETTER = "default";
    /** It is dropped. */
    public static final String DISCARD = "discard";
    /** It is not given up: it keeps its place and comes again after the longest delay, for ever. */
    public static final String BLOCK = "block";
    /** No later delay is longer by more than this. */
    public static final int MAX_MULTIPLIER_PERCENT = 100_000;
    /** No delay is longer. */
    public static final long MAX_DELAY_MS = 366L * 86_400_000;
    /** No wishes at all. */
    public static final RedeliveryTerms NONE = new RedeliveryTerms(UNSET, UNSET, UNSET, UNSET, UNSET, null);
    /** What a broker does when nothing is configured: ten deliveries without delay, then the group's dead letter queue. */
    public static final RedeliveryTerms BROKER_DEFAULT = new RedeliveryTerms(10, 0, 100, 3_600_000, 0, DEFAULT_DEAD_LETTER);

    public RedeliveryTerms {
        require("maxDeliveries", maxDeliveries, 1, Integer.MAX_VALUE);
        require("redelivery delay", delayMs, 0, MAX_DELAY_MS);
        require("redelivery multiplier in percent", multiplierPercent, 100, MAX_MULTIPLIER_PERCENT);
        require("longest redelivery delay", maxDelayMs, 0, MAX_DELAY_MS);
        require("redelivery jitter in percent", jitterPercent, 0, 100);
        if (deadLetter != null && (deadLetter.isBlank() || deadLetter.length() > 1000)) {
            throw new BadBlockException("deadLetter: '" + deadLetter + "' (expected: " + DEFAULT_DEAD_LETTER + ", " + DISCARD + ", " + BLOCK
                + " or the name of a queue)");
        }
    }

    private static void require(String what, long value, long min, long max) {
        if (value != UNSET && (value < min || value > max)) {
            throw new BadBlockException(what + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }

    /** These wishes, and for what they leave open those of {@code others}. */
    public RedeliveryTerms orElse(RedeliveryTerms others) {
        return new RedeliveryTerms((int) or(maxDeliveries, others.maxDeliveries), or(delayMs, others.delayMs),
            (int) or(multiplierPercent, others.multiplierPercent), or(maxDelayMs, others.maxDelayMs),
            (int) or(jitterPercent, others.jitterPercent), deadLetter == null ? others.deadLetter : deadLetter);
    }

    private static long or(long value, long other) {
        return value == UNSET ? other : value;
    }

    /** Reads them from the fields of a request or answer. */
    public static RedeliveryTerms from(HeaderFields f) {
        return new RedeliveryTerms(f.getInt("rdn", UNSET), f.getLong("rdd", UNSET), f.getInt("rdm", UNSET), f.getLong("rdx", UNSET),
            f.getInt("rdj", UNSET), f.get("rdl"));
    }

    /** Writes them beside the fields of a request or answer. */
    public void writeTo(HeaderFields f) {
        put(f, "rdn", maxDeliveries);
        put(f, "rdd", delayMs);
        put(f, "rdm", multiplierPercent);
        put(f, "rdx", maxDelayMs);
        put(f, "rdj", jitterPercent);
        f.put("rdl", deadLetter);
    }

    private static void put(HeaderFields f, String key, long value) {
        if (value != UNSET) {
            f.put(key, value);
        }
    }
}
