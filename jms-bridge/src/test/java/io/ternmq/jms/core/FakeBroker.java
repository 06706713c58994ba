package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.CommitRequest;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Queues in memory behind the provider port. Everything happens on one thread, which stands for the provider's I/O thread. */
public final class FakeBroker implements ProviderFactory, AutoCloseable {
    private final ExecutorService io = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fake-broker");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<TernDestination, TreeMap<Integer, Entry>> queues = new HashMap<>();
    private final List<OutboundMessage> deadLetters = new ArrayList<>();
    private final List<Settlement> settlements = new ArrayList<>();
    private final List<FakeProvider> providers = new ArrayList<>();
    private final List<CommitRequest> commits = new CopyOnWriteArrayList<>();
    private final List<Long> rollbacks = new CopyOnWriteArrayList<>();
    private final AtomicInteger browses = new AtomicInteger();
    private final AtomicInteger expected = new AtomicInteger();
    private final AtomicInteger lazySettlements = new AtomicInteger();
    private volatile JMSException pageFailure;
    private int positions;
    private JMSException sendFailure;
    private volatile JMSException sendRefusal;
    private volatile boolean keepsOrder = true;
    private volatile CompletableFuture<Void> sendGate = CompletableFuture.completedFuture(null);
    private JMSException commitFailure;
    private int commitsUnderWay;
    private JMSException settleFailure;
    private CompletableFuture<Void> settleGate = CompletableFuture.completedFuture(null);
    private boolean rolledBack;

    private static final class Entry {
        private final OutboundMessage message;
        private int deliveryCount;
        private Lease lease;

        Entry(OutboundMessage message) {
            this.message = message;
        }
    }

    private static final class Lease {
        private final Attachment attachment;
        private final Map<Long, Integer> positionBySequence = new TreeMap<>();
        private int credit;
        private long sequence;
        private long delivered;

        Lease(Attachment attachment) {
            this.attachment = attachment;
        }
    }

    @Override
    public Provider connect(String clientId, ProviderEvents events) {
        FakeProvider provider = new FakeProvider(events);
        onIo(() -> providers.add(provider)).join();
        return provider;
    }

    /** What is in a queue, leased or not, in order. */
    public List<OutboundMessage> messages(TernDestination destination) {
        return onIo(() -> queue(destination).values().stream().map(entry -> entry.message).toList()).join();
    }

    List<OutboundMessage> deadLetters() {
        return onIo(() -> List.copyOf(deadLetters)).join();
    }

    /** Delivery counts, by order in the queue: completed deliveries that the application has seen. */
    List<Integer> deliveryCounts(TernDestination destination) {
        return onIo(() -> queue(destination).values().stream().map(entry -> entry.deliveryCount).toList()).join();
    }

    List<Settlement> settlements() {
        return onIo(() -> List.copyOf(settlements)).join();
    }

    /** How many requests to settle were to travel with what is asked next. */
    int lazySettlements() {
        return lazySettlements.get();
    }

    /** What was asked to be committed. */
    List<CommitRequest> commits() {
        return commits;
    }

    /** Transactions that the client wanted to be rolled back. */
    List<Long> rollbacks() {
        return rollbacks;
    }

    /** Credit of all consumers that was not used yet. */
    int credit() {
        return onIo(() -> providers.stream().flatMap(p -> p.leases.values().stream()).mapToInt(lease -> lease.credit).sum()).join();
    }

    /** What may come that no thread waits for, of all connections. */
    int expected() {
        return expected.get();
    }

    void failSends(JMSException failure) {
        onIo(() -> sendFailure = failure).join();
    }

    /** Null: they succeed again. */
    void failSettlements(JMSException failure) {
        onIo(() -> settleFailure = failure).join();
    }

    /** From now on the client itself finds that messages cannot be sent. */
    void refuseSends(JMSException refusal) {
        sendRefusal = refusal;
    }

    /** From now on sends overtake each other, as far as clients know. */
    void forgetOrder() {
        keepsOrder = false;
    }

    /** Sends wait from now on. */
    void holdSends() {
        onIo(() -> sendGate = new CompletableFuture<>()).join();
    }

    /** Those that wait, and all others, take effect. */
    void answerSends() {
        onIo(() -> sendGate.complete(null)).join();
    }

    /** Settlements wait from now on. */
    void holdSettlements() {
        onIo(() -> settleGate = new CompletableFuture<>()).join();
    }

    /** Those that wait, and all others, take effect. */
    void answerSettlements() {
        onIo(() -> settleGate.complete(null)).join();
    }

    /** Commits get no answer but this failure; {@code isRolledBack} is what became of them. */
    void failCommits(JMSException failure, boolean isRolledBack) {
        onIo(() -> {
            commitFailure = failure;
            rolledBack = isRolledBack;
            return null;
        }).join();
    }

