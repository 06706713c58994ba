package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.view.TopicQueues;
import io.ternmq.broker.engine.EngineContext;

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

    /** Why the name cannot be a topic's; null when it can. */
    String faultOf(String topic);
}
