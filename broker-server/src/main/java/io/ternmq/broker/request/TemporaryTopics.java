package io.ternmq.broker.request;

import io.ternmq.wire.command.route.TopicConfig;

/** The temporary destinations of JMS sessions, which the table of topics does not have. */
@FunctionalInterface
public interface TemporaryTopics {
    /**
     * The destination as a topic. Any thread.
     *
     * @throws io.ternmq.broker.network.RefusedException when it does not exist (any more), or takes no more messages
     */
    TopicConfig require(String topic);
}
