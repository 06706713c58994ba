package io.ternmq.broker.delivery.lease;

/**
 * A message that the group gives up: the engine copies it to the group's dead letter topic in the same step in which the settle
 * record finishes it, so that it is never in both places or in none.
 *
 * @param lease the message
 * @param deliveries how often the application has seen it, this time included
 * @param isRejected true when the consumer refused it, false when its deliveries were used up
 * @param cause what the consumer said went wrong, for people; nullable
 */
public record DeadLetter(Lease lease, int deliveries, boolean isRejected, String cause) {
}
