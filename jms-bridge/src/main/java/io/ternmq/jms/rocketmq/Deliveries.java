package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.ClientThreads;
import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.core.SerialExecutor;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a connection's consumers hold, and what becomes of it. Owned by the connection's logical thread, which is the only one that
 * calls what is not marked otherwise.
 */
final class Deliveries {
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

    private final SerialExecutor thread = new SerialExecutor(ClientThreads.workers());
    private final ProviderEvents events;
    private final LeaseRenewal leases;
    private final LongSupplier nanoClock;
    private final Outcomes outcomes = new Outcomes(thread);
    private final Map<Long, Holdings> holdings = new HashMap<>();
    private final Reachability reachability;
    private volatile boolean isClosed;

    /** @param nanoClock {@link System#nanoTime} but in tests */
    Deliveries(ProviderEvents events, LeaseRenewal leases, LongSupplier nanoClock) {
        this.events = events;
        this.leases = leases;
        this.nanoClock = nanoClock;
        this.reachability = new Reachability(leases.leaseNs());
    }

    /** Any thread: starts to renew. */
    void start() {
        ClientThreads.schedule(() -> thread.execute(this::tick), leases.periodMs());
    }

    /** The logical thread; any thread may hand tasks to it. */
    Executor thread() {
        return thread;
    }

    long nowNs() {
        return nanoClock.getAsLong();
    }

    long leaseNs() {
        return leases.leaseNs();
    }

    // ---- from consumers

    long nextSequence(PopConsumer consumer) {
        return of(consumer.id()).nextSequence();
    }

    void hold(PopConsumer consumer, Held held) {
        of(consumer.id()).add(held);
    }

    void deliver(PopConsumer consumer, long firstSequence, List<InboundMessage> messages) {
        events.onDelivered(consumer.id(), firstSequence, messages);
    }

    /** Nobody wants it. */
    void discard(Held held) {
        unattended(outcomes.accept(List.of(held)), held, "discarded");
    }

    /** It came for somebody who has gone. */
    void giveBackUnseen(Held held) {
        unattended(outcomes.release(held, 0, false), held, "given back");
    }

    /** It was delivered too often. */
    void bury(Held held) {
        LOG.log(System.Logger.Level.WARNING, "Message " + held.popped().message().messageId() + " of " + held.topic() + " goes to %DLQ%"
            + held.group() + " after " + (held.popped().message().deliveryCount() - 1) + " deliveries");
        unattended(outcomes.reject(held), held, "moved to the dead letters");
    }

    private static void unattended(CompletableFuture<Void> outcome, Held held, String what) {
        outcome.exceptionally(failure -> {
            LOG.log(System.Logger.Level.WARNING, "Message " + held.popped().message().messageId() + " of " + held.topic()
                + " could not be " + what + ": it comes again when its time is over", failure);
            return null;
        });
    }

    void onReached(BrokerLink broker) {
        reachability.onReached(broker);
    }

    /** A broker could not be asked, or refuses for the moment: it is asked again. */
    void onFailed(BrokerLink broker, JMSException cause) {
        if (!isClosed && reachability.isLost(broker, nowNs(), cause)) {
            events.onConnectionLost(cause);
        }
    }

    /** Whether asking again is of no use. */
    static boolean isFinal(JMSException cause) {
        return cause instanceof InvalidDestinationException || cause instanceof JMSSecurityException
            || JmsErrors.NOT_SUPPORTED.equals(cause.getErrorCode());
    }

    /** No broker gives it messages any more. */
    void onRefused(PopConsumer consumer, JMSException cause) {
        if (!isClosed) {
            events.onDetached(consumer.id(), cause.getMessage());
        }
    }

    // ---- from the application

    void delivered(long consumerId, long sequence) {
        of(consumerId).delivered(sequence);
    }

    /** Gives back what the application has not seen. */
    CompletableFuture<Void> detach(long consumerId) {
        Holdings held = of(consumerId);
        held.detach();
        CompletableFuture<?>[] all = held.takeUnseen().stream().map(unseen -> outcomes.release(unseen, 0, false))
            .toArray(CompletableFuture[]::new);
        dropIfEmpty(consumerId, held);
        return CompletableFuture.allOf(all);
    }

    /** What became of messages. Those of failed commands are still held. */
    CompletableFuture<Void> settle(SettleRequest request) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Settlement settlement : request.settlements()) {
            Holdings from = of(settlement.consumerId());
            List<Long> sequences = from.sequences(settlement.firstSequence(), settlement.lastSequence());
            if (sequences.size() < settlement.count()) {
                all.add(CompletableFuture.failedFuture(JmsErrors.of(JmsErrors.LEASE_LOST, "Settling: " + (settlement.count()
                    - sequences.size()) + " messages are not held by this connection any more", null)));
            }
            if (settlement.outcome() == Outcome.ACCEPT || settlement.outcome() == Outcome.EXPIRE) {
                List<Held> accepted = sequences.stream().map(from::get).toList();
                all.add(forgetWhenDone(settlement.consumerId(), sequences, outcomes.accept(accepted)));
            } else {
                for (long sequence : sequences) {
                    all.add(forgetWhenDone(settlement.consumerId(), List.of(sequence),
                        settle(from.get(sequence), settlement.outcome(), request.redeliveryDelayMs())));
                }
            }
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> settle(Held held, Outcome outcome, long delayMs) {
        return switch (outcome) {
            case RELEASE -> outcomes.release(held, delayMs, true);
            case RELEASE_UNSEEN -> outcomes.release(held, 0, false);
            case REJECT -> outcomes.reject(held);
            case ACCEPT, EXPIRE -> throw new IllegalArgumentException("accepted together");
        };
    }

    private CompletableFuture<Void> forgetWhenDone(long consumerId, List<Long> sequences, CompletableFuture<Void> outcome) {
        return outcome.thenRunAsync(() -> {
            Holdings from = of(consumerId);
            sequences.forEach(from::remove);
            dropIfEmpty(consumerId, from);
        }, thread);
    }

    /** Gives everything back; the connection ends. */
    CompletableFuture<Void> close() {
        isClosed = true;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Holdings from : holdings.values()) {
            from.bySequence().forEach((sequence, held) -> all.add(outcomes.release(held, 0, from.isSeen(sequence))));
        }
        holdings.clear();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    // ---- leases

    private void tick() {
        if (!isClosed) {
            renewDue();
            start();
        }
    }

    /** Renews what has less than half of its lease left. */
    void renewDue() {
        long nowNs = nowNs();
        holdings.values().forEach(from -> from.bySequence().forEach((sequence, held) -> {
            if (leases.isDue(held, nowNs)) {
                renew(held, from.isSeen(sequence));
            }
        }));
    }

    private void renew(Held held, boolean isSeen) {
        outcomes.renew(held, TimeUnit.NANOSECONDS.toMillis(leases.leaseNs()), isSeen, nowNs() + leases.leaseNs()).exceptionallyAsync(
            failure -> {
                if (leases.isOver(held, nowNs()) && held.warnOnce()) {
                    LOG.log(System.Logger.Level.WARNING, "Message " + held.popped().message().messageId() + " of " + held.topic()
                        + " could not be kept, others may get it as well: "
                        + Replies.toException(failure, "Keeping a message").getMessage());
                }
                return null;
            }, thread);
    }

    private Holdings of(long consumerId) {
        return holdings.computeIfAbsent(consumerId, id -> new Holdings());
    }

    private void dropIfEmpty(long consumerId, Holdings from) {
        if (from.isEmpty() && from.isDetached()) {
            holdings.remove(consumerId);
        }
    }
}
