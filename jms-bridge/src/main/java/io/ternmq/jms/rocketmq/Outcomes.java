package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.pop.AckRequest;
import io.ternmq.wire.command.pop.BatchAckBody;
import io.ternmq.wire.command.pop.ChangeInvisibleReply;
import io.ternmq.wire.command.pop.ChangeInvisibleRequest;
import io.ternmq.wire.command.pop.PopHandle;
import io.ternmq.wire.command.send.SendBackRequest;
import io.ternmq.wire.frame.Frame;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What becomes of held messages, as commands to the brokers they came from. On the connection's logical thread.
 *
 * <p>Everything may be said twice without harm, so that a lost connection is made again and the command repeated once.
 */
final class Outcomes {
    /** To be had by others at once; brokers look at it about once a second. */
    private static final long NO_TIME_MS = 1;
    private static final int TO_DEAD_LETTERS = -1;
    private static final Set<Integer> DONE = Set.of(ResponseCode.SUCCESS);
    // The queue does not have it any more: it is too old for its topic.
    private static final Set<Integer> DONE_OR_GONE = Set.of(ResponseCode.SUCCESS, ResponseCode.NO_MESSAGE);

    private final Executor thread;

    Outcomes(Executor thread) {
        this.thread = thread;
    }

    /** They are done. What one pop brought is acknowledged together. */
    CompletableFuture<Void> accept(List<Held> accepted) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        Map<BrokerLink, List<Held>> together = new LinkedHashMap<>();
        for (Held held : accepted) {
            if (held.isIdle() && accepted.size() > 1) {
                together.computeIfAbsent(held.broker(), broker -> new ArrayList<>()).add(held);
            } else {
                all.add(held.then(thread, () -> ack(held)));
            }
        }
        together.forEach((broker, messages) -> all.add(ackTogether(broker, messages)));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> ack(Held held) {
        return tell(held.broker(), () -> AckRequest.of(held.group(), held.topic(), held.handle()).toFrame(), DONE_OR_GONE, "Acknowledging");
    }

    private CompletableFuture<Void> ackTogether(BrokerLink broker, List<Held> messages) {
        Map<Pop, BitSet> offsetsByPop = new LinkedHashMap<>();
        for (Held held : messages) {
            PopHandle handle = held.handle();
            offsetsByPop.computeIfAbsent(Pop.of(held), pop -> new BitSet())
                .set((int) (handle.queueOffset() - handle.checkpointOffset()));
        }
        List<BatchAckBody.Entry> entries = new ArrayList<>();
        offsetsByPop.forEach((pop, offsets) -> entries.add(pop.acknowledging(offsets)));
        CompletableFuture<Void> acked = tell(broker, new BatchAckBody(broker.brokerName(), entries)::toFrame, DONE, "Acknowledging");
        messages.forEach(held -> held.then(thread, () -> acked));
        return acked;
    }

    /** The broker's note on messages that it gave away together: their handles but for the message itself. */
    private record Pop(String group, String topic, PopHandle first) {
        static Pop of(Held held) {
            PopHandle handle = held.handle();
            return new Pop(held.group(), held.topic(), new PopHandle(handle.checkpointOffset(), handle.popTimeMs(),
                handle.invisibleTimeMs(), handle.reviveQueueId(), handle.retry(), handle.brokerName(), handle.queueId(),
                handle.checkpointOffset()));
        }

        BatchAckBody.Entry acknowledging(BitSet offsets) {
            return new BatchAckBody.Entry(group, topic, first.retry(), first.checkpointOffset(), first.queueId(), first.reviveQueueId(),
                first.popTimeMs(), first.invisibleTimeMs(), offsets);
        }
    }

    /**
     * Gives it back.
     *
     * @param delayMs time before anybody gets it
     * @param isSeen  whether the application has seen it: then the delivery counts
     */
    CompletableFuture<Void> release(Held held, long delayMs, boolean isSeen) {
        return held.then(thread, () -> tell(held.broker(), () -> change(held, Math.max(NO_TIME_MS, delayMs), !isSeen).toFrame(),
            DONE_OR_GONE, "Giving a message back"));
    }

    /** Puts it into the group's dead letters. */
    CompletableFuture<Void> reject(Held held) {
        SendBackRequest toDeadLetters = new SendBackRequest(held.popped().position(), held.group(), TO_DEAD_LETTERS,
            held.popped().message().messageId(), held.topic(), false, -1);
        return held.then(thread, () -> tell(held.broker(), toDeadLetters::toFrame, DONE, "Moving a message to the dead letters")
            .thenComposeAsync(done -> ack(held), thread));
    }

    /**
     * Keeps it for a time from now.
     *
     * @param visibleAtNs when others may get it then
     */
    CompletableFuture<Void> renew(Held held, long leaseMs, boolean isSeen, long visibleAtNs) {
        // The new handle is set before what waits for its turn can use the old one.
        return held.then(thread, () -> Replies.read(held.broker().request(change(held, leaseMs, !isSeen).toFrame()), "Keeping a message",
            frame -> ChangeInvisibleReply.from(frame.fields()))
            .thenAcceptAsync(reply -> held.renewed(held.handle().changed(reply), visibleAtNs), thread));
    }

    private static ChangeInvisibleRequest change(Held held, long invisibleMs, boolean suspend) {
        return ChangeInvisibleRequest.of(held.group(), held.topic(), held.handle(), invisibleMs, suspend);
    }

    private CompletableFuture<Void> tell(BrokerLink broker, Supplier<Frame> request, Set<Integer> codes, String what) {
        return tellOnce(broker, request.get(), codes, what).handle((done, failure) -> {
            boolean isLost = failure != null
                && JmsErrors.CONNECTION_LOST.equals(Replies.toException(failure, what).getErrorCode());
            if (isLost) {
                return tellOnce(broker, request.get(), codes, what);
            }
            return failure == null ? CompletableFuture.<Void>completedFuture(null) : CompletableFuture.<Void>failedFuture(failure);
        }).thenCompose(last -> last);
    }

    private static CompletableFuture<Void> tellOnce(BrokerLink broker, Frame request, Set<Integer> codes, String what) {
        return Replies.read(broker.request(request), what, codes, frame -> null);
    }
}