    /** Commits take effect, and so many answers say that they are under way. */
    void letCommitsTakeLong(int answers) {
        onIo(() -> {
            commitsUnderWay = answers;
            return null;
        }).join();
    }

    void loseConnections(JMSException cause) {
        onIo(() -> {
            providers.forEach(provider -> provider.events.onConnectionLost(cause));
            return null;
        }).join();
    }

    @Override
    public void close() {
        io.shutdownNow();
    }

    /** How many pages browsers have asked for; a page has two messages. */
    int browses() {
        return browses.get();
    }

    /** The next page that is read cannot be read. */
    void failPage(JMSException failure) {
        pageFailure = failure;
    }

    private <T> CompletableFuture<T> onIo(Supplier<T> action) {
        return CompletableFuture.supplyAsync(action, io);
    }

    private TreeMap<Integer, Entry> queue(TernDestination destination) {
        return queues.computeIfAbsent(destination, key -> new TreeMap<>());
    }

    private void append(OutboundMessage message) {
        queue(message.destination()).put(++positions, new Entry(message));
        dispatchAll();
    }

    private void dispatchAll() {
        providers.forEach(FakeProvider::dispatch);
    }

    private final class FakeProvider implements Provider {
        private final ProviderEvents events;
        private final Map<Long, Lease> leases = new TreeMap<>();
        private final Map<Long, List<OutboundMessage>> heldSends = new HashMap<>();

        FakeProvider(ProviderEvents events) {
            this.events = events;
        }

        private void dispatch() {
            leases.values().forEach(this::dispatch);
        }

        private void dispatch(Lease lease) {
            List<InboundMessage> batch = new ArrayList<>();
            long first = lease.sequence + 1;
            for (Map.Entry<Integer, Entry> at : queue(lease.attachment.destination()).entrySet()) {
                Entry entry = at.getValue();
                if (lease.credit > 0 && entry.lease == null) {
                    lease.credit--;
                    entry.lease = lease;
                    lease.positionBySequence.put(++lease.sequence, at.getKey());
                    batch.add(inbound(entry));
                }
            }
            if (!batch.isEmpty()) {
                events.onDelivered(lease.attachment.consumerId(), first, batch);
            }
        }

        @Override
        public ConnectionFacts facts() {
            return new ConnectionFacts("fake", "0", 1 << 20, "connection");
        }

        @Override
        public void expect(int more) {
            expected.addAndGet(more);
        }

        @Override
        public String newMessageId() {
            return "M" + ids.incrementAndGet();
        }

        @Override
        public CompletableFuture<Void> attach(Attachment attachment) {
            return onIo(() -> {
                leases.put(attachment.consumerId(), new Lease(attachment));
                return null;
            });
        }

        @Override
        public CompletableFuture<Void> detach(long consumerId) {
            return onIo(() -> {
                Lease lease = leases.get(consumerId);
                lease.credit = 0;
                new TreeMap<>(lease.positionBySequence).forEach((sequence, position) -> {
                    if (sequence > lease.delivered) {
                        settle(new Settlement(consumerId, Outcome.RELEASE_UNSEEN, sequence, sequence));
                    }
                });
                dispatchAll();
                return null;
            });
        }

        @Override
        public void flow(long consumerId, int credit, long deliveredSequence) {
            onIo(() -> addCredit(consumerId, credit, deliveredSequence));
        }

        private Lease addCredit(long consumerId, int credit, long deliveredSequence) {
            Lease lease = leases.get(consumerId);
            lease.credit += credit;
            lease.delivered = Math.max(lease.delivered, deliveredSequence);
            dispatch(lease);
            return lease;
        }

        @Override
        public CompletableFuture<Integer> drain(long consumerId, int credit, long deliveredSequence) {
            return onIo(() -> {
                Lease lease = addCredit(consumerId, credit, deliveredSequence);
                int unused = lease.credit;
                lease.credit = 0;
                return unused;
            });
        }

        @Override
        public CompletableFuture<Void> settle(SettleRequest request) {
            return onIo(() -> settleGate).thenCompose(gate -> gate).thenCompose(open -> onIo(() -> settleFailure)).thenCompose(failure -> failure != null ? CompletableFuture.failedFuture(failure) : onIo(() -> {
                request.settlements().forEach(this::settle);
                dispatchAll();
                return null;
            }));
        }

        @Override
        public CompletableFuture<Void> settleLazily(SettleRequest request) {
            lazySettlements.incrementAndGet();
            return settle(request);
        }

