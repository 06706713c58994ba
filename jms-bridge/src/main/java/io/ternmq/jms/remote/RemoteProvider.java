package io.ternmq.jms.remote;

import static io.ternmq.jms.mapping.Replies.done;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.jms.core.Attachment;
import io.ternmq.jms.core.BranchPort;
import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.core.IoTurn;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.core.Provider;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.core.ScheduledCare;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.jms.lookup.NameServers;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.jms.remote.Exchange.InNewSession;
import io.ternmq.jms.transport.Link;
import io.ternmq.jms.transport.LinkEvents;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Browse;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.Detach;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Rollback;
import io.ternmq.wire.jms.Settle;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.Unsubscribe;
import io.ternmq.wire.message.UniqueKeys;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/** One JMS connection to one broker: operations as commands. Any thread. */
final class RemoteProvider implements Provider {
    private static final String SETTLING = "Settling messages";
    private static final long ASK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RemoteSettings settings;
    private final RemoteConnection connection;
    private final BranchPort branches;
    private final String clientId;
    private final UniqueKeys uniqueKeys;
    private final RemoteSends sends;

    private RemoteProvider(RemoteSettings settings, NameServers nameServers, RemoteConnection connection, String clientId) {
        this.settings = settings;
        this.connection = connection;
        DestinationCheck destinations = new DestinationCheck(nameServers, connection, settings.connectTimeoutMs(), System::nanoTime);
        this.sends = new RemoteSends(connection, destinations, settings.flow());
        this.branches = new RemoteBranches(connection, sends, settings.flow().isBlocking());
        this.clientId = clientId;
        Link link = connection.line().link();
        this.uniqueKeys = new UniqueKeys(link == null ? InetAddress.getLoopbackAddress() : link.localAddress().getAddress());
    }

    /**
     * Connects and waits for the broker's answer.
     *
     * @param isOnlyBroker whether the name servers know no other
     * @param clientId     nullable
     * @throws IOException  when the broker cannot be reached
     * @throws JMSException when it refuses
     */
    static RemoteProvider connect(RemoteSettings settings, NameServers nameServers, BrokerData broker, boolean isOnlyBroker,
            String clientId, ProviderEvents events) throws IOException, JMSException {
        RemoteConnection connection = RemoteConnection.open(settings, nameServers, broker, isOnlyBroker, clientId, events);
        return new RemoteProvider(settings, nameServers, connection, clientId);
    }

    private CompletableFuture<Frame> ask(String what, InNewSession rule, LongFunction<Command> command) {
        return connection.line().ask(Exchange.of(what, rule, epoch -> command.apply(epoch).toFrame()));
    }

    private CompletableFuture<Void> request(String what, InNewSession rule, LongFunction<Command> command) {
        return done(ask(what, rule, command), what);
    }

    @Override
    public void expect(int more) {
        connection.line().expect(more);
    }

    private record LinkTurn(Link link) implements IoTurn {
        @Override
        public void await(BooleanSupplier isDone, long timeoutNs) {
            link.await(isDone, timeoutNs);
        }

        @Override
        public void wake(Thread waiting) {
            link.wake(waiting);
        }
    }

    @Override
    public ConnectionFacts facts() {
        Connect.Reply session = connection.session();
        return new ConnectionFacts(session.brokerName(), session.brokerVersion(), session.maxMessageSizeBytes(),
            connection.connectionId(), session.redelivery());
    }

    @Override
    public boolean isBusy() {
        return connection.line().isCongested();
    }

    @Override
    public IoTurn ioTurn() {
        Link link = connection.line().link();
        return link == null ? null : new LinkTurn(link);
    }

    @Override
    public String newMessageId() {
        return uniqueKeys.next();
    }

