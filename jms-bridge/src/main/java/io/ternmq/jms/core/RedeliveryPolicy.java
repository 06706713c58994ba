package io.ternmq.jms.core;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.RedeliveryTerms;

/**
 * What happens to a message that the application failed to process. A broker that has rules of its own decides by these wishes;
 * for one that has none the client does.
 *
 * @param terms what is wished; the rest is the broker's
 */
public record RedeliveryPolicy(RedeliveryTerms terms) {
    /** The broker decides. */
    public static final RedeliveryPolicy BROKERS = new RedeliveryPolicy(RedeliveryTerms.NONE);

    public RedeliveryPolicy {
        requireNonNull(terms, "terms");
    }

    /**
     * The two that matter most.
     *
     * @param maxDeliveries after so many deliveries it goes to the dead letters; 0 leaves that to the broker
     * @param delayMs       time before the next delivery, 0 for at once; -1 leaves that to the broker
     */
    public RedeliveryPolicy(int maxDeliveries, long delayMs) {
        this(maxDeliveries, delayMs, 0, -1, -1, null);
    }

    /**
     * Everything.
     *
     * @param maxDeliveries     0 leaves it to the broker
     * @param delayMs           -1 leaves it to the broker
     * @param multiplierPercent of each later delay, at least 100; 0 leaves it to the broker
     * @param maxDelayMs        longest delay; -1 leaves it to the broker
     * @param jitterPercent     by which a delay may be longer; -1 leaves it to the broker
     * @param deadLetter        of {@link RedeliveryTerms#deadLetter()}; null leaves it to the broker
     * @throws IllegalArgumentException when one of them is out of its range
     */
    public RedeliveryPolicy(int maxDeliveries, long delayMs, int multiplierPercent, long maxDelayMs, int jitterPercent,
            String deadLetter) {
        this(terms(maxDeliveries == 0 ? RedeliveryTerms.UNSET : maxDeliveries, delayMs,
            multiplierPercent == 0 ? RedeliveryTerms.UNSET : multiplierPercent, maxDelayMs, jitterPercent, deadLetter));
    }

    private static RedeliveryTerms terms(int maxDeliveries, long delayMs, int multiplierPercent, long maxDelayMs, int jitterPercent,
            String deadLetter) {
        try {
            return new RedeliveryTerms(maxDeliveries, delayMs, multiplierPercent, maxDelayMs, jitterPercent, deadLetter);
        } catch (BadBlockException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** This policy, and for what it leaves open the broker's. */
    RedeliveryPolicy with(RedeliveryTerms brokers) {
        return new RedeliveryPolicy(terms.orElse(brokers));
    }

    boolean isExhausted(Delivery delivery) {
        return terms.maxDeliveries() != RedeliveryTerms.UNSET && delivery.deliveryCount() >= terms.maxDeliveries();
    }

    /** Time before the second delivery, 0 for at once. */
    long delayMs() {
        return Math.max(0, terms.delayMs());
    }
}
