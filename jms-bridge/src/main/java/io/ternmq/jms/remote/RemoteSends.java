package io.ternmq.jms.remote;

import static io.ternmq.jms.mapping.Replies.done;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.mapping.OutboundMapping;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.HeldMessage;
import io.ternmq.wire.jms.HeldSends;
import io.ternmq.wire.jms.Hold;
import io.ternmq.wire.jms.JmsSend;
import jakarta.jms.JMSException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongFunction;

/** The messages that one JMS connection sends: where they go, their numbers, and how much of them is under way. Any thread. */
final class RemoteSends {
    private static final String PRODUCER_GROUP = "JMS_PRODUCER";
    private static final String TOPIC_TEMPLATE = "TBW102";
    private static final int NEW_TOPIC_QUEUES = 1;
    private static final int QUEUE_OF_LANE = -1;
    private static final int OVERHEAD_BYTES = 128;
    private static final long MAX_PENDING_BYTES = 32L << 20;

    private final RemoteConnection connection;
    private final DestinationCheck destinations;
    private final SendFlow flow;
    private final long producerId;
    private final SendWindow window;

    /** @param flow what happens to messages when too much is under way */
    RemoteSends(RemoteConnection connection, DestinationCheck destinations, SendFlow flow) {
        this.connection = connection;
        this.destinations = destinations;
        this.flow = flow;
        UUID id = UUID.fromString(connection.connectionId());
        this.producerId = id.getMostSignificantBits() ^ Long.rotateLeft(id.getLeastSignificantBits(), Long.SIZE / 2);
        this.window = new SendWindow(MAX_PENDING_BYTES, flow);
    }

    /** Sends a message outside of transactions. */
    CompletableFuture<Void> send(OutboundMessage message) {
        String what = "Sending to " + message.destination();
        String topic = topicOf(message);
        try {
            destinations.requireHere(topic);
            OutboundMapping mapped = OutboundMapping.of(message);
            long bytes = mapped.body().length + mapped.properties().length() + OVERHEAD_BYTES;
            long sequence = window.acquire(bytes, 1);
            return done(ask(sequence, 1, bytes, Exchange.send(what, 0, flow.isBlocking(), epoch -> {
                Frame frame = sendFrame(mapped, topic);
                JmsSend.putLane(frame.fields(), message.lane());
                new JmsSend(producerId, sequence, message.header().persistent()).writeTo(frame.fields());
                if (message.header().deliveryTimeMs() > 0) {
                    JmsSend.putDeliveryTimeMs(frame.fields(), message.header().deliveryTimeMs());
                }
                return frame;
            })), what);
        } catch (JMSException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Asks for what has messages in it, which have room until the answer. */
    private CompletableFuture<Frame> ask(long firstSequence, int count, long bytes, Exchange exchange) {
        try {
            return connection.line().ask(exchange).whenComplete((frame, failure) -> window.release(firstSequence, count, bytes));
        } catch (RuntimeException e) {
            // It could not even be written down.
            window.release(firstSequence, count, bytes);
            throw e;
        }
    }

    private static String topicOf(OutboundMessage message) {
        return DestinationNames.topicOf(message.destination().getName());
    }

    private Frame sendFrame(OutboundMapping mapped, String topic) {
        SendRequest request = new SendRequest(RequestCode.SEND_MESSAGE_V2, PRODUCER_GROUP, topic, TOPIC_TEMPLATE, NEW_TOPIC_QUEUES,
            QUEUE_OF_LANE, 0, System.currentTimeMillis(), 0, mapped.properties(), 0, false, -1, false,
            connection.session().brokerName());
        return request.toFrame().body(mapped.body());
    }

    /** Sends messages in a transaction. */
    CompletableFuture<Void> hold(List<OutboundMessage> messages, long transactionId) {
        String what = "Sending to " + messages.get(0).destination();
        return done(askWith(messages, epoch -> new Hold(epoch, transactionId).toFrame(),
            frames -> Exchange.send(what, transactionId, flow.isBlocking(), frames)), what);
    }

    /**
     * Asks for something with which messages travel.
     *
     * @param messages may be none
     * @param frames   makes the request without messages
     * @param exchange asks for what makes the request with them
     */
    CompletableFuture<Frame> askWith(List<OutboundMessage> messages, LongFunction<Frame> frames,
            Function<LongFunction<Frame>, Exchange> exchange) {
        if (messages.isEmpty()) {
            return connection.line().ask(exchange.apply(frames));
        }
        try {
            List<HeldMessage> mapped = new ArrayList<>(messages.size());
            int bytes = 0;
            for (OutboundMessage message : messages) {
                HeldMessage held = mapped(message);
                bytes += held.body().remaining() + held.properties().length() + OVERHEAD_BYTES;
                mapped.add(held);
            }
            int heldBytes = bytes;
            long sequence = window.acquire(heldBytes, mapped.size());
            return ask(sequence, mapped.size(), heldBytes,
                exchange.apply(epoch -> withMessages(frames.apply(epoch), mapped, sequence, heldBytes)));
        } catch (JMSException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private HeldMessage mapped(OutboundMessage message) throws JMSException {
        String topic = topicOf(message);
        destinations.requireHere(topic);
        OutboundMapping mapped = OutboundMapping.of(message);
        return new HeldMessage(topic, message.lane(), message.header().deliveryTimeMs(), mapped.properties(),
            ByteBuffer.wrap(mapped.body()));
    }

    private Frame withMessages(Frame request, List<HeldMessage> messages, long firstSequence, int bytes) {
        ByteBuf rest = request.body();
        ByteBuf body = ByteBufAllocator.DEFAULT.buffer(rest.readableBytes() + bytes).writeBytes(rest, rest.readerIndex(), rest.readableBytes());
        int start = body.writerIndex();
        HeldMessage.encode(messages, body);
        new HeldSends(producerId, firstSequence, System.currentTimeMillis(), body.writerIndex() - start).writeTo(request.fields());
        return request.body(body);
    }

    /** Nobody waits for room any more. */
    void close() {
        window.close();
    }
}