    @Override
    public CompletableFuture<Void> attach(Attachment attachment) {
        String topic = DestinationNames.topicOf(attachment.destination().getName());
        DestinationKind kind = attachment.destination().isQueue() ? DestinationKind.QUEUE : DestinationKind.TOPIC;
        RemoteConsumers consumers = connection.consumers();
        consumers.add(attachment);
        String what = "Attaching to " + attachment.destination();
        return done(connection.line().ask(Exchange.of(what, InNewSession.ASKED_AGAIN, epoch -> {
            // Again for a session that has begun meanwhile.
            consumers.add(attachment);
            Frame attach = new Attach(epoch, attachment.consumerId(), topic, kind, attachment.subscription(), attachment.selector(),
                attachment.noLocal(), attachment.credit()).toFrame();
            attachment.redelivery().writeTo(attach.fields());
            return attach;
        })), what).whenComplete((none, failure) -> {
            if (failure == null) {
                consumers.add(attachment).attached();
            } else {
                consumers.remove(attachment.consumerId());
            }
        });
    }

    @Override
    public CompletableFuture<Void> detach(long consumerId) {
        return request("Detaching", InNewSession.DONE, epoch -> new Detach(epoch, consumerId)).whenComplete((none, failure) ->
            connection.consumers().remove(consumerId));
    }

    @Override
    public void flow(long consumerId, int credit, long deliveredSequence) {
        connection.line().flow(consumerId, credit, deliveredSequence);
    }

    @Override
    public CompletableFuture<Integer> drain(long consumerId, int credit, long deliveredSequence) {
        RemoteConsumer consumer = connection.consumers().get(consumerId);
        if (consumer == null) {
            // Detached by the broker, or with its session.
            return CompletableFuture.completedFuture(credit);
        }
        Drain drain = new Drain(consumer, credit, deliveredSequence);
        String what = "Asking for messages";
        return Replies.read(connection.line().ask(Exchange.of(what, InNewSession.DONE, drain::frame)), what, drain::onAnswered);
    }

    @Override
    public CompletableFuture<Void> settle(SettleRequest request) {
        return settle(request.transactionId() == 0 ? Exchange.of(SETTLING, InNewSession.LEASE_LOST, frames(request))
            : Exchange.inTransaction(SETTLING, request.transactionId(), frames(request)));
    }

    @Override
    public CompletableFuture<Void> settleLazily(SettleRequest request) {
        return request.transactionId() == 0 ? settle(Exchange.lazy(SETTLING, InNewSession.LEASE_LOST, frames(request))) : settle(request);
    }

    private CompletableFuture<Void> settle(Exchange exchange) {
        return done(connection.line().ask(exchange), SETTLING);
    }

    private static LongFunction<Frame> frames(SettleRequest request) {
        return epoch -> new Settle(epoch, request.transactionId(), request.redeliveryDelayMs(), request.extraDeliveries(), request.cause())
            .toFrame().body(body(request.settlements()));
    }

    private static ByteBuf body(List<Settlement> settlements) {
        ByteBuf body = Unpooled.buffer(Settlement.LENGTH_BYTES * settlements.size());
        Settlement.encode(settlements, body);
        return body;
    }

    @Override
    public boolean keepsOrderOfSends() {
        return true;
    }

    @Override
    public CompletableFuture<Void> send(OutboundMessage message) {
        return sends.send(message);
    }

    @Override
    public CompletableFuture<Void> hold(List<OutboundMessage> messages, long transactionId) {
        return sends.hold(messages, transactionId);
    }

    @Override
    public CompletableFuture<Boolean> commit(CommitRequest request) {
        long transactionId = request.transactionId();
        String what = "Committing";
        return Replies.read(sends.askWith(request.rest(),
            epoch -> new Commit(epoch, transactionId, request.sends()).toFrame().body(body(request.accepted())),
            frames -> Exchange.outcome(what, transactionId, settings.flow().isBlocking(), frames)), what, RemoteBranches::isComplete);
    }

