package io.ternmq.jms.core;

import java.util.concurrent.CompletableFuture;

/**
 * What the broker may still send to a consumer under one attachment, and how far the application has come with what it has sent. A consumer
 * that is attached again begins with a new one, which what the old one still hears does not touch. State guarded by the session's lock.
 */
final class Credit {
    private final SessionCore session;
    private final long consumerId;
    private int messages;
    private long handedSequence;

    Credit(SessionCore session, long consumerId) {
        this.session = session;
        this.consumerId = consumerId;
    }

    /** With the lock held: messages that the broker may still send, or that are on their way. */
    int messages() {
        return messages;
    }

    /** With the lock held: the highest sequence that was handed to the application; 0 for none. */
    long handedSequence() {
        return handedSequence;
    }

    /** With the lock held: the application gets a message. */
    void onHanded(long sequence) {
        handedSequence = Math.max(handedSequence, sequence);
    }

    /** With the lock held: so many messages have come. */
    void onDelivered(int count) {
        messages = Math.max(0, messages - count);
    }

    /** With the lock held: the broker may send so many more. */
    void give(int count) {
        messages += count;
        session.provider().flow(consumerId, count, handedSequence);
    }

    /** With the lock held: tells the broker what the application has seen so far. */
    void reportHanded() {
        if (handedSequence > 0) {
            session.provider().flow(consumerId, 0, handedSequence);
        }
    }

    /**
     * Takes the credit back, when the broker has sent what it can for it.
     *
     * @param extra credit to be given before, 0 or more
     */
    CompletableFuture<Void> drain(int extra) {
        long handed = session.locked(() -> {
            messages += extra;
            return handedSequence;
        });
        return session.provider().drain(consumerId, extra, handed).thenAccept(unused -> session.locked(() -> messages = 0));
    }
}
