package io.ternmq.broker.delivery.lease;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.RedeliveryTerms;

/**
 * What becomes of messages that the application failed to process. Immutable.
 *
 * @param maxDeliveries deliveries after which a message is given up, at least 1
 * @param delayMs time before the second delivery
 * @param multiplierPercent each later delay in percent of the one before, at least 100
 * @param maxDelayMs no delay is longer, jitter aside
 * @param jitterPercent share of a delay by which it may be longer, 0 to 100
 * @param giveUp what becomes of a message that is given up
 * @param deadLetterTopic for {@link GiveUp#DEAD_LETTER}: topic of the dead letter queue; null for the group's own
 */
public record RedeliveryRules(int maxDeliveries, long delayMs, int multiplierPercent, long maxDelayMs, int jitterPercent,
        GiveUp giveUp, String deadLetterTopic) {

    /** What becomes of a message that is given up. */
    public enum GiveUp {
        /** It is copied to a dead letter queue. */
        DEAD_LETTER,
        /** It is dropped. */
        DISCARD,
        /** It is not given up: it comes again after the longest delay, for ever. */
        BLOCK
    }

    // Without a delay to repeat, a message that blocks must not come in a loop.
    private static final long MIN_BLOCK_DELAY_MS = 1_000;

    public RedeliveryRules {
        requireNonNull(giveUp, "giveUp");
        if (maxDeliveries < 1) {
            throw new IllegalArgumentException("maxDeliveries: " + maxDeliveries + " (expected: >= 1)");
        }
    }

    /** Rules of terms that leave nothing open. */
    public static RedeliveryRules of(RedeliveryTerms terms) {
        GiveUp giveUp = switch (terms.deadLetter()) {
            case RedeliveryTerms.DISCARD -> GiveUp.DISCARD;
            case RedeliveryTerms.BLOCK -> GiveUp.BLOCK;
            default -> GiveUp.DEAD_LETTER;
        };
        boolean isOwn = giveUp == GiveUp.DEAD_LETTER && !terms.deadLetter().equals(RedeliveryTerms.DEFAULT_DEAD_LETTER);
        return new RedeliveryRules(terms.maxDeliveries(), terms.delayMs(), terms.multiplierPercent(), terms.maxDelayMs(),
            terms.jitterPercent(), giveUp, isOwn ? DestinationNames.topicOf(terms.deadLetter()) : null);
    }

    /** The default rules with another maximum. */
    static RedeliveryRules upTo(int maxDeliveries) {
        return of(new RedeliveryTerms(maxDeliveries, RedeliveryTerms.UNSET, RedeliveryTerms.UNSET, RedeliveryTerms.UNSET,
            RedeliveryTerms.UNSET, null).orElse(RedeliveryTerms.BROKER_DEFAULT));
    }

    /** The same rules that never give a message up: for what is a dead letter already. */
    RedeliveryRules withoutEnd() {
        return new RedeliveryRules(maxDeliveries, delayMs, multiplierPercent, maxDelayMs, jitterPercent, GiveUp.BLOCK, null);
    }

    boolean isExhausted(int deliveries) {
        return deliveries >= maxDeliveries;
    }

    /**
     * How long a message waits.
     *
     * @param deliveries how often the application has seen it, from 1
     * @param seed       anything that differs between messages: decides the jitter
     */
    long delayMs(int deliveries, long seed) {
        if (isExhausted(deliveries)) {
            return jittered(Math.max(MIN_BLOCK_DELAY_MS, Math.max(delayMs, maxDelayMs)), seed);
        }
        double delay = delayMs;
        for (int i = 1; i < deliveries && delay > 0 && delay < maxDelayMs && multiplierPercent > 100; i++) {
            delay = delay * multiplierPercent / 100;
        }
        return jittered((long) Math.min(delay, Math.max(delayMs, maxDelayMs)), seed);
    }

    private long jittered(long delay, long seed) {
        if (jitterPercent == 0 || delay == 0) {
            return delay;
        }
        long mixed = seed * 0x9E3779B97F4A7C15L;
        long share = (mixed ^ mixed >>> 32) >>> 1;
        return delay + share % (delay * jitterPercent / 100 + 1);
    }
}
