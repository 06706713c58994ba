package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.ClientThreads;
import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.wire.command.pop.PopRequest;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A consumer: turns credit into pops, and numbers what they bring. Owned by the connection's logical thread.
 *
 * <pre>
 * credit = what may still be delivered        reserved = the part of it that pops on their way may bring
 * </pre>
 */
final class PopConsumer {
    private static final System.Logger LOG = System.getLogger(PopConsumer.class.getName());
    private static final long UNREACHABLE_REST_MS = 1_000;
    private static final long BUSY_REST_MS = 20;
    private static final int MAX_BUSY_RESTS = 6;

    private final long id;
    private final PopSource source;
    private final List<BrokerPoll> polls;
    private final Deliveries deliveries;
    private final List<Drain> drains = new ArrayList<>();
    private int credit;
    private int reserved;
    private int nextPoll;
    private int busyRests;
    private boolean isDetached;

    /** A wish to know that there is nothing more. */
    private record Drain(Set<BrokerPoll> toAsk, CompletableFuture<Integer> unused) {
    }

    PopConsumer(long id, PopSource source, List<BrokerPoll> polls, Deliveries deliveries) {
        this.id = id;
        this.source = source;
        this.polls = new ArrayList<>(polls);
        this.deliveries = deliveries;
    }

    long id() {
        return id;
    }

    PopSource source() {
        return source;
    }

    /** A broker that has the topic since lately. */
    void add(BrokerPoll poll) {
        polls.add(poll);
        pump();
    }

    boolean asks(BrokerLink broker) {
        return polls.stream().anyMatch(poll -> poll.broker() == broker);
    }

    void flow(int more) {
        if (credit == 0 && more > 0) {
            polls.forEach(BrokerPoll::arouse);
        }
        credit += more;
        pump();
    }

    /** Completes with the credit that could not be used, which is taken back. */
    CompletableFuture<Integer> drain(int more) {
        CompletableFuture<Integer> unused = new CompletableFuture<>();
        credit += more;
        busyRests = 0;
        drains.add(new Drain(new HashSet<>(polls), unused));
        pump();
        return unused;
    }

    /** Something that was held is done: an ordered queue may go on. */
    void onSettled() {
        if (source.isOrdered()) {
            polls.forEach(BrokerPoll::arouse);
            pump();
        }
    }

    /** No more messages. */
    void detach() {
        isDetached = true;
        credit = 0;
        endDrains();
    }

    private void pump() {
        int count = polls.size();
        for (int i = 0; i < count && credit > reserved; i++) {
            BrokerPoll poll = polls.get(Math.floorMod(nextPoll + i, polls.size()));
            if (poll.isReady() || isWantedByDrain(poll)) {
                pop(poll);
            }
        }
        nextPoll++;
        if (credit > reserved && drains.isEmpty()) {
            polls.stream().filter(BrokerPoll::isIdle).forEach(this::await);
        }
        endDrains();
    }

    private boolean isWantedByDrain(BrokerPoll poll) {
        return !poll.isPopping() && !poll.isResting() && drains.stream().anyMatch(drain -> drain.toAsk.contains(poll));
    }

    private void pop(BrokerPoll poll) {
        int max = Math.min(credit - reserved, PopRequest.MAX_MESSAGES);
        List<Drain> answered = drains.stream().filter(drain -> drain.toAsk.contains(poll)).toList();
        reserved += max;
        long askedNs = deliveries.nowNs();
        poll.pop(max).whenCompleteAsync((batch, failure) -> {
            reserved -= max;
            boolean isEmptied;
            if (failure == null) {
                isEmptied = onPopped(poll, batch, askedNs);
                isEmptied |= batch.messages().size() < max && !batch.hasMore();
            } else {
                poll.popped(0);
                onFailed(poll, failure);
                isEmptied = true;
            }
            if (isEmptied) {
                answered.forEach(drain -> drain.toAsk.remove(poll));
            }
            pump();
        }, deliveries.thread());
    }

    private void onFailed(BrokerPoll poll, Throwable failure) {
        JMSException cause = Replies.toException(failure, "Consuming from " + source.destination());
        if (Deliveries.isFinal(cause)) {
            polls.remove(poll);
            drains.forEach(drain -> drain.toAsk.remove(poll));
            if (polls.isEmpty() && !isDetached) {
                deliveries.onRefused(this, cause);
            }
        } else {
            rest(poll, UNREACHABLE_REST_MS);
            deliveries.onFailed(poll.broker(), cause);
        }
    }

    /** Returns whether the broker has messages, and has not given one away for so long that it counts as having none. */
    private boolean onPopped(BrokerPoll poll, Popped.Batch batch, long askedNs) {
        deliveries.onReached(poll.broker());
        poll.popped(batch.messages().size());
        if (!batch.messages().isEmpty()) {
            busyRests = 0;
            deliver(poll, batch, askedNs);
        } else if (batch.hasMore()) {
            // Another pop of the group has the queue at this moment, or an ordered queue waits for what was taken from it.
            rest(poll, Math.min(BUSY_REST_MS << busyRests, UNREACHABLE_REST_MS));
            busyRests = Math.min(busyRests + 1, MAX_BUSY_RESTS);
        }
        return busyRests == MAX_BUSY_RESTS;
    }

    private void deliver(BrokerPoll poll, Popped.Batch batch, long askedNs) {
        List<Held> taken = batch.messages().stream().map(popped ->
            new Held(popped, source.group(), source.topic(), poll.broker(), askedNs + deliveries.leaseNs())).toList();
        if (isDetached) {
            taken.forEach(deliveries::giveBackUnseen);
            return;
        }
        List<InboundMessage> messages = new ArrayList<>(taken.size());
        long first = deliveries.nextSequence(this);
        for (Held held : taken) {
            Popped popped = held.popped();
            if (!source.filter().isWanted().test(popped.message())) {
                deliveries.discard(held);
            } else if (popped.message().deliveryCount() > source.maxDeliveries()) {
                deliveries.bury(held);
            } else {
                deliveries.hold(this, held);
                messages.add(popped.message());
            }
        }
        credit = Math.max(0, credit - messages.size());
        if (!messages.isEmpty()) {
            deliveries.deliver(this, first, messages);
        }
    }

    private void await(BrokerPoll poll) {
        poll.await().whenCompleteAsync((reply, failure) -> {
            poll.waited();
            if (failure != null) {
                onFailed(poll, failure);
            } else if (reply.isPollingFull()) {
                rest(poll, UNREACHABLE_REST_MS);
            }
            pump();
        }, deliveries.thread());
    }

    private void rest(BrokerPoll poll, long restMs) {
        poll.rest();
        ClientThreads.schedule(() -> deliveries.thread().execute(() -> {
            poll.rested();
            pump();
        }), restMs);
    }

    private void endDrains() {
        if (drains.isEmpty()) {
            return;
        }
        boolean isQuiet = polls.stream().noneMatch(BrokerPoll::isPopping);
        boolean isUsedUp = credit == 0 && reserved == 0;
        boolean isAsked = isQuiet && drains.stream().allMatch(drain -> drain.toAsk.isEmpty());
        if (isUsedUp || isAsked || isDetached) {
            int unused = credit;
            credit = 0;
            LOG.log(System.Logger.Level.TRACE, "Consumer {0} drained, {1} unused", id, unused);
            List<Drain> ended = List.copyOf(drains);
            drains.clear();
            ended.forEach(drain -> drain.unused.complete(unused));
        }
    }
}
