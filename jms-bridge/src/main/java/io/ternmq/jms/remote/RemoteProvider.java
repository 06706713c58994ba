package io.ternmq.jms.remote;

import static io.ternmq.jms.mapping.Replies.done;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.jms.core.Attachment;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.core.Provider;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.core.ScheduledCare;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.jms.lookup.NameServers;
import io.ternmq.jms.mapping.InboundMapping;
import io.ternmq.jms.mapping.OutboundMapping;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.jms.transport.Link;
import io.ternmq.jms.transport.LinkEvents;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Browse;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.CreateTemporary;
import io.ternmq.wire.jms.DeleteTemporary;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.Detach;
import io.ternmq.wire.jms.Disconnect;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.JmsSend;
import io.ternmq.wire.jms.Renew;
import io.ternmq.wire.jms.Rollback;
import io.ternmq.wire.jms.Settle;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.Unsubscribe;
import io.ternmq.wire.message.UniqueKeys;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One JMS connection to one broker: operations as commands. Any thread. */
final class RemoteProvider implements Provider {
    private static final System.Logger LOG = System.getLogger(RemoteProvider.class.getName());
    private static final String PRODUCER_GROUP = "JMS_PRODUCER";
    private static final String TOPIC_TEMPLATE = "TBW102";
    private static final int NEW_TOPIC_QUEUES = 4;
    private static final long DISCONNECT_TIMEOUT_MS = 2000;
    private static final long ASK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RemoteSettings settings;
    private final NameServers nameServers;
    private final Link link;
    private final RemoteDeliveries deliveries;
    private final String clientId;
    private final String connectionId;
    private final Connect.Reply session;
    private final QueueChoice queues;
    private final UniqueKeys uniqueKeys;
    private final AtomicLong producerSequence = new AtomicLong();

    private RemoteProvider(RemoteSettings settings, NameServers nameServers, Link link, RemoteDeliveries deliveries, Connect connect,
            Connect.Reply session) {
        this.settings = settings;
        this.nameServers = nameServers;
        this.link = link;
        this.deliveries = deliveries;
        this.clientId = connect.clientId();
        this.connectionId = connect.connectionId();
        this.session = session;
        this.queues = new QueueChoice(nameServers, session.brokerName());
        this.uniqueKeys = new UniqueKeys(link.localAddress().getAddress());
    }

    /**
     * Connects and waits for the broker's answer.
     *
     * @throws IOException  when the broker cannot be reached
     * @throws JMSException when it refuses
     */
    static RemoteProvider connect(RemoteSettings settings, NameServers nameServers, BrokerData broker, String clientId,
            ProviderEvents events) throws IOException, JMSException {
        RemoteDeliveries deliveries = new RemoteDeliveries(new InboundMapping(settings.isNativeText()), events);
        Link link = Link.open(Addresses.resolve(Addresses.parse(broker.masterAddress())), settings.connectTimeoutMs(),
            deliveries);
        deliveries.link(link);
        try {
            Connect connect = new Connect(clientId, UUID.randomUUID().toString(), settings.leaseMs(), 0);
            Connect.Reply session = Replies.read(link.request(connect.toFrame(), settings.requestTimeoutMs()),
                "Connecting to broker " + broker.brokerName(), answer -> Connect.Reply.from(answer.fields())).get();
            deliveries.connected();
            RemoteProvider provider = new RemoteProvider(settings, nameServers, link, deliveries, connect, session);
            link.repeat(provider::renew, Math.max(1, session.leaseMs() / 3));
            return provider;
        } catch (ExecutionException e) {
            link.close("the broker did not accept the connection");
            throw Replies.toException(e.getCause(), "Connecting to broker " + broker.brokerName());
        } catch (InterruptedException e) {
            link.close("interrupted");
            Thread.currentThread().interrupt();
            throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while connecting to broker " + broker.brokerName(), e);
        }
    }

    /** On the event loop. */
    private void renew() {
        request(new Renew(session.epoch()), "Renewing the lease").exceptionally(failure -> {
            JMSException cause = Replies.toException(failure, "Renewing the lease");
            deliveries.lost(cause);
            link.close("the lease cannot be renewed: " + cause.getMessage());
            return null;
        });
    }

    private CompletableFuture<Void> request(Command command, String what) {
        return done(link.request(command.toFrame(), settings.requestTimeoutMs()), what);
    }

    @Override
    public ConnectionFacts facts() {
        return new ConnectionFacts(session.brokerName(), session.brokerVersion(), session.maxMessageSizeBytes(), connectionId);
    }

    @Override
    public String newMessageId() {
        return uniqueKeys.next();
    }

    @Override
    public CompletableFuture<Void> attach(Attachment attachment) {
        String topic = DestinationNames.topicOf(attachment.destination().getName());
        DestinationKind kind = attachment.destination().isQueue() ? DestinationKind.QUEUE : DestinationKind.TOPIC;
        deliveries.add(attachment);
        return request(new Attach(session.epoch(), attachment.consumerId(), topic, kind, attachment.subscription(),
            attachment.selector(), attachment.noLocal(), attachment.credit()), "Attaching to " + attachment.destination())
            .whenComplete((none, failure) -> {
                if (failure != null) {
                    deliveries.remove(attachment.consumerId());
                }
            });
    }

    @Override
    public CompletableFuture<Void> detach(long consumerId) {
        return request(new Detach(session.epoch(), consumerId), "Detaching").whenComplete((none, failure) ->
            deliveries.remove(consumerId));
    }

    @Override
    public void flow(long consumerId, int credit, long deliveredSequence) {
        link.send(new Flow(session.epoch(), consumerId, credit, deliveredSequence, false).toOneway());
    }

