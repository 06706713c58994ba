package io.ternmq.jms.core;

import static java.util.Objects.requireNonNull;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.Attach;

/**
 * A consumer to be.
 *
 * @param consumerId   unique in the connection
 * @param destination  what to consume from
 * @param subscription whose progress it shares
 * @param selector     nullable
 * @param noLocal      leave out what this connection's own client sent
 * @param credit       for a start
 */
public record Attachment(long consumerId, TernDestination destination, Attach.Subscription subscription, String selector,
        boolean noLocal, int credit) {
    public Attachment {
        requireNonNull(destination, "destination");
        requireNonNull(subscription, "subscription");
    }

    /** The same under another id. */
    Attachment withId(long newConsumerId) {
        return new Attachment(newConsumerId, destination, subscription, selector, noLocal, credit);
    }
}
