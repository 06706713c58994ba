package io.ternmq.jms.core;

/**
 * A consumer's listener, and what is kept ahead of it: the broker may always have some messages on the way or in the buffer, the more the
 * quicker the listener is ({@link ListenerPace}), and those are given back when it does not return ({@link StalledListeners}). Whose turn it
 * is to be called is the business of {@link ListenerDispatch}. State guarded by the session's lock, which is held in all calls.
 */
final class Listening {
    private final SessionCore session;
    private final ConsumerCore consumer;
    private final ListenerPace pace;
    private ListenerBatches listener;
    private int limit = Integer.MAX_VALUE;
    /** In the dispatch's queue of those that may have work for their listener. */
    private boolean isReady;

    Listening(SessionCore session, ConsumerCore consumer) {
        this.session = session;
        this.consumer = consumer;
        this.pace = new ListenerPace(session.settings().prefetch());
    }

    /** The listener; null for none. */
    ListenerBatches listener() {
        return listener;
    }

    /** @param newListener null for none */
    void listener(ListenerBatches newListener) {
        count(newListener);
        listener = newListener;
        topUp();
        schedule();
    }

    /** The consumer is being closed. */
    void end() {
        count(null);
    }

    private void count(ListenerBatches next) {
        boolean wasThere = listener != null;
        if (!consumer.isClosed() && wasThere != (next != null)) {
            session.expectation().addListeners(wasThere ? -1 : 1);
        }
    }

    /**
     * Changes how many messages the consumer may hold; it holds no more than without.
     *
     * @param messages 0 or more
     * @return whether it is to hold fewer than before
     */
    boolean limit(int messages) {
        int before = wanted();
        limit = messages;
        topUp();
        return wanted() < before;
    }

    /** How many messages are to be on their way or in the buffer ahead of the listener. */
    private int wanted() {
        int batch = listener == null ? 1 : listener.maxMessages();
        long ahead = Math.min(session.settings().prefetch(), (long) batch * pace.ahead());
        return Math.min(limit, Math.max(batch, consumer.atMost((int) ahead)));
    }

    private int room() {
        return Math.max(0, wanted() - consumer.ahead());
    }

    /** Asks for as many messages as are missing. */
    void topUp() {
        if (listener != null && consumer.isAttached() && !consumer.isClosed() && session.isStarted()
            && !session.dispatch().isStalled() && !session.releases().isUnderWay()) {
            int room = room();
            if (room > 0) {
                consumer.credit().give(room);
            }
        }
    }

    /** Messages have come, or gone back to the buffer. */
    void schedule() {
        session.dispatch().ready(consumer);
        session.dispatch().schedule();
    }

    /** The listener is given a message. */
    void onHanded(Delivery delivery) {
        int room = session.releases().isUnderWay() ? 0 : room();
        // The first of a batch is reported, so that a message that kills the process is known to have been seen.
        if (delivery.isFirstOfBatch() || 2 * room >= wanted()) {
            consumer.credit().give(room);
        }
    }

    /** The listener has returned after so long. Without the lock, by one thread at a time. */
    void onReturned(long tookNs) {
        pace.onReturned(tookNs);
    }

    boolean hasWork() {
        return listener != null && !consumer.isClosed() && !consumer.isBufferEmpty();
    }

    /** Whether messages wait for the listener, or may come to wait. */
    boolean holdsAhead() {
        return listener != null && consumer.holdsUnseen();
    }

    boolean isReady() {
        return isReady;
    }

    void setReady(boolean isQueued) {
        isReady = isQueued;
    }
}
