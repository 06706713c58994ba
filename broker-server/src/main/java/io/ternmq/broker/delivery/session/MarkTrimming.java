package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.EntryMarks;
import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.TopicMarks;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.wire.jms.DestinationNames;

/**
 * Forgets the marks of messages that nobody is owed any more. A few topics at a time, so that the engine never stops for it, however
 * many there are. Engine thread.
 */
final class MarkTrimming {

    private static final long INTERVAL_MS = 5_000;
    private static final int TOPICS_PER_TURN = 64;
    /** Offsets that must have become free to be worth a record. */
    private static final long MINIMUM_GAIN = 4_096;

    private final TopicMarks marks;
    private final LeasedViews views;
    private final Deliveries deliveries;
    private final QueueIndexes indexes;
    private String lastTopic;
    private long nextTurnMs;

    MarkTrimming(TopicMarks marks, LeasedViews views, Deliveries deliveries, QueueIndexes indexes) {
        this.marks = marks;
        this.views = views;
        this.deliveries = deliveries;
        this.indexes = indexes;
    }

    long nextTimerMs() {
        return nextTurnMs;
    }

    void onTimer(EngineContext engine) {
        if (engine.nowMs() < nextTurnMs) {
            return;
        }
        nextTurnMs = engine.nowMs() + INTERVAL_MS;
        for (int i = 0; i < TOPICS_PER_TURN; i++) {
            lastTopic = marks.topicAfter(lastTopic);
            if (lastTopic == null) {
                return;
            }
            marks.forEach(lastTopic, (topic, queueId, queueMarks) -> trim(engine, topic, queueId, queueMarks));
        }
    }

    private void trim(EngineContext engine, String topic, int queueId, EntryMarks queueMarks) {
        if (DestinationNames.isTemporary(topic)) {
            return;
        }
        long owed = firstOwed(topic, queueId);
        if (owed - queueMarks.trimmedBelow() >= MINIMUM_GAIN && queueMarks.first() < owed) {
            engine.change(TopicMarks.trim(topic, queueId, owed));
        }
    }

    /** The lowest offset that a view is owed; without any view the first that is stored, since a queue may get its first consumer. */
    private long firstOwed(String topic, int queueId) {
        long owed = Long.MAX_VALUE;
        for (LeasedView view : views.ofTopic(topic)) {
            owed = Math.min(owed, view.group().progress().lowWaterMark(queueId));
        }
        for (LeasedGroup group : deliveries.active(topic)) {
            owed = Math.min(owed, group.progress().lowWaterMark(queueId));
        }
        QueueIndex index = indexes.get(topic, queueId);
        long stored = index == null ? 0 : index.minOffset();
        return owed == Long.MAX_VALUE ? stored : Math.max(owed, stored);
    }
}
