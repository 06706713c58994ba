package io.ternmq.broker.delivery.view;

import io.ternmq.broker.delivery.lease.GroupProgress;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.store.log.NewMessage;

/** What becomes of a message whose time is over, besides being finished for the group that was owed it. Engine thread. */
@FunctionalInterface
public interface ExpiredMessages {

    /** Nothing is kept of them. */
    ExpiredMessages DROPPED = (engine, group, lease) -> null;

    /**
     * A copy for an expiry queue, to be appended in one commit group with the settlement that finishes the message. It must not
     * carry the expiration on, or it would expire there as well.
     *
     * @param group who was owed the message
     * @param lease where it is stored, and how often the application had seen it
     * @return null when nothing is to be kept
     */
    NewMessage copy(EngineContext engine, GroupProgress group, Lease lease);
}
