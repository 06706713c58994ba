package io.ternmq.jms.remote;

import io.netty.buffer.ByteBuf;
import io.ternmq.jms.core.Attachment;
import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.mapping.InboundMapping;
import io.ternmq.jms.transport.Link;
import io.ternmq.jms.transport.LinkEvents;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Deliver;
import io.ternmq.wire.jms.Detached;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the broker pushes, and the end of the link. On the event loop, except where said otherwise. */
final class RemoteDeliveries implements LinkEvents {
    private static final System.Logger LOG = System.getLogger(RemoteDeliveries.class.getName());

    private final InboundMapping mapping;
    private final ProviderEvents events;
    private final Map<Long, TernDestination> destinations = new ConcurrentHashMap<>();
    private final AtomicBoolean isLossWanted = new AtomicBoolean(true);
    private volatile boolean isConnected;
    private volatile Link link;

    RemoteDeliveries(InboundMapping mapping, ProviderEvents events) {
        this.mapping = mapping;
        this.events = events;
    }

    /** Any thread. */
    void link(Link newLink) {
        link = newLink;
    }

    /** How stored messages become JMS messages. Any thread. */
    InboundMapping mapping() {
        return mapping;
    }

    /** Any thread: the broker has accepted the connection; from now on its loss is reported. */
    void connected() {
        isConnected = true;
    }

    /** Any thread: the loss is no news from now on. Returns false when it has been reported, or this was called before. */
    boolean closing() {
        return isLossWanted.compareAndSet(true, false);
    }

    /** Any thread. */
    void add(Attachment attachment) {
        destinations.put(attachment.consumerId(), attachment.destination());
    }

    /** Any thread. */
    void remove(long consumerId) {
        destinations.remove(consumerId);
    }

    /** Any thread: reports the loss, once. */
    void lost(JMSException cause) {
        if (isLossWanted.compareAndSet(true, false)) {
            events.onConnectionLost(cause);
        }
    }

    @Override
    public void onPush(Frame frame) {
        try {
            switch (frame.code()) {
                case JmsCodes.DELIVER -> deliver(Deliver.from(frame.fields()), frame.body());
                case JmsCodes.DETACHED -> {
                    Detached detached = Detached.from(frame.fields());
                    events.onDetached(detached.consumerId(), detached.reason());
                }
                default -> LOG.log(System.Logger.Level.DEBUG, "The broker sent code {0}, which means nothing to this client", frame.code());
            }
        } catch (RuntimeException e) {
            // Going on would leave a gap in the sequence: the lease ends and everything comes again.
            LOG.log(System.Logger.Level.ERROR, "What the broker sent cannot be read: the connection is closed", e);
            link.close("a push of the broker cannot be read: " + e.getMessage());
        }
    }

    private void deliver(Deliver deliver, ByteBuf body) {
        TernDestination destination = destinations.get(deliver.consumerId());
        if (destination == null) {
            // just detached
            return;
        }
        List<InboundMessage> messages = mapping.mapAll(body.nioBuffer(), destination, deliver.parseDeliveryCounts());
        events.onDelivered(deliver.consumerId(), deliver.firstSequence(), messages);
    }

    @Override
    public void onClosed() {
        if (isConnected) {
            lost(JmsErrors.of(JmsErrors.CONNECTION_LOST, "The connection to the broker at " + link.remoteAddress() + " is lost", null));
        }
    }
}
