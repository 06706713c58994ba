package io.ternmq.jms.remote;

import io.ternmq.jms.core.ScheduledCare;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.CancelScheduled;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.ListScheduled;
import java.util.concurrent.CompletableFuture;

/** Messages that wait at the broker for their delivery time. Any thread. */
final class RemoteScheduled implements ScheduledCare {
    private final RequestLine line;

    RemoteScheduled(RequestLine line) {
        this.line = line;
    }

    private CompletableFuture<Frame> ask(String what, Command command) {
        return line.ask(Exchange.of(what, Exchange.InNewSession.ASKED_AGAIN, epoch -> command.toFrame()));
    }

    @Override
    public CompletableFuture<ListScheduled.Page> list(TernDestination destination, long after, int maxCount) {
        ListScheduled list = new ListScheduled(DestinationNames.topicOf(destination.getName()), after, maxCount);
        return Replies.read(ask("Listing scheduled messages", list), "Listing scheduled messages",
            answer -> ListScheduled.Page.from(answer.fields(), answer.body()));
    }

    /** False may also mean that an answer was lost with its connection, and this is the second one. */
    @Override
    public CompletableFuture<Boolean> cancel(TernDestination destination, String rawId) {
        CancelScheduled cancel = new CancelScheduled(DestinationNames.topicOf(destination.getName()), rawId);
        return Replies.read(ask("Cancelling a scheduled message", cancel), "Cancelling a scheduled message",
            answer -> CancelScheduled.Reply.from(answer.fields()).isCancelled());
    }
}
