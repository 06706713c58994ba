package io.ternmq.jms.core;

/** A message in the hands of a consumer. Guarded by the session's lock until handed to the application. */
public final class Delivery {
    private final ConsumerCore consumer;
    private final long consumerId;
    private final long sequence;
    private InboundMessage message;
    private final boolean isFirstOfBatch;
    private int deliveryCount;
    private boolean wasHanded;
    private boolean isLost;

    Delivery(ConsumerCore consumer, long consumerId, long sequence, InboundMessage message, boolean isFirstOfBatch) {
        this.consumer = consumer;
        this.consumerId = consumerId;
        this.sequence = sequence;
        this.message = message;
        this.isFirstOfBatch = isFirstOfBatch;
        this.deliveryCount = message.deliveryCount();
    }

    /** What was delivered; without its content when {@link SessionCore#onConverted the application has it}. */
    public InboundMessage message() {
        return message;
    }

    /** JMSXDeliveryCount, from 1; above 1 means JMSRedelivered. */
    public int deliveryCount() {
        return deliveryCount;
    }

    /** With the session's lock held: the application has its own message, and this one cannot come again from here. */
    void dropContent() {
        message = message.withoutContent();
    }

    ConsumerCore consumer() {
        return consumer;
    }

    /** The id of its consumer in the session in which it was delivered. */
    long consumerId() {
        return consumerId;
    }

    /** With the session's lock held: whether the broker has taken it back, since its session there has ended. */
    boolean isStale() {
        return consumerId != consumer.id();
    }

    /** With the session's lock held: it was not acknowledged when its session ended. */
    void lose() {
        isLost = true;
    }

    boolean isLost() {
        return isLost;
    }

    long sequence() {
        return sequence;
    }

    boolean isFirstOfBatch() {
        return isFirstOfBatch;
    }

    boolean isExpired(long nowMs) {
        long expirationMs = message.header().expirationMs();
        return expirationMs > 0 && expirationMs <= nowMs;
    }

    /** The application gets it. */
    void handed() {
        wasHanded = true;
    }

    /** Whether the application has had it before. */
    boolean wasHanded() {
        return wasHanded;
    }

    /** How often recover() has put it back since it came from the broker. */
    int rewinds() {
        return deliveryCount - message.deliveryCount();
    }

    void countRedelivery() {
        deliveryCount++;
    }
}
