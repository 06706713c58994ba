package io.ternmq.jms.core;

import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Messages that a connection consumer has given to a session, and the session's own listener, which processes them when an
 * application server's thread runs the session (Messaging 3.1 §9.2). State guarded by the session's lock.
 */
public final class AssignedMessages {
    private final SessionCore session;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private Consumer<Delivery> listener;

    AssignedMessages(SessionCore session) {
        this.session = session;
    }

    /** The session's own listener, nullable. */
    public Consumer<Delivery> listener() {
        return session.locked(() -> listener);
    }

    /** Sets or removes the session's own listener; throws when the session has consumers. */
    public void setListener(Consumer<Delivery> newListener) throws JMSException {
        session.requireOpen();
        boolean isSet = session.locked(() -> {
            boolean isFree = session.consumers().isEmpty() || newListener == null;
            listener = isFree ? newListener : listener;
            return isFree;
        });
        if (!isSet) {
            throw JmsErrors.illegalState("The session has consumers: it cannot have a MessageListener of its own");
        }
    }

    /** Takes messages over, to be processed by the next {@link #run}. */
    void add(List<Delivery> deliveries) throws JMSException {
        boolean isTaken = session.locked(() -> !session.isClosing() && waiting.addAll(deliveries));
        if (!isTaken) {
            throw JmsErrors.illegalState("The server session's session is closed");
        }
    }

    /** With the lock held: puts a message that the application has seen back to the front. */
    void rewind(Delivery delivery) {
        delivery.countRedelivery();
        waiting.addFirst(delivery);
    }

    /** With the lock held: whether there is anything to process. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** With the lock held: the next message, now handed to the application; null when there is none. */
    Delivery takeNext() {
        List<Delivery> expired = new ArrayList<>();
        Delivery next = waiting.poll();
        while (next != null && (next.isStale() || next.isExpired(System.currentTimeMillis()))) {
            if (!next.isStale()) {
                expired.add(next);
            }
            next = waiting.poll();
        }
        if (!expired.isEmpty()) {
            session.acks().discard(expired);
        }
        if (next != null) {
            next.handed();
        }
        return next;
    }

    /** With the lock held: takes out what nobody has processed. */
    List<Delivery> clear() {
        List<Delivery> rest = waiting.stream().filter(delivery -> !delivery.isStale()).toList();
        waiting.clear();
        return rest;
    }

    /**
     * Processes what waits, on the calling thread; returns when nothing is left, or the session is being closed. Waits while the
     * connection is stopped.
     */
    public void run() throws JMSException {
        Consumer<Delivery> target = listener();
        if (target == null) {
            throw JmsErrors.illegalState("Session.run: the session has no MessageListener");
        }
        session.dispatch().runAssigned(this, target);
    }
}
