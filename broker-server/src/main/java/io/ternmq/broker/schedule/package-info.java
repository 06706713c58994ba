/**
 * Messages that wait for their time. Two kinds: RocketMQ's delay levels, a queue of {@code SCHEDULE_TOPIC_XXXX} each (PROTOCOL §8.2),
 * which retries of native consumers use ({@link io.ternmq.broker.schedule.DelayedDelivery}); and messages with a delivery time of
 * their own, JMS's and RocketMQ's timer messages ({@link io.ternmq.broker.schedule.Schedule}). Both live in the engine as module and
 * hooks; the send handler makes the records.
 */
package io.ternmq.broker.schedule;
