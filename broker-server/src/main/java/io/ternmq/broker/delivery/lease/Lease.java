package io.ternmq.broker.delivery.lease;

/**
 * One message held by a consumer.
 *
 * @param queueId queue of the topic
 * @param queueOffset index of the message in that queue
 * @param position byte in the log at which the stored message starts
 * @param sizeBytes length of the stored message
 * @param earlierDeliveries how often the application has seen it before, 0 for the first delivery
 */
public record Lease(int queueId, long queueOffset, long position, int sizeBytes, int earlierDeliveries) {
}
