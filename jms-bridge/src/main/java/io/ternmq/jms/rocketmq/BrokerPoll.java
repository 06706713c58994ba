package io.ternmq.jms.rocketmq;

import io.ternmq.jms.mapping.InboundMapping;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.pop.NotificationReply;
import io.ternmq.wire.command.pop.NotificationRequest;
import io.ternmq.wire.command.pop.PopRequest;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * What one consumer asks one broker: pops that never wait, and between them, when there was nothing, a wait that takes nothing. So
 * nothing is taken for a consumer that has gone home in the meantime. Owned by the connection's logical thread.
 */
final class BrokerPoll {
    /** A broker may miss to wake who waits, when a message becomes visible again: no longer than this. */
    static final long WAIT_MS = 3_000;
    private static final Set<Integer> FOUND_OR_NONE = Set.of(ResponseCode.SUCCESS, ResponseCode.POLLING_TIMEOUT,
        ResponseCode.POLLING_FULL, ResponseCode.PULL_NOT_FOUND);

    private final PopSource source;
    private final BrokerLink broker;
    private final InboundMapping mapping;
    private final long invisibleMs;
    private boolean isPopping;
    private boolean isWaiting;
    private boolean isResting;
    private boolean mayHaveMore = true;

    BrokerPoll(PopSource source, BrokerLink broker, InboundMapping mapping, long invisibleMs) {
        this.source = source;
        this.broker = broker;
        this.mapping = mapping;
        this.invisibleMs = invisibleMs;
    }

    BrokerLink broker() {
        return broker;
    }

    /** Whether a pop is worth while now. */
    boolean isReady() {
        return mayHaveMore && !isPopping && !isResting;
    }

    /** Whether there was nothing, and nobody waits for something. */
    boolean isIdle() {
        return !mayHaveMore && !isPopping && !isWaiting && !isResting;
    }

    boolean isPopping() {
        return isPopping;
    }

    boolean isResting() {
        return isResting;
    }

    /** Something may have come. */
    void arouse() {
        mayHaveMore = true;
    }

    /** Not now: the broker cannot be reached, or has messages and does not give them away at the moment. */
    void rest() {
        isResting = true;
    }

    void rested() {
        isResting = false;
        mayHaveMore = true;
    }

    /** Takes up to {@code max} messages; {@link #popped} has to follow. */
    CompletableFuture<Popped.Batch> pop(int max) {
        isPopping = true;
        PopRequest pop = new PopRequest(source.group(), source.topic(), PopRequest.ANY_QUEUE, max, invisibleMs, 0, 0, PopRequest.FROM_MIN,
            source.filter().expressionType(), source.filter().expression(), source.isOrdered(),
            source.isOrdered() ? UUID.randomUUID().toString() : null);
        return Replies.read(broker.request(pop.toFrame()), "Taking messages from " + source.destination(), FOUND_OR_NONE,
            frame -> Popped.read(frame, mapping, source.destination(), broker.brokerName()));
    }

    /** A pop has ended, having brought {@code count} messages. */
    void popped(int count) {
        isPopping = false;
        mayHaveMore = count > 0;
    }

    /** Waits until there may be something; {@link #waited} has to follow. */
    CompletableFuture<NotificationReply> await() {
        isWaiting = true;
        NotificationRequest wait = new NotificationRequest(source.group(), source.topic(), PopRequest.ANY_QUEUE, WAIT_MS, 0,
            source.isOrdered(), null, source.filter().expressionType(), source.filter().expression());
        return Replies.read(broker.request(wait.toFrame(), WAIT_MS), "Waiting for messages of " + source.destination(),
            frame -> NotificationReply.from(frame.fields()));
    }

    /** The wait is over. */
    void waited() {
        isWaiting = false;
        mayHaveMore = true;
    }
}
