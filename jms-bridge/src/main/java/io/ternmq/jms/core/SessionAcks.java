package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Outcome;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a session has delivered and not yet settled, and when it settles. State guarded by the session's lock.
 */
final class SessionAcks {
    private static final System.Logger LOG = System.getLogger(SessionAcks.class.getName());
    private static final int DUPS_OK_BATCH = 64;
    private static final long DUPS_OK_DELAY_MS = 100;
    private static final CompletableFuture<Void> CONFIRMED = CompletableFuture.completedFuture(null);

    private final SessionCore session;
    private final Deque<Delivery> unsettled = new ArrayDeque<>();
    private final List<Delivery> lazy = new ArrayList<>();
    private boolean isFlushScheduled;
    private boolean isCurrentRecovered;
    private boolean hasLost;
    // What a listener is being given now; empty when none runs or a transaction has taken it over.
    private List<Delivery> current = List.of();
    private final AckPipeline pipeline;
    // What DUPS_OK has sent and is not answered yet.
    private volatile CompletableFuture<Void> unconfirmed = CONFIRMED;

    SessionAcks(SessionCore session) {
        this.session = session;
        this.pipeline = new AckPipeline(session);
    }

    /** A receive() is about to return the delivery. False: it must not, since the broker has taken it back. */
    boolean onReceived(Delivery delivery) throws JMSException {
        if (session.locked(delivery::isStale)) {
            return false;
        }
        switch (session.ackMode()) {
            case AUTO -> acceptReceived(delivery);
            case DUPS_OK -> acceptLazily(delivery);
            default -> {
                return session.locked(() -> !delivery.isStale() && unsettled.add(delivery));
            }
        }
        return true;
    }

    /** A receive() fails on the delivery: holds it as received where it is for the application to acknowledge or commit; else false. */
    boolean tryHold(Delivery delivery) {
        AckMode now = session.ackMode();
        return now != AckMode.AUTO && now != AckMode.DUPS_OK && session.locked(() -> !delivery.isStale() && unsettled.add(delivery));
    }

    private void acceptReceived(Delivery delivery) throws JMSException {
        if (session.settings().ackWindow() > 0) {
            pipeline.accept(delivery, session.settings().ackWindow());
            return;
        }
        try {
            session.settle(Settlements.of(List.of(delivery), Outcome.ACCEPT), null);
        } catch (JMSException e) {
            if (!JmsErrors.isLeaseLost(e) || !session.locked(delivery::isStale)) {
                throw e;
            }
            // The session ended before the answer: the broker may have noted it or not, and it is better had twice than never.
            LOG.log(System.Logger.Level.DEBUG, "Whether message {0} is acknowledged is not known: it may come again",
                delivery.message().messageId());
        }
    }

    /** A listener is about to be called. Returns what it is to be given: without what the broker has taken back. */
    List<Delivery> beforeListener(List<Delivery> batch) {
        return session.locked(() -> {
            List<Delivery> given = hasStale(batch) ? batch.stream().filter(delivery -> !delivery.isStale()).toList() : batch;
            AckMode mode = session.ackMode();
            if (mode == AckMode.AUTO || mode == AckMode.DUPS_OK) {
                current = given;
                isCurrentRecovered = false;
            } else {
                unsettled.addAll(given);
            }
            return given;
        });
    }

    private static boolean hasStale(List<Delivery> batch) {
        boolean hasStale = false;
        for (int i = 0; i < batch.size(); i++) {
            hasStale |= batch.get(i).isStale();
        }
        return hasStale;
    }

    /** How a listener's batch ends. */
    private enum Ending {
        /** The application decides, or its transaction manager: it may recover, or roll back, or acknowledge later. */
        NOT_OURS,
        /** The broker delivers it again, whatever became of it here. */
        STALE, RECOVERED, PROCESSED
    }

    /** With the lock held. */
    private Ending endCurrent(List<Delivery> batch) {
        if (current != batch) {
            return Ending.NOT_OURS;
        }
        current = List.of();
        if (batch.get(0).isStale()) {
            return Ending.STALE;
        }
        return isCurrentRecovered ? Ending.RECOVERED : Ending.PROCESSED;
    }

