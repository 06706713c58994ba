package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The sends of a transaction: the first to a destination is waited for, so that a wrong destination is known at once; the others are
 * confirmed by its end, which tells the broker how many there were. So they need not travel one by one: they wait here until there are
 * enough to be worth a request, or for the end, with which the rest travels. Used by the one thread that uses the session.
 */
final class SendPipeline {
    private static final int MAX_PIPELINED = 256;
    private static final int MAX_KNOWN = 1_000;
    /** Few enough that the broker works on the first while the application makes the others. */
    private static final int MAX_WAITING_BYTES = 32 << 10;
    private static final int MAX_WAITING = 256;
    private static final String WHAT = "Sending in a transaction";

    private final SessionCore session;
    private final Set<TernDestination> knownDestinations;
    private final Runnable beforeSending;
    private final Deque<CompletableFuture<Void>> pipelined = new ArrayDeque<>();
    private final List<OutboundMessage> waiting = new ArrayList<>();
    private int waitingBytes;
    private int count;
    private boolean isKnownToBroker;
    private JMSException failure;

    /**
     * Without messages.
     *
     * @param knownDestinations of the session: those that the broker has taken messages to before
     * @param beforeSending     tells the broker what it has to know before a message
     */
    SendPipeline(SessionCore session, Set<TernDestination> knownDestinations, Runnable beforeSending) {
        this.session = session;
        this.knownDestinations = knownDestinations;
        this.beforeSending = beforeSending;
    }

    void send(OutboundMessage message, long transactionId) throws JMSException {
        if (knownDestinations.contains(message.destination())) {
            count++;
            enqueue(message, transactionId);
        } else {
            sendWaiting(transactionId);
            session.await(hold(List.of(message), transactionId), WHAT);
            count++;
            know(message.destination());
        }
    }

    private void enqueue(OutboundMessage message, long transactionId) throws JMSException {
        int bytes = message.sizeBytes();
        if (bytes > MAX_WAITING_BYTES - waitingBytes || waiting.size() == MAX_WAITING) {
            sendWaiting(transactionId);
        }
        waiting.add(message);
        waitingBytes += Math.min(bytes, MAX_WAITING_BYTES);
    }

    /** Nothing waits here any more. */
    void sendWaiting(long transactionId) throws JMSException {
        if (waiting.isEmpty()) {
            return;
        }
        pipelined.add(hold(List.copyOf(waiting), transactionId));
        dropWaiting();
        if (pipelined.size() > MAX_PIPELINED) {
            awaitFirst();
        }
    }

    private CompletableFuture<Void> hold(List<OutboundMessage> messages, long transactionId) {
        isKnownToBroker = true;
        beforeSending.run();
        return session.provider().hold(messages, transactionId);
    }

    private void dropWaiting() {
        waiting.clear();
        waitingBytes = 0;
    }

    /** What still has to be sent, together with the end; a copy. */
    List<OutboundMessage> rest() {
        return List.copyOf(waiting);
    }

    /** Whether the broker may know of the transaction by a message. */
    boolean isKnownToBroker() {
        return isKnownToBroker;
    }

    /** The broker has said that it knows nothing of the transaction any more. */
    void forgotten() {
        isKnownToBroker = false;
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
        try {
            sendWaiting(transactionId);
        } catch (JMSException e) {
            return CompletableFuture.failedFuture(e);
        }
        count++;
        CompletableFuture<Void> sent = hold(List.of(message), transactionId);
        pipelined.add(sent);
        return sent;
    }

    /** Messages that the transaction has to hold, those that wait among them: not those of which send() has said at once that they failed. */
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
    void awaitAll(long transactionId) throws JMSException {
        sendWaiting(transactionId);
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
        dropWaiting();
        isKnownToBroker = false;
        count = 0;
        failure = null;
    }
}