    @Override
    public CompletableFuture<Integer> drain(long consumerId, int credit, long deliveredSequence) {
        Flow flow = new Flow(session.epoch(), consumerId, credit, deliveredSequence, true);
        return Replies.read(link.request(flow.toFrame(), settings.requestTimeoutMs()), "Asking for messages",
            answer -> Flow.Drained.from(answer.fields()).unusedCredit());
    }

    @Override
    public CompletableFuture<Void> settle(SettleRequest request) {
        Settle settle = new Settle(session.epoch(), request.transactionId(), request.redeliveryDelayMs(), request.cause());
        ByteBuf body = Unpooled.buffer(Settlement.LENGTH_BYTES * request.settlements().size());
        Settlement.encode(request.settlements(), body);
        return done(link.request(settle.toFrame().body(body), settings.requestTimeoutMs()), "Settling messages");
    }

    /** May wait for the name server when it is the first to a destination. */
    @Override
    public CompletableFuture<Void> send(OutboundMessage message, long transactionId) {
        String topic = DestinationNames.topicOf(message.destination().getName());
        try {
            Frame frame = sendFrame(message, topic, queues.queueFor(topic, message.lane()));
            new JmsSend(session.epoch(), transactionId, producerSequence.incrementAndGet(), message.header().persistent())
                .writeTo(frame.fields());
            if (message.header().deliveryTimeMs() > 0) {
                JmsSend.putDeliveryTimeMs(frame.fields(), message.header().deliveryTimeMs());
            }
            return done(link.request(frame, settings.requestTimeoutMs()), "Sending to " + message.destination());
        } catch (JMSException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Frame sendFrame(OutboundMessage message, String topic, int queueId) {
        OutboundMapping mapped = OutboundMapping.of(message);
        SendRequest request = new SendRequest(RequestCode.SEND_MESSAGE_V2, PRODUCER_GROUP, topic, TOPIC_TEMPLATE, NEW_TOPIC_QUEUES,
            queueId, 0, System.currentTimeMillis(), 0, mapped.properties(), 0, false, -1, false, session.brokerName());
        return request.toFrame().body(mapped.body());
    }

    @Override
    public CompletableFuture<Void> commit(long transactionId) {
        return request(new Commit(session.epoch(), transactionId), "Committing");
    }

    @Override
    public void requireCommitted(long transactionId) throws JMSException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.connectTimeoutMs());
        while (true) {
            try (Link fresh = Link.open(link.remoteAddress(), settings.connectTimeoutMs(), LinkEvents.NONE)) {
                // The broker knows the newest commits by session and transaction, whoever asks.
                done(fresh.request(new Commit(session.epoch(), transactionId).toFrame(), settings.requestTimeoutMs()),
                    "Asking for the outcome of a commit").get();
                return;
            } catch (ExecutionException e) {
                throw Replies.toException(e.getCause(), "Asking for the outcome of a commit");
            } catch (IOException e) {
                if (System.nanoTime() > deadlineNs || Thread.currentThread().isInterrupted()) {
                    throw JmsErrors.of(JmsErrors.CONNECTION_LOST, "The broker cannot be asked: " + e.getMessage(), e);
                }
                LockSupport.parkNanos(ASK_AGAIN_NS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while asking for the outcome of a commit", e);
            }
        }
    }

    @Override
    public CompletableFuture<Void> rollback(long transactionId) {
        return request(new Rollback(session.epoch(), transactionId), "Rolling back");
    }

    @Override
    public ScheduledCare scheduled() {
        return new RemoteScheduled(link, settings.requestTimeoutMs());
    }

    @Override
    public CompletableFuture<Void> unsubscribe(String subscriptionName) {
        return request(new Unsubscribe(session.epoch(), subscriptionName, clientId), "Unsubscribing " + subscriptionName);
    }

    @Override
    public CompletableFuture<BrowsedPage> browse(BrowseRequest request) {
        TernDestination queue = request.queue();
        Browse browse = new Browse(session.epoch(), DestinationNames.topicOf(queue.getName()), queue.getConsumerGroup(),
            request.selector(), request.maxMessages());
        return Replies.read(link.request(browse.toFrame().body(request.cursor()), settings.requestTimeoutMs()), "Browsing " + queue,
            answer -> page(answer, queue));
    }

    /** On the event loop. */
    private BrowsedPage page(Frame answer, TernDestination queue) {
        Browse.Page page = Browse.Page.from(answer.fields());
        byte[] cursor = new byte[page.cursorLengthBytes()];
        answer.body().readBytes(cursor);
        return new BrowsedPage(deliveries.mapping().mapAll(answer.body().nioBuffer(), queue, page.parseDeliveryCounts()),
            cursor.length == 0 ? null : cursor);
    }

    @Override
    public CompletableFuture<String> createTemporary(boolean isQueue) {
        String name = DestinationNames.TEMPORARY_PREFIX + uniqueKeys.next();
        DestinationKind kind = isQueue ? DestinationKind.QUEUE : DestinationKind.TOPIC;
        return request(new CreateTemporary(session.epoch(), name, kind), "Creating a temporary destination").thenApply(none -> name);
    }

    @Override
    public CompletableFuture<Void> deleteTemporary(String name) {
        return request(new DeleteTemporary(session.epoch(), name), "Deleting temporary destination " + name);
    }

    @Override
    public void close() {
        boolean wasOpen = deliveries.closing() && link.isOpen();
        try {
            if (wasOpen) {
                request(new Disconnect(session.epoch()), "Disconnecting").get(DISCONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "The broker did not confirm the end of a connection; its lease ends by itself", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            link.close();
            nameServers.close();
        }
    }
}
