package io.ternmq.jms.remote;

import io.ternmq.jms.core.ScheduledCare;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.jms.transport.Link;
import io.ternmq.wire.jms.CancelScheduled;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.ListScheduled;
import java.util.concurrent.CompletableFuture;

/** Messages that wait at the broker for their delivery time. Any thread. */
final class RemoteScheduled implements ScheduledCare {
    private final Link link;
    private final long requestTimeoutMs;

    RemoteScheduled(Link link, long requestTimeoutMs) {
        this.link = link;
        this.requestTimeoutMs = requestTimeoutMs;
    }

    @Override
    public CompletableFuture<ListScheduled.Page> list(TernDestination destination, long after, int maxCount) {
        ListScheduled list = new ListScheduled(DestinationNames.topicOf(destination.getName()), after, maxCount);
        return Replies.read(link.request(list.toFrame(), requestTimeoutMs), "Listing scheduled messages",
            answer -> ListScheduled.Page.from(answer.fields(), answer.body()));
    }

    @Override
    public CompletableFuture<Boolean> cancel(TernDestination destination, String rawId) {
        CancelScheduled cancel = new CancelScheduled(DestinationNames.topicOf(destination.getName()), rawId);
        return Replies.read(link.request(cancel.toFrame(), requestTimeoutMs), "Cancelling a scheduled message",
            answer -> CancelScheduled.Reply.from(answer.fields()).isCancelled());
    }
}
