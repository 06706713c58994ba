package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.view.TopicQueues;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.jms.JmsCodes;
import java.util.List;

/** The broker's topics as JMS sessions need them. */
public interface TopicAccess extends TopicQueues {

    /**
     * Makes a topic that a client attaches to, when the broker may create topics by itself. Engine thread.
     *
     * @return false when it may not
     */
    boolean tryCreate(EngineContext engine, String topic);

    /** Makes a group's dead letter topic, with one queue, when it is not there. Engine thread. */
    void ensureDeadLetterTopic(EngineContext engine, String topic);

    /**
     * Makes the topic by which tools of RocketMQ find a group and its broker: the one of its retries, in which nothing is when the
     * group is leased. Nothing happens when it is there. Engine thread.
     */
    void ensureRetryTopic(EngineContext engine, String group);

    /** The changes that remove the retry topic of a leased group that goes. Engine thread. */
    List<StateChange> retryTopicRemoval(EngineContext engine, String group);

    /**
     * Sees to it that a topic can be read, by making it when need be. Engine thread.
     *
     * @throws RefusedException when it cannot
     */
    default void requireReadable(EngineContext engine, String topic) {
        String fault = faultOf(topic);
        if (fault != null) {
            throw new RefusedException(JmsCodes.INVALID_DESTINATION, fault);
        }
        if (readQueueCount(topic) == 0 && !tryCreate(engine, topic)) {
            throw new RefusedException(ResponseCode.TOPIC_NOT_EXIST, "topic " + topic + " does not exist, or cannot be read");
        }
    }

    /** Why the name cannot be a topic's; null when it can. */
    String faultOf(String topic);
}
