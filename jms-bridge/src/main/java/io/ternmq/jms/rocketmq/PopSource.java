package io.ternmq.jms.rocketmq;

import io.ternmq.jms.destination.TernDestination;

/**
 * What a consumer takes its messages from.
 *
 * @param destination   as the application knows it
 * @param topic         as the brokers know it
 * @param group         whose progress it shares
 * @param isOrdered     whether a queue waits until what was taken from it is done
 * @param filter        what is wanted
 * @param maxDeliveries after so many deliveries a message goes to the group's dead letters
 */
record PopSource(TernDestination destination, String topic, String group, boolean isOrdered, ConsumerFilter filter, int maxDeliveries) {
}
