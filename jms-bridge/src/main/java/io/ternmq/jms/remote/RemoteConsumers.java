package io.ternmq.jms.remote;

import io.netty.buffer.ByteBuf;
import io.ternmq.jms.core.Attachment;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.mapping.InboundMapping;
import io.ternmq.jms.mapping.StoredMessages;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Deliver;
import io.ternmq.wire.jms.Detached;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Received;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The connection's consumers, and what the broker pushes to them. Any thread; pushes on the event loop of the one link at a time. */
final class RemoteConsumers {
    private static final System.Logger LOG = System.getLogger(RemoteConsumers.class.getName());

    /** Listeners work on so many while the next of a frame are read. */
    private static final int MESSAGES_AT_ONCE = 64;

    private final InboundMapping mapping;
    private final ProviderEvents events;
    private final Map<Long, RemoteConsumer> consumers = new ConcurrentHashMap<>();

    RemoteConsumers(InboundMapping mapping, ProviderEvents events) {
        this.mapping = mapping;
        this.events = events;
    }

    /** How stored messages become JMS messages. */
    InboundMapping mapping() {
        return mapping;
    }

    /** A consumer that is about to be attached; the one that is known already, if it is. */
    RemoteConsumer add(Attachment attachment) {
        long id = attachment.consumerId();
        return consumers.computeIfAbsent(id, key -> new RemoteConsumer(id, attachment.destination()));
    }

    /** Null when it is not known (any more). */
    RemoteConsumer get(long consumerId) {
        return consumers.get(consumerId);
    }

    void remove(long consumerId) {
        consumers.remove(consumerId);
    }

    /** The session has ended, and all of them with it. */
    void clear() {
        consumers.clear();
    }

    void onFlow(long consumerId, long credit, long deliveredSequence) {
        RemoteConsumer consumer = consumers.get(consumerId);
        if (consumer != null) {
            consumer.onFlow(credit, deliveredSequence);
        }
    }

    /** What has been received of each. */
    List<Received> received() {
        return consumers.values().stream().map(RemoteConsumer::received).toList();
    }

    /** What gives them the credit again that the last link still had. */
    List<Flow.Entry> flows() {
        return consumers.values().stream().map(RemoteConsumer::flow).filter(Objects::nonNull).toList();
    }

    /**
     * Takes what the broker pushed; the frame stays the caller's.
     *
     * @throws RuntimeException when it cannot be read: going on would leave a gap in the sequence
     */
    void onPush(Frame frame) {
        switch (frame.code()) {
            case JmsCodes.DELIVER -> deliver(Deliver.from(frame.fields()), frame.body());
            case JmsCodes.DETACHED -> {
                Detached detached = Detached.from(frame.fields());
                consumers.remove(detached.consumerId());
                events.onDetached(detached.consumerId(), detached.reason());
            }
            default -> LOG.log(System.Logger.Level.DEBUG, "The broker sent code {0}, which means nothing to this client", frame.code());
        }
    }

    private void deliver(Deliver deliver, ByteBuf body) {
        List<Deliver.Run> runs = deliver.readRuns(body);
        int[] counts = deliver.parseDeliveryCounts(runs.stream().mapToInt(Deliver.Run::count).sum());
        ByteBuffer stored = body.nioBuffer();
        List<ProviderEvents.Arrival> arrivals = new ArrayList<>();
        int handedCount = 0;
        int from = 0;
        for (Deliver.Run run : runs) {
            RemoteConsumer consumer = consumers.get(run.consumerId());
            if (consumer == null) {
                // just detached
                StoredMessages.skip(stored, run.count());
            } else {
                arrivals.add(new ProviderEvents.Arrival(run.consumerId(), run.firstSequence(),
                    mapping.mapNext(stored, consumer.destination(), counts, from, run.count())));
            }
            from += run.count();
            if (from - handedCount >= MESSAGES_AT_ONCE) {
                handOver(arrivals);
                arrivals = new ArrayList<>();
                handedCount = from;
            }
        }
        StoredMessages.requireEnd(stored);
        handOver(arrivals);
    }

    private void handOver(List<ProviderEvents.Arrival> arrivals) {
        for (ProviderEvents.Arrival arrival : arrivals) {
            RemoteConsumer consumer = consumers.get(arrival.consumerId());
            if (consumer != null) {
                consumer.onDelivered(arrival.firstSequence(), arrival.messages().size());
            }
        }
        if (!arrivals.isEmpty()) {
            events.onDelivered(arrivals);
        }
    }
}
