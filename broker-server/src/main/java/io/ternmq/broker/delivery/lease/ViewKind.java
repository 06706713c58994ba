package io.ternmq.broker.delivery.lease;

/** What the members of a leased group drain. */
public enum ViewKind {

    /** A JMS queue: each consumer may have a selector of its own; what one selector skips stays for the others. */
    QUEUE,

    /** A subscription of a topic: one selector for the whole group; what it does not match is never owed to the group. */
    SUBSCRIPTION
}
