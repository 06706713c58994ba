package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.routing.TopicNames;
import io.ternmq.broker.routing.Topics;
import io.ternmq.wire.command.route.TopicConfig;
import java.util.List;

/** The broker's topic table as JMS sessions need it. Any thread may read; making is for the engine thread. */
public final class RoutedTopics implements TopicAccess {

    private static final int READ_WRITE = TopicConfig.PERM_READ | TopicConfig.PERM_WRITE;

    private final Topics topics;
    private final boolean canCreate;
    private final int newTopicQueues;

    /**
     * @param canCreate whether attaching to an unknown destination makes it
     * @param newTopicQueues queues of a topic that is made so
     */
    public RoutedTopics(Topics topics, boolean canCreate, int newTopicQueues) {
        this.topics = topics;
        this.canCreate = canCreate;
        this.newTopicQueues = newTopicQueues;
    }

    @Override
    public int readQueueCount(String topic) {
        TopicConfig config = topics.get(topic);
        return config == null || !Topics.isReadable(config) ? 0 : config.readQueueNums();
    }

    @Override
    public boolean tryCreate(EngineContext engine, String topic) {
        if (!canCreate || topics.get(topic) != null) {
            return false;
        }
        engine.change(Topics.put(new TopicConfig(topic, newTopicQueues, READ_WRITE), engine.nowMs()));
        return true;
    }

    @Override
    public void ensureDeadLetterTopic(EngineContext engine, String topic) {
        if (topics.get(topic) == null) {
            engine.change(Topics.put(new TopicConfig(topic, 1, READ_WRITE), engine.nowMs()));
        }
    }

    @Override
    public void ensureRetryTopic(EngineContext engine, String group) {
        String topic = TopicNames.retryTopicOf(group);
        if (topics.get(topic) == null && TopicNames.faultOf(topic) == null) {
            engine.change(Topics.put(new TopicConfig(topic, 1, READ_WRITE), engine.nowMs()));
        }
    }

    @Override
    public List<StateChange> retryTopicRemoval(EngineContext engine, String group) {
        String topic = TopicNames.retryTopicOf(group);
        return topics.get(topic) == null ? List.of() : List.of(Topics.delete(topic, List.of(), engine.nowMs()));
    }

    @Override
    public String faultOf(String topic) {
        return TopicNames.faultOf(topic);
    }
}
