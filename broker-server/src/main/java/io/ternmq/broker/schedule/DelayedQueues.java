package io.ternmq.broker.schedule;

/** Where delayed messages go in the end. Engine thread. */
@FunctionalInterface
public interface DelayedQueues {
    /** How many queues the topic has, 0 when it does not exist any more. */
    int queueCount(String topic);
}
