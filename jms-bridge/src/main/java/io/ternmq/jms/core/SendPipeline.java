package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The sends of a transaction: the first to a destination is waited for, so that a wrong destination is known at once; the others are
 * confirmed by its end, which tells the broker how many there were. Used by the one thread that uses the session.
 */
final class SendPipeline {
    private static final int MAX_PIPELINED = 256;
    private static final int MAX_KNOWN = 1_000;
    private static final String WHAT = "Sending in a transaction";

    private final SessionCore session;
    private final Set<TernDestination> knownDestinations;
    private final Deque<CompletableFuture<Void>> pipelined = new ArrayDeque<>();
    private int count;
    private JMSException failure;

    /** @param knownDestinations of the session: those that the broker has taken messages to before */
    SendPipeline(SessionCore session, Set<TernDestination> knownDestinations) {
        this.session = session;
        this.knownDestinations = knownDestinations;
    }

    /** Whether a message there does not have to be waited for. */
    boolean isKnown(TernDestination destination) {
        return knownDestinations.contains(destination);
    }

    void send(OutboundMessage message, long transactionId) throws JMSException {
        CompletableFuture<Void> sent = session.provider().send(message, transactionId);
        if (knownDestinations.contains(message.destination())) {
            count++;
            pipelined.add(sent);
            if (pipelined.size() > MAX_PIPELINED) {
                awaitFirst();
            }
        } else {
            session.await(sent, WHAT);
            count++;
            know(message.destination());
        }
    }

    private void know(TernDestination destination) {
        if (knownDestinations.size() >= MAX_KNOWN) {
            // Temporary ones come and go.
            knownDestinations.clear();
        }
        knownDestinations.add(destination);
    }

    /** Something has failed, such as a destination that is gone: the next send to each is waited for. Any thread, if the set allows it. */
    void distrust() {
        knownDestinations.clear();
    }

    /** An asynchronous send: its failure reaches the callback, and the transaction's end as well. */
    CompletableFuture<Void> startAsync(OutboundMessage message, long transactionId) {
        count++;
        CompletableFuture<Void> sent = session.provider().send(message, transactionId);
        pipelined.add(sent);
        return sent;
    }

    /** Messages that the transaction has to hold: not those of which send() has said at once that they failed. */
    int count() {
        return count;
    }

    /** Why a message is missing, as far as that is known by now; null for nothing. */
    JMSException failure() {
        for (CompletableFuture<Void> sent : pipelined) {
            if (failure == null && sent.isCompletedExceptionally()) {
                failure = sent.handle((none, cause) -> Await.toJms(cause, WHAT)).join();
            }
        }
        return failure;
    }

    /** Waits for all; throws when one has failed, though a later send() may have said so already: its message is missing. */
    void awaitAll() throws JMSException {
        while (!pipelined.isEmpty()) {
            awaitFirst();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void awaitFirst() throws JMSException {
        try {
            session.await(pipelined.remove(), WHAT);
        } catch (JMSException e) {
            failure = e;
            throw e;
        }
    }

    /** Waits for none of them any more. */
    void clear() {
        pipelined.clear();
        count = 0;
        failure = null;
    }
}
