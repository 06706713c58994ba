package io.ternmq.broker.delivery.session;

/**
 * Where a leased group stands in one queue.
 *
 * @param topic topic
 * @param queueId queue of the topic
 * @param maxOffset one more than the queue's last visible offset
 * @param unfinishedCount messages that are not consumed for good
 */
public record GroupStanding(String topic, int queueId, long maxOffset, long unfinishedCount) {
}