        private void settle(Settlement settlement) {
            settlements.add(settlement);
            Lease lease = leases.get(settlement.consumerId());
            TreeMap<Integer, Entry> queue = queue(lease.attachment.destination());
            for (long sequence = settlement.firstSequence(); sequence <= settlement.lastSequence(); sequence++) {
                Integer position = lease.positionBySequence.remove(sequence);
                if (position == null) {
                    throw new IllegalStateException("settled twice: " + settlement);
                }
                Entry entry = queue.get(position);
                entry.lease = null;
                switch (settlement.outcome()) {
                    case ACCEPT, EXPIRE -> queue.remove(position);
                    case REJECT -> deadLetters.add(queue.remove(position).message);
                    case RELEASE -> entry.deliveryCount++;
                    case RELEASE_UNSEEN -> entry.deliveryCount += 0;
                }
            }
        }

        private CompletableFuture<Void> afterGate(Supplier<Void> action) {
            CompletableFuture<Void> gate = sendGate;
            return gate.isDone() ? onIo(action) : gate.thenCompose(none -> onIo(action));
        }

        @Override
        public boolean keepsOrderOfSends() {
            return keepsOrder;
        }

        @Override
        public CompletableFuture<Void> send(OutboundMessage message) {
            return take(() -> append(message));
        }

        @Override
        public CompletableFuture<Void> hold(List<OutboundMessage> messages, long transactionId) {
            return take(() -> heldSends.computeIfAbsent(transactionId, key -> new ArrayList<>()).addAll(messages));
        }

        private CompletableFuture<Void> take(Runnable taking) {
            if (sendRefusal != null) {
                return CompletableFuture.failedFuture(sendRefusal);
            }
            return afterGate(() -> {
                if (sendFailure != null) {
                    throw new CompletionException(sendFailure);
                }
                taking.run();
                return null;
            });
        }

        @Override
        public CompletableFuture<Boolean> commit(CommitRequest request) {
            commits.add(request);
            return onIo(() -> {
                boolean isAskedAgain = commits.stream().filter(asked -> asked.transactionId() == request.transactionId()).count() > 1;
                if (isAskedAgain && commitsUnderWay > 0) {
                    return --commitsUnderWay == 0;
                }
                if (commitFailure != null) {
                    throw new CompletionException(commitFailure);
                }
                List<OutboundMessage> sends = new ArrayList<>(heldSends.getOrDefault(request.transactionId(), List.of()));
                if (!request.rest().isEmpty() && sendFailure != null) {
                    throw new CompletionException(sendFailure);
                }
                sends.addAll(request.rest());
                if (sends.size() != request.sends()) {
                    throw new CompletionException(new TransactionRolledBackException("incomplete", JmsErrors.ROLLED_BACK));
                }
                request.accepted().forEach(this::settle);
                sends.forEach(FakeBroker.this::append);
                dispatchAll();
                return commitsUnderWay == 0;
            });
        }

        @Override
        public void requireCommitted(long transactionId) throws JMSException {
            if (onIo(() -> rolledBack).join()) {
                throw new TransactionRolledBackException("rolled back", JmsErrors.ROLLED_BACK);
            }
        }

        @Override
        public CompletableFuture<Void> rollback(long transactionId) {
            return onIo(() -> {
                heldSends.remove(transactionId);
                rollbacks.add(transactionId);
                return null;
            });
        }

        @Override
        public CompletableFuture<Void> unsubscribe(String subscriptionName) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<BrowsedPage> browse(BrowseRequest request) {
            browses.incrementAndGet();
            return onIo(() -> {
                List<Entry> waiting = queue(request.queue()).values().stream().filter(entry -> entry.lease == null).toList();
                int from = request.cursor().length;
                int to = Math.min(waiting.size(), from + 2);
                List<InboundMessage> page = waiting.subList(from, to).stream().map(entry -> inbound(entry)).toList();
                return new BrowsedPage(() -> readable(page), to == waiting.size() ? null : new byte[to]);
            });
        }

        private List<InboundMessage> readable(List<InboundMessage> page) throws JMSException {
            JMSException failure = pageFailure;
            pageFailure = null;
            if (failure != null) {
                throw failure;
            }
            return page;
        }

        private InboundMessage inbound(Entry entry) {
            OutboundMessage m = entry.message;
            return new InboundMessage(m.destination(), m.messageId(), m.header(), m.properties(), m.body(), entry.deliveryCount + 1);
        }

        @Override
        public CompletableFuture<String> createTemporary(boolean isQueue) {
            return onIo(() -> "temporary-" + ids.incrementAndGet());
        }

        @Override
        public CompletableFuture<Void> deleteTemporary(String name) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            onIo(() -> {
                leases.values().forEach(lease -> new TreeMap<>(lease.positionBySequence).forEach((sequence, position) ->
                    settle(new Settlement(lease.attachment.consumerId(), sequence > lease.delivered ? Outcome.RELEASE_UNSEEN
                        : Outcome.RELEASE, sequence, sequence))));
                leases.clear();
                dispatchAll();
                return null;
            }).join();
        }
    }
}
