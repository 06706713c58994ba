package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.AckMode;
import io.ternmq.jms.core.Attachment;
import io.ternmq.jms.core.ClientThreads;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.core.Provider;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.mapping.InboundMapping;
import io.ternmq.wire.message.UniqueKeys;
import jakarta.jms.JMSException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One JMS connection to a RocketMQ cluster. Any thread; hands what concerns consumers to its logical thread. */
final class RocketMqProvider implements Provider {
    private static final System.Logger LOG = System.getLogger(RocketMqProvider.class.getName());
    private static final long CLOSE_TIMEOUT_MS = 2000;
    private static final long ROUTE_CHECK_MS = 30_000;

    private final Cluster cluster;
    private final Gaps gaps;
    private final String connectionId;
    private final TopicRoutes routes;
    private final Sender sender;
    private final Membership membership;
    private final Subscriptions subscriptions;
    private final Temporaries temporaries;
    private final Browsing browsing;
    private final Deliveries deliveries;
    private final InboundMapping mapping;
    private final UniqueKeys uniqueKeys = new UniqueKeys(InetAddress.getLoopbackAddress());
    // Owned by the logical thread.
    private final Map<Long, Consumer> consumers = new HashMap<>();
    private volatile boolean isClosed;

    private record Consumer(Attachment attachment, PopConsumer popping) {
    }

    private RocketMqProvider(Cluster cluster, Gaps gaps, String clientId, ProviderEvents events) {
        this.cluster = cluster;
        this.gaps = gaps;
        this.connectionId = UUID.randomUUID().toString();
        this.routes = new TopicRoutes(cluster);
        this.sender = new Sender(cluster, routes, gaps);
        this.membership = new Membership(cluster, connectionId, clientId);
        Groups groups = new Groups(cluster);
        this.temporaries = new Temporaries(routes, groups, gaps);
        this.subscriptions = new Subscriptions(cluster, routes, groups, membership, gaps, clientId, connectionId);
        this.mapping = new InboundMapping(cluster.settings().isNativeText());
        this.browsing = new Browsing(cluster, routes, groups, gaps, mapping);
        this.deliveries = new Deliveries(events, new LeaseRenewal(cluster.settings().leaseMs()), System::nanoTime);
    }

    /** Waits for the brokers when there is a client id. */
    static RocketMqProvider connect(Cluster cluster, Gaps gaps, String clientId, ProviderEvents events) throws JMSException {
        RocketMqProvider provider = new RocketMqProvider(cluster, gaps, clientId, events);
        provider.membership.takeClientId(clientId);
        provider.membership.start();
        provider.deliveries.start();
        provider.scheduleRouteCheck();
        return provider;
    }

    @Override
    public ConnectionFacts facts() {
        String names = cluster.masters().stream().map(BrokerLink::brokerName).sorted().collect(Collectors.joining(","));
        return new ConnectionFacts(names, cluster.version(), cluster.capabilities().maxMessageSizeBytes(), connectionId);
    }

    @Override
    public void requireMode(AckMode mode) throws JMSException {
        if (mode == AckMode.TRANSACTED) {
            gaps.bridge(Gap.TRANSACTED_SESSION, "A transacted session");
        } else if (mode == AckMode.XA) {
            gaps.bridge(Gap.XA, "A session in distributed transactions");
        }
    }

    @Override
    public void requireUnsharedDurable(String subscriptionName) throws JMSException {
        gaps.bridge(Gap.UNSHARED_DURABLE, "The unshared durable subscription " + subscriptionName);
    }

    @Override
    public String newMessageId() {
        return uniqueKeys.next();
    }

    // ---- consumers