    /** With the lock held: what a listener is just being given belongs to the transaction that begins. */
    void claimCurrent() {
        current.stream().filter(delivery -> !delivery.isStale()).forEach(unsettled::add);
        current = List.of();
    }

    /** With the lock held: whether a listener is just being given something that is no transaction's. */
    boolean hasCurrent() {
        return !current.isEmpty();
    }

    /** A listener has returned from what {@link #beforeListener} gave it, or thrown {@code failure}. */
    void afterListener(List<Delivery> batch, Throwable failure) throws JMSException {
        Ending ending = session.locked(() -> endCurrent(batch));
        if (ending == Ending.NOT_OURS) {
            return;
        }
        if (ending == Ending.STALE) {
            LOG.log(System.Logger.Level.DEBUG, "Message {0} was processed over the end of its session: it comes again",
                batch.get(0).message().messageId());
        } else if (failure instanceof UnseenMessageException) {
            session.releases().releaseUnseen(batch);
        } else if (failure != null) {
            confirm();
            session.releases().release(batch, Causes.of(failure, batch.get(0).consumer().listenerName()));
        } else if (ending == Ending.RECOVERED) {
            rewindAll(batch);
        } else {
            acceptAll(batch);
        }
    }

    private void rewindAll(List<Delivery> batch) {
        session.locked(() -> {
            for (int i = batch.size() - 1; i >= 0; i--) {
                if (!batch.get(i).isStale()) {
                    rewind(batch.get(i));
                }
            }
            return null;
        });
    }

    private void acceptAll(List<Delivery> batch) throws JMSException {
        boolean isLazy = session.ackMode() != AckMode.AUTO;
        for (Delivery delivery : batch) {
            if (isLazy) {
                acceptLazily(delivery);
            } else {
                pipeline.accept(delivery, session.settings().ackWindow());
            }
        }
    }

    /** Waits for the acknowledgements that are on their way. */
    void confirm() throws JMSException {
        pipeline.confirm();
        CompletableFuture<Void> last = unconfirmed;
        unconfirmed = CONFIRMED;
        try {
            session.await(last, "Acknowledging");
        } catch (JMSException e) {
            logIfLeaseLost(e);
        }
    }

    /** No news for an exception listener: what was not acknowledged in time is delivered again. Others are thrown. */
    private static void logIfLeaseLost(JMSException failure) throws JMSException {
        if (!JmsErrors.isLeaseLost(failure)) {
            throw failure;
        }
        logComingAgain(failure);
    }

    static void logComingAgain(JMSException failure) {
        LOG.log(System.Logger.Level.DEBUG, "Messages that were processed come again", failure);
    }

    private void acceptLazily(Delivery delivery) {
        session.locked(() -> {
            lazy.add(delivery);
            if (lazy.size() >= DUPS_OK_BATCH) {
                flushLazy();
            } else if (!isFlushScheduled) {
                isFlushScheduled = true;
                ClientThreads.schedule(this::onFlushTime, DUPS_OK_DELAY_MS);
            }
            return null;
        });
    }

    private void onFlushTime() {
        session.locked(() -> {
            isFlushScheduled = false;
            flushLazy();
            return null;
        });
    }

    /** With the lock held: sends what DUPS_OK has collected. */
    void flushLazy() {
        if (!lazy.isEmpty() && session.connection().isAlive()) {
            CompletableFuture<Void> flushed = settleUnattended(lazy, Outcome.ACCEPT, "Acknowledging lazily");
            unconfirmed = unconfirmed.isDone() ? flushed : CompletableFuture.allOf(unconfirmed, flushed);
        }
        lazy.clear();
    }

    /** Settles what no caller waits for: the exception listener is told when it fails. */
    private CompletableFuture<Void> settleUnattended(List<Delivery> deliveries, Outcome outcome, String what) {
        return session.provider().settle(SettleRequest.of(Settlements.of(deliveries, outcome))).exceptionally(failure -> {
            try {
                logIfLeaseLost(Await.toJms(failure, what));
            } catch (JMSException e) {
                session.connection().reportFailure(e);
            }
            return null;
        });
    }

