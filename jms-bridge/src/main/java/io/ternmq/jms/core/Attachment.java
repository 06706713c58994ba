package io.ternmq.jms.core;

import static java.util.Objects.requireNonNull;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.RedeliveryTerms;

/**
 * A consumer to be.
 *
 * @param consumerId   unique in the connection
 * @param destination  what to consume from
 * @param subscription whose progress it shares
 * @param selector     nullable
 * @param noLocal      leave out what this connection's own client sent
 * @param credit       for a start
 * @param redelivery   what is to become of failed messages
 */
public record Attachment(long consumerId, TernDestination destination, Attach.Subscription subscription, String selector,
        boolean noLocal, int credit, RedeliveryTerms redelivery) {
    public Attachment {
        requireNonNull(destination, "destination");
        requireNonNull(subscription, "subscription");
        requireNonNull(redelivery, "redelivery");
    }

    /** Without wishes for failed messages. */
    public Attachment(long consumerId, TernDestination destination, Attach.Subscription subscription, String selector, boolean noLocal,
            int credit) {
        this(consumerId, destination, subscription, selector, noLocal, credit, RedeliveryTerms.NONE);
    }

    /** The same under another id. */
    Attachment withId(long newConsumerId) {
        return new Attachment(newConsumerId, destination, subscription, selector, noLocal, credit, redelivery);
    }
}
