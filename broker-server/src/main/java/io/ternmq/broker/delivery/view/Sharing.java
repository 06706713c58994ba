package io.ternmq.broker.delivery.view;

/** Who may consume from a view, and how long it lives (Messaging 3.1 §8.3). */
public enum Sharing {

    /** The reserved group of a JMS queue: all its receivers. */
    QUEUE(true, true, true),

    /** A consumer group by name, as native consumers know it. */
    GROUP(true, true, true),

    /** A durable subscription with one consumer at a time. */
    UNSHARED_DURABLE(true, true, false),

    /** A durable subscription with any number of consumers. */
    SHARED_DURABLE(true, true, true),

    /** A subscription that lives as long as it has consumers. */
    SHARED_NON_DURABLE(false, true, true),

    /** One consumer's own, without a name. */
    UNSHARED_NON_DURABLE(false, false, false);

    private final boolean isStored;
    private final boolean isNamed;
    private final boolean isShared;

    Sharing(boolean isStored, boolean isNamed, boolean isShared) {
        this.isStored = isStored;
        this.isNamed = isNamed;
        this.isShared = isShared;
    }

    /** Whether its progress is in the log. */
    public boolean isStored() {
        return isStored;
    }

    /** Whether a consumer can find it again by its name. */
    public boolean isNamed() {
        return isNamed;
    }

    /** Whether several consumers may be active. */
    public boolean isShared() {
        return isShared;
    }
}
