package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.mapping.InboundMapping;
import io.ternmq.jms.mapping.StoredMessages;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.pop.PopHandle;
import io.ternmq.wire.command.pop.PopOffsets;
import io.ternmq.wire.command.pop.PopReply;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that a broker gave away for a time.
 *
 * @param message  as JMS sees it
 * @param handle   by which it is acknowledged
 * @param position in the broker's log
 */
record Popped(InboundMessage message, PopHandle handle, long position) {
    /**
     * What one pop brought.
     *
     * @param messages in the broker's order
     * @param hasMore  whether the broker says that there are more
     */
    record Batch(List<Popped> messages, boolean hasMore) {
    }

    /**
     * Reads the answer to a pop, which stays the caller's.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    static Batch read(Frame answer, InboundMapping mapping, TernDestination destination, String brokerName) {
        if (answer.code() != ResponseCode.SUCCESS) {
            return new Batch(List.of(), answer.fields().getLong("restNum", 0) > 0);
        }
        PopReply reply = PopReply.from(answer.fields());
        PopOffsets starts = PopOffsets.parse(reply.startOffsetInfo());
        PopOffsets counts = PopOffsets.parse(reply.orderCountInfo());
        List<Popped> messages = new ArrayList<>();
        StoredMessages.forEach(answer.body().nioBuffer(), view -> {
            PopHandle handle = handleOf(view, reply, starts, brokerName);
            long orderCount = counts.ofMessage(handle.retry(), handle.queueId(), handle.queueOffset(), 0);
            int deliveryCount = 1 + (int) Math.max(view.reconsumeTimes(), orderCount);
            messages.add(new Popped(mapping.map(view, destination, deliveryCount), handle, view.position()));
        });
        return new Batch(messages, reply.restNum() > 0);
    }

    /** Messages of a retry topic bring theirs, since the broker shows them as messages of the topic itself. */
    private static PopHandle handleOf(MessageView view, PopReply reply, PopOffsets starts, String brokerName) {
        String own = MessageProperties.find(view.propertiesText(), MessageProperties.POP_CK);
        if (own != null) {
            return PopHandle.parse(own);
        }
        int retry = !view.topic().startsWith("%RETRY%") ? PopHandle.NOT_RETRIED
            : view.topic().indexOf('+') > 0 ? PopHandle.RETRY_V2 : PopHandle.RETRY_V1;
        long start = starts.ofQueue(retry, view.queueId(), view.queueOffset());
        return new PopHandle(start, reply.popTimeMs(), reply.invisibleTimeMs(), reply.reviveQueueId(), retry, brokerName, view.queueId(),
            view.queueOffset());
    }
}