    /** With the lock held: messages that expired in the buffer. */
    void discard(List<Delivery> expired) {
        settleUnattended(expired, Outcome.EXPIRE, "Discarding expired messages");
    }

    /**
     * The application acknowledges.
     *
     * @param delivery counts in INDIVIDUAL mode only
     */
    void acknowledge(Delivery delivery) throws JMSException {
        requireNotLost(delivery);
        List<Delivery> accepted = switch (session.mode()) {
            case CLIENT -> takeUnsettled();
            case INDIVIDUAL -> session.locked(() -> unsettled.remove(delivery)) ? List.of(delivery) : List.of();
            // JMS: ignored in the other modes.
            default -> List.<Delivery>of();
        };
        if (!accepted.isEmpty()) {
            accept(accepted);
        }
    }

    private void requireNotLost(Delivery delivery) throws JMSException {
        boolean isLost = session.locked(() -> {
            boolean lost = session.mode() == AckMode.CLIENT ? hasLost
                : session.mode() == AckMode.INDIVIDUAL && delivery.isLost();
            hasLost = false;
            return lost;
        });
        if (isLost) {
            throw JmsErrors.of(JmsErrors.LEASE_LOST, "The connection was broken for so long that the broker has ended its session:"
                + " messages that were received before are not acknowledged, and will be delivered again", null);
        }
    }

    /** With the lock held: the session at the broker has ended. Returns whether messages of it were unsettled. */
    boolean onRenewed() {
        boolean hadMessages = !unsettled.isEmpty();
        unsettled.forEach(Delivery::lose);
        unsettled.clear();
        lazy.clear();
        pipeline.onRenewed();
        hasLost |= hadMessages;
        return hadMessages;
    }

    private void accept(List<Delivery> accepted) throws JMSException {
        try {
            session.settle(Settlements.of(accepted, Outcome.ACCEPT), null);
        } catch (JMSException e) {
            if (JmsErrors.isRefusal(e)) {
                // They are still the session's: to be acknowledged, recovered or given back.
                session.locked(() -> {
                    for (int i = accepted.size() - 1; i >= 0; i--) {
                        unsettled.addFirst(accepted.get(i));
                    }
                    return null;
                });
            }
            throw e;
        }
    }

    /** All that was delivered and not settled, in order; now the caller's business. */
    List<Delivery> takeUnsettled() {
        return session.locked(() -> {
            List<Delivery> taken = new ArrayList<>(unsettled);
            unsettled.clear();
            return taken;
        });
    }

    /**
     * Starts delivery again with the oldest unacknowledged message, without asking the broker: the messages go back to the front of
     * their buffers. Those that were delivered too often, or are to wait, go to the broker.
     */
    void recover() throws JMSException {
        RedeliveryPolicy policy = session.redelivery();
        List<Delivery> forBroker = session.locked(() -> {
            isCurrentRecovered = !current.isEmpty();
            hasLost = false;
            List<Delivery> given = new ArrayList<>();
            Iterator<Delivery> newestFirst = unsettled.descendingIterator();
            while (newestFirst.hasNext()) {
                Delivery delivery = newestFirst.next();
                boolean isHomeless = isOwn(delivery) && delivery.consumer().isClosed();
                if (policy.delayMs() > 0 || policy.isExhausted(delivery) || isHomeless) {
                    given.add(0, delivery);
                } else {
                    rewind(delivery);
                }
            }
            unsettled.clear();
            session.dispatch().schedule();
            session.signalChange();
            return given;
        });
        if (!forBroker.isEmpty()) {
            session.releases().settleByPolicy(forBroker, FailureCause.of("Session.recover"));
        }
    }

    private boolean isOwn(Delivery delivery) {
        return delivery.consumer().session() == session;
    }

    // What a connection consumer has assigned to this session comes again in this session.
    private void rewind(Delivery delivery) {
        if (isOwn(delivery)) {
            delivery.consumer().rewind(delivery);
        } else {
            session.assigned().rewind(delivery);
        }
    }
}
