package io.ternmq.broker.progress;

/**
 * Whose progress.
 *
 * @param queueId of the topic
 */
record QueueProgress(String group, String topic, int queueId) {}
