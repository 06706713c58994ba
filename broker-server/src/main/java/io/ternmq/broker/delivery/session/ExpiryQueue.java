package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.GroupProgress;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.view.DeadLetterCopies;
import io.ternmq.broker.delivery.view.ExpiredMessages;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.DestinationNames;

/** Keeps what has expired in a queue that tells why; messages of temporary destinations go with them. Engine thread. */
final class ExpiryQueue implements ExpiredMessages {

    private final DeadLetterCopies copies;
    private final TopicAccess topics;
    private final String topic;

    /** @param topic topic of the queue, made when the first message comes */
    ExpiryQueue(DeadLetterCopies copies, TopicAccess topics, String topic) {
        this.copies = copies;
        this.topics = topics;
        this.topic = topic;
    }

    @Override
    public NewMessage copy(EngineContext engine, GroupProgress group, Lease lease) {
        if (DestinationNames.isTemporary(group.topic())) {
            return null;
        }
        topics.ensureDeadLetterTopic(engine, topic);
        return copies.expired(group, lease, topic, engine.nowMs());
    }
}
