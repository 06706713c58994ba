package io.ternmq.broker.delivery.lease;

import io.ternmq.wire.jms.FailureCause;

/**
 * A message that the group gives up: the engine copies it to a dead letter topic in the same step in which the settle
 * record finishes it, so that it is never in both places or in none.
 *
 * @param lease the message
 * @param deliveries how often the application has seen it, this time included
 * @param isRejected true when the consumer refused it, false when its deliveries were used up
 * @param topic topic of the dead letter queue; null for the group's own
 * @param cause what the consumer said went wrong at last
 * @param history the last failures, this one included
 */
public record DeadLetter(Lease lease, int deliveries, boolean isRejected, String topic, FailureCause cause,
        FailureHistory history) {
}
