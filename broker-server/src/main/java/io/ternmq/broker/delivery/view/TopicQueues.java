package io.ternmq.broker.delivery.view;

/** How many queues a topic has. Any thread. */
@FunctionalInterface
public interface TopicQueues {

    /** Number of queues that can be read, 0 when there is no such topic. */
    int readQueueCount(String topic);
}