    /** Waits for the look-up of the destination and for its group. */
    @Override
    public CompletableFuture<Void> attach(Attachment attachment) {
        try {
            temporaries.requireOwn(attachment.destination().getName());
            PopSource source = subscriptions.open(attachment);
            TopicRoute route = routes.require(source.topic());
            return onThread(() -> {
                List<BrokerPoll> polls = new ArrayList<>();
                route.places().stream().filter(TopicRoute.Place::isReadable).forEach(place -> polls.add(poll(source, place)));
                PopConsumer consumer = new PopConsumer(attachment.consumerId(), source, polls, deliveries);
                consumers.put(attachment.consumerId(), new Consumer(attachment, consumer));
                consumer.flow(attachment.credit());
                return CompletableFuture.completedFuture(null);
            });
        } catch (JMSException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private BrokerPoll poll(PopSource source, TopicRoute.Place place) {
        return new BrokerPoll(source, cluster.link(place), mapping, cluster.settings().leaseMs());
    }

    @Override
    public CompletableFuture<Void> detach(long consumerId) {
        return onThread(() -> {
            Consumer consumer = consumers.remove(consumerId);
            if (consumer == null) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            consumer.popping.detach();
            return deliveries.detach(consumerId).handle((done, failure) -> failure).thenAcceptAsync(
                failure -> endSubscription(consumer), ClientThreads.workers());
        });
    }

    private void endSubscription(Consumer consumer) {
        try {
            subscriptions.close(consumer.popping.source(), consumer.attachment);
        } catch (JMSException e) {
            LOG.log(System.Logger.Level.WARNING, "Consumer group " + consumer.popping.source().group()
                + " could not be left: brokers forget the member after two minutes, a group of its own stays", e);
        }
    }

    @Override
    public void flow(long consumerId, int credit, long deliveredSequence) {
        deliveries.thread().execute(() -> {
            deliveries.delivered(consumerId, deliveredSequence);
            Consumer consumer = consumers.get(consumerId);
            if (consumer != null) {
                consumer.popping.flow(credit);
            }
        });
    }

    @Override
    public CompletableFuture<Integer> drain(long consumerId, int credit, long deliveredSequence) {
        return onThread(() -> {
            deliveries.delivered(consumerId, deliveredSequence);
            Consumer consumer = consumers.get(consumerId);
            return consumer == null ? CompletableFuture.completedFuture(credit) : consumer.popping.drain(credit);
        });
    }

    @Override
    public CompletableFuture<Void> settle(SettleRequest request) {
        if (request.transactionId() != 0) {
            return CompletableFuture.failedFuture(Gaps.refusal(Gap.TRANSACTED_SESSION, "Acknowledging in a transaction"));
        }
        return onThread(() -> deliveries.settle(request).thenRunAsync(() -> request.settlements().forEach(settlement -> {
            Consumer consumer = consumers.get(settlement.consumerId());
            if (consumer != null) {
                consumer.popping.onSettled();
            }
        }), deliveries.thread()));
    }

    private <T> CompletableFuture<T> onThread(Supplier<CompletableFuture<T>> task) {
        return CompletableFuture.supplyAsync(task, deliveries.thread()).thenCompose(result -> result);
    }

    private void scheduleRouteCheck() {
        ClientThreads.schedule(() -> {
            if (!isClosed) {
                ClientThreads.workers().execute(this::checkRoutes);
                scheduleRouteCheck();
            }
        }, ROUTE_CHECK_MS);
    }

    /** Topics may have got further brokers. On a thread that may wait. */
    private void checkRoutes() {
        List<Consumer> all = onThread(() -> CompletableFuture.completedFuture(List.copyOf(consumers.values()))).join();
        for (Consumer consumer : all) {
            try {
                PopSource source = consumer.popping.source();
                TopicRoute route = routes.find(source.topic());
                if (route != null) {
                    deliveries.thread().execute(() -> addNewBrokers(consumer.popping, route));
                }
            } catch (JMSException e) {
                LOG.log(System.Logger.Level.DEBUG, "The route of a consumer could not be looked up: {0}", e.getMessage());
            }
        }
    }

    private void addNewBrokers(PopConsumer consumer, TopicRoute route) {
        for (TopicRoute.Place place : route.places()) {
            if (place.isReadable() && !consumer.asks(cluster.link(place))) {
                consumer.add(poll(consumer.source(), place));
            }
        }
    }

    // ---- sends and the rest

    // A RocketMQ broker works at several requests of a connection at a time.
    @Override
    public boolean keepsOrderOfSends() {
        return false;
    }

    @Override
    public CompletableFuture<Void> send(OutboundMessage message) {
        return sender.send(message);
    }

    @Override
    public CompletableFuture<Void> hold(List<OutboundMessage> messages, long transactionId) {
        return CompletableFuture.failedFuture(Gaps.refusal(Gap.TRANSACTED_SESSION, "Sending in a transaction"));
    }

    @Override
    public CompletableFuture<Boolean> commit(CommitRequest request) {
        return CompletableFuture.failedFuture(Gaps.refusal(Gap.TRANSACTED_SESSION, "Committing"));
    }

    @Override
    public void requireCommitted(long transactionId) throws JMSException {
        throw Gaps.refusal(Gap.TRANSACTED_SESSION, "Asking for the outcome of a commit");
    }

    @Override
    public CompletableFuture<Void> rollback(long transactionId) {
        return CompletableFuture.failedFuture(Gaps.refusal(Gap.TRANSACTED_SESSION, "Rolling back"));
    }

    /** Waits for the brokers. */
    @Override
    public CompletableFuture<Void> unsubscribe(String subscriptionName) {
        try {
            subscriptions.unsubscribe(subscriptionName);
            return CompletableFuture.completedFuture(null);
        } catch (JMSException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<BrowsedPage> browse(BrowseRequest request) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return browsing.browse(request);
            } catch (JMSException e) {
                throw new CompletionException(e);
            }
        }, ClientThreads.workers());
    }

    /** Waits for the brokers. */
    @Override
    public CompletableFuture<String> createTemporary(boolean isQueue) {
        String name = Temporaries.PREFIX + uniqueKeys.next();
        try {
            temporaries.create(name, isQueue);
            return CompletableFuture.completedFuture(name);
        } catch (JMSException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Waits for the brokers. */
    @Override
    public CompletableFuture<Void> deleteTemporary(String name) {
        return onThread(() -> CompletableFuture.completedFuture(consumers.values().stream()
            .anyMatch(consumer -> consumer.attachment.destination().getName().equals(name)))).thenApplyAsync(isUsed -> {
                try {
                    if (isUsed) {
                        throw JmsErrors.illegalState("The temporary destination " + name + " has consumers");
                    }
                    temporaries.delete(name);
                    return null;
                } catch (JMSException e) {
                    throw new CompletionException(e);
                }
            }, ClientThreads.workers());
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            onThread(() -> {
                consumers.values().forEach(consumer -> consumer.popping.detach());
                consumers.clear();
                return deliveries.close();
            }).thenCompose(done -> membership.close()).get(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "The brokers did not confirm the end of a connection; what it held comes again by itself", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            temporaries.close();
            cluster.close();
        }
    }
}
