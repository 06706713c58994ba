package io.ternmq.jms.core;

/**
 * What happens to a message that the application failed to process.
 *
 * @param maxDeliveries after so many deliveries it goes to the dead letters; 0 leaves that to the broker
 * @param delayMs       time before the next delivery, 0 for at once
 */
public record RedeliveryPolicy(int maxDeliveries, long delayMs) {
    public RedeliveryPolicy {
        if (maxDeliveries < 0 || delayMs < 0) {
            throw new IllegalArgumentException("maxDeliveries: " + maxDeliveries + ", delayMs: " + delayMs + " (expected: >= 0)");
        }
    }

    boolean isExhausted(Delivery delivery) {
        return maxDeliveries > 0 && delivery.deliveryCount() >= maxDeliveries;
    }
}
