package io.ternmq.jms.core;

/** A message in the hands of a consumer. Guarded by the session's lock until handed to the application. */
public final class Delivery {
    private final ConsumerCore consumer;
    private final long sequence;
    private final InboundMessage message;
    private final boolean isFirstOfBatch;
    private int deliveryCount;
    private boolean wasHanded;

    Delivery(ConsumerCore consumer, long sequence, InboundMessage message, boolean isFirstOfBatch) {
        this.consumer = consumer;
        this.sequence = sequence;
        this.message = message;
        this.isFirstOfBatch = isFirstOfBatch;
        this.deliveryCount = message.deliveryCount();
    }

    /** What was delivered. */
    public InboundMessage message() {
        return message;
    }

    /** JMSXDeliveryCount, from 1; above 1 means JMSRedelivered. */
    public int deliveryCount() {
        return deliveryCount;
    }

    ConsumerCore consumer() {
        return consumer;
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

    void countRedelivery() {
        deliveryCount++;
    }
}