    @Override
    public void requireCommitted(long transactionId) throws JMSException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.connectTimeoutMs());
        boolean isCommitted = false;
        while (true) {
            try (Link fresh = SignOn.open(address(), settings, LinkEvents.NONE)) {
                // The broker knows the newest commits by session and transaction, whoever asks.
                long epoch = connection.line().epochs().of(transactionId);
                while (!isComplete(fresh, new Commit(epoch, transactionId))) {
                    // Its messages are on their way.
                    isCommitted = true;
                }
                return;
            } catch (ExecutionException e) {
                if (isCommitted) {
                    return;
                }
                throw Replies.toException(e.getCause(), "Asking for the outcome of a commit");
            } catch (IOException e) {
                if (isCommitted) {
                    return;
                }
                if (System.nanoTime() > deadlineNs || Thread.currentThread().isInterrupted()) {
                    throw JmsErrors.of(JmsErrors.CONNECTION_LOST, "The broker cannot be asked: " + e.getMessage(), e);
                }
                LockSupport.parkNanos(ASK_AGAIN_NS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                if (isCommitted) {
                    return;
                }
                throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while asking for the outcome of a commit", e);
            }
        }
    }

    private boolean isComplete(Link link, Commit commit) throws ExecutionException, InterruptedException {
        return Replies.read(link.request(commit.toFrame(), settings.requestTimeoutMs()), "Asking for the outcome of a commit",
            RemoteBranches::isComplete).get();
    }

    private InetSocketAddress address() throws IOException {
        return Addresses.resolve(Addresses.parse(connection.broker().masterAddress()));
    }

    @Override
    public CompletableFuture<Void> rollback(long transactionId) {
        return request("Rolling back", InNewSession.DONE, epoch -> new Rollback(epoch, transactionId));
    }

    @Override
    public BranchPort branches() {
        return branches;
    }

    @Override
    public ScheduledCare scheduled() {
        return new RemoteScheduled(connection.line());
    }

    @Override
    public CompletableFuture<Void> unsubscribe(String subscriptionName) {
        String what = "Unsubscribing " + subscriptionName;
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Frame> answer = ask(what, InNewSession.ASKED_AGAIN, epoch -> {
            asked.incrementAndGet();
            return new Unsubscribe(epoch, subscriptionName, clientId);
        });
        // Asked twice, it may be gone by the first time.
        return Replies.read(answer, what, frame -> null,
            frame -> frame.code() == ResponseCode.SUCCESS || asked.get() > 1 && frame.code() == JmsCodes.INVALID_DESTINATION);
    }

    @Override
    public void closing() {
        sends.close();
        connection.closing();
    }

    @Override
    public CompletableFuture<BrowsedPage> browse(BrowseRequest request) {
        TernDestination queue = request.queue();
        String what = "Browsing " + queue;
        String topic = DestinationNames.topicOf(queue.getName());
        // The cursor is all that there is of it: it goes on in another session as well.
        return Replies.read(connection.line().ask(Exchange.of(what, InNewSession.ASKED_AGAIN, epoch ->
            new Browse(epoch, topic, queue.getConsumerGroup(), request.selector(), request.maxMessages()).toFrame()
                .body(request.cursor()))), what, answer -> page(answer, queue, what));
    }

    /** On the event loop. */
    private BrowsedPage page(Frame answer, TernDestination queue, String what) {
        Browse.Page page = Browse.Page.from(answer.fields());
        byte[] cursor = new byte[page.cursorLengthBytes()];
        answer.body().readBytes(cursor);
        byte[] stored = new byte[answer.body().readableBytes()];
        answer.body().readBytes(stored);
        return new BrowsedPage(() -> messages(stored, queue, page, what), cursor.length == 0 ? null : cursor);
    }

    private List<InboundMessage> messages(byte[] stored, TernDestination queue, Browse.Page page, String what)
            throws JMSException {
        try {
            return connection.consumers().mapping().mapAll(ByteBuffer.wrap(stored), queue, page.parseDeliveryCounts());
        } catch (RuntimeException e) {
            throw Replies.unreadable(what, e);
        }
    }

    @Override
    public CompletableFuture<String> createTemporary(boolean isQueue) {
        String name = DestinationNames.TEMPORARY_PREFIX + uniqueKeys.next();
        DestinationKind kind = isQueue ? DestinationKind.QUEUE : DestinationKind.TOPIC;
        return connection.temporaries().create(connection.line(), name, kind).thenApply(none -> name);
    }

    @Override
    public CompletableFuture<Void> deleteTemporary(String name) {
        return connection.temporaries().delete(connection.line(), name);
    }

    @Override
    public void close() {
        sends.close();
        connection.close();
    }
}
