package io.ternmq.broker.delivery.view;

import io.ternmq.broker.delivery.lease.EntryDetails;
import io.ternmq.broker.delivery.lease.EntryMarks;
import io.ternmq.broker.delivery.lease.EntryVisitor;
import io.ternmq.broker.delivery.lease.QueueEntries;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;

/** The store's queue indexes of one topic. Engine thread. */
final class IndexedEntries implements QueueEntries {

    private final String topic;
    private final QueueIndexes.TopicIndexes indexes;
    private final TopicQueues queues;
    private final TopicMarks marks;
    private final StoredDetails details;

    IndexedEntries(String topic, QueueIndexes indexes, TopicQueues queues, TopicMarks marks, StoredDetails details) {
        this.topic = topic;
        this.indexes = indexes.ofTopic(topic);
        this.queues = queues;
        this.marks = marks;
        this.details = details;
    }

    @Override
    public int queueCount() {
        return queues.readQueueCount(topic);
    }

    @Override
    public long minOffset(int queueId) {
        QueueIndex index = indexes.get(queueId);
        return index == null ? 0 : index.unhiddenOffset();
    }

    @Override
    public long maxOffset(int queueId) {
        QueueIndex index = indexes.get(queueId);
        return index == null ? 0 : index.leasableOffset();
    }

    @Override
    public int read(int queueId, long fromOffset, int maxEntries, EntryVisitor visitor) {
        QueueIndex index = indexes.get(queueId);
        if (index == null || fromOffset < index.unhiddenOffset()) {
            return 0;
        }
        return (int) (index.readLeasable(fromOffset, maxEntries, visitor::onEntry) - fromOffset);
    }

    @Override
    public EntryMarks marks(int queueId) {
        return marks.of(topic, queueId);
    }

    @Override
    public EntryDetails details(long position, int sizeBytes) {
        return details.read(position, sizeBytes);
    }
}
