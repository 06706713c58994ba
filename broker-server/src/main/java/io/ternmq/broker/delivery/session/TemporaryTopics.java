package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.jms.DestinationNames;
import java.util.List;

/** The broker's topics together with the temporary ones, which exist as long as their transient index does. */
final class TemporaryTopics implements TopicAccess {

    /** Messages that may wait in one temporary destination: their index entries are in memory. */
    private static final long MAX_WAITING = 1_000_000;

    private final TopicAccess topics;
    private final QueueIndexes indexes;

    TemporaryTopics(TopicAccess topics, QueueIndexes indexes) {
        this.topics = topics;
        this.indexes = indexes;
    }

    /**
     * A temporary destination as a topic that can be sent to. Any thread.
     *
     * @throws RefusedException when it does not exist (any more), or takes no more messages
     */
    TopicConfig requireSendable(String topic) {
        QueueIndex index = indexes.get(topic, 0);
        if (index == null) {
            throw new RefusedException(ResponseCode.TOPIC_NOT_EXIST, "the temporary destination " + topic + " does not exist any more");
        }
        long waiting = index.maxOffset() - index.minOffset();
        if (waiting >= MAX_WAITING) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST]" + waiting
                + " messages wait in the temporary destination " + topic + " (expected: below " + MAX_WAITING + ")");
        }
        return new TopicConfig(topic, 1, TopicConfig.PERM_READ | TopicConfig.PERM_WRITE);
    }

    @Override
    public int readQueueCount(String topic) {
        if (DestinationNames.isTemporary(topic)) {
            return indexes.get(topic, 0) == null ? 0 : 1;
        }
        return topics.readQueueCount(topic);
    }

    @Override
    public boolean tryCreate(EngineContext engine, String topic) {
        return !DestinationNames.isTemporary(topic) && topics.tryCreate(engine, topic);
    }

    @Override
    public void ensureDeadLetterTopic(EngineContext engine, String topic) {
        topics.ensureDeadLetterTopic(engine, topic);
    }

    @Override
    public void ensureRetryTopic(EngineContext engine, String group) {
        topics.ensureRetryTopic(engine, group);
    }

    @Override
    public List<StateChange> retryTopicRemoval(EngineContext engine, String group) {
        return topics.retryTopicRemoval(engine, group);
    }

    @Override
    public String faultOf(String topic) {
        return topics.faultOf(topic);
    }
}
