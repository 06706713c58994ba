/**
 * Delay levels: messages that wait in {@code SCHEDULE_TOPIC_XXXX} until they are due (PROTOCOL §8.2); retries of native
 * consumers use them. Lives in the engine as module and hook; the send handler asks {@link
 * io.ternmq.broker.schedule.DelayLevels} for levels and delays.
 */
package io.ternmq.broker.schedule;
