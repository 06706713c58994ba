package io.ternmq.jms.core;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connection: its provider, its sessions, started or not, alive or not. Any thread.
 *
 * <pre>
 * OPEN --onInterrupted--> INTERRUPTED --onResumed--> OPEN
 * OPEN or INTERRUPTED --onConnectionLost--> LOST --close()--> CLOSED          OPEN or INTERRUPTED --close()--> CLOSED
 * </pre>
 */
public final class ConnectionCore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ConnectionCore.class.getName());
    private static final AtomicInteger CONNECTIONS = new AtomicInteger();
    private static final Set<String> ASKED_AGAIN = Set.of(JmsErrors.REFUSED, JmsErrors.BUSY, JmsErrors.TIMED_OUT);
    private static final long ASK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ProviderFactory factory;
    private final ClientSettings settings;
    private final int number = CONNECTIONS.incrementAndGet();
    private final SerialExecutor reports = new SerialExecutor(ClientThreads.workers());
    private final List<SessionCore> sessions = new CopyOnWriteArrayList<>();
    private final Map<Long, ConsumerCore> consumers = new ConcurrentHashMap<>();
    private final AtomicInteger sessionCount = new AtomicInteger();
    private volatile boolean sendsInOneLane;
    private final AtomicLong consumerCount = new AtomicLong();
    private final AtomicLong transactionCount = new AtomicLong();
    private volatile Provider provider;
    private volatile String clientId;
    private volatile boolean isStarted;
    private volatile boolean isClosed;
    private volatile JMSException lost;
    private volatile Outage outage = new Outage();
    private volatile Consumer<JMSException> exceptionListener;

    private ConnectionCore(ProviderFactory factory, ClientSettings settings, String clientId) {
        this.factory = factory;
        this.settings = settings;
        this.clientId = clientId;
    }

    /**
     * Connects.
     *
     * @param clientId nullable
     */
    public static ConnectionCore open(ProviderFactory factory, ClientSettings settings, String clientId) throws JMSException {
        ConnectionCore connection = new ConnectionCore(factory, settings, clientId);
        connection.provider = factory.connect(clientId, connection.new Events());
        return connection;
    }

    /** The JMS client id, nullable. */
    public String clientId() {
        return clientId;
    }

    /** Takes a client id: connects again with it, since nothing has been done with the connection yet. */
    public synchronized void setClientId(String newClientId) throws JMSException {
        requireOpen();
        if (clientId != null || !sessions.isEmpty()) {
            throw JmsErrors.illegalState("The client id can only be set once, before anything else is done with the connection");
        }
        provider.close();
        try {
            provider = factory.connect(newClientId, new Events());
        } catch (JMSException refused) {
            provider = factory.connect(null, new Events());
            throw refused;
        }
        clientId = newClientId;
    }

    /** The other end. */
    public Provider.ConnectionFacts facts() {
        return provider.facts();
    }

    /** A new JMSMessageID without its {@code ID:}. */
    public String newMessageId() {
        return provider.newMessageId();
    }

    /** Told once when the connection is lost, and of failures that no caller waits for; nullable. */
    public void setExceptionListener(Consumer<JMSException> listener) {
        exceptionListener = listener;
    }

    /** Sessions that are made from now on send in one lane: for an owner who takes them for one. */
    public void sendInOneLane() {
        sendsInOneLane = true;
    }

    /** A new session. */
    public SessionCore createSession(AckMode mode) throws JMSException {
        requireOpen();
        requireAlive();
        requireMode(mode);
        int place = sendsInOneLane ? 0 : sessionCount.incrementAndGet();
        int lane = Long.hashCode(number * 0x9E3779B97F4A7C15L + place * 0xC2B2AE3D27D4EB4FL);
        SessionCore session = new SessionCore(this, mode, lane);
        sessions.add(session);
        return session;
    }

    /** Throws when sessions of this mode cannot be had from this broker. */
    public void requireMode(AckMode mode) throws JMSException {
        provider.requireMode(mode);
    }

    /** Throws when unshared durable subscriptions cannot be had, from this broker or without a client id. */
    public void requireUnsharedDurable(String subscriptionName) throws JMSException {
        // The broker first: where it has none, advice to set a client id leads nowhere.
        provider.requireUnsharedDurable(subscriptionName);
        if (clientId == null) {
            throw JmsErrors.illegalState("An unshared durable subscription needs a client id: set one on the connection or its factory");
        }
    }

    /** Makes a temporary destination of this connection; returns its name. */
    public String createTemporary(boolean isQueue) throws JMSException {
        requireOpen();
        requireAlive();
        return await(provider.createTemporary(isQueue), "Creating a temporary destination");
    }

    /** Deletes a temporary destination of this connection, with its messages; throws when it has consumers. */
    public void deleteTemporary(String name) throws JMSException {
        requireOpen();
        requireAlive();
        await(provider.deleteTemporary(name), "Deleting temporary destination " + name);
    }

    /** Asks about messages that wait for their delivery time, and waits for the answer. */
    public <T> T onScheduled(Function<ScheduledCare, CompletableFuture<T>> question, String what) throws JMSException {
        requireOpen();
        requireAlive();
        return await(question.apply(provider.scheduled()), what);
    }

    /** Asks about distributed transactions, and waits for the answer. */
    public <T> T onBranches(Function<BranchPort, CompletableFuture<T>> question, String what) throws JMSException {
        requireOpen();
        requireAlive();
        return await(question.apply(provider.branches()), what);
    }

    /** Lets messages flow. */
    public void start() throws JMSException {
        requireOpen();
        requireAlive();
        isStarted = true;
        sessions.forEach(SessionCore::start);
    }

    /** Stops the flow; returns when no listener runs. */
    public void stop() throws JMSException {
        requireOpen();
        if (sessions.stream().anyMatch(SessionCore::isInListener)) {
            throw JmsErrors.illegalState("stop cannot be called by a MessageListener of the same connection");
        }
        isStarted = false;
        for (SessionCore session : sessions) {
            session.stop();
        }
    }

    /** Ends sessions and connection. */
    @Override
    public void close() throws JMSException {
        requireNotOwnThread();
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        provider.closing();
        JMSException failure = null;
        for (SessionCore session : sessions) {
            try {
                session.close();
            } catch (JMSException e) {
                // The broker gives everything back when the connection is gone; the others are to be closed all the same.
                failure = e;
            }
        }
        provider.close();
        if (failure != null && isAlive()) {
            throw failure;
        }
    }

    private void requireNotOwnThread() throws JMSException {
        for (SessionCore session : sessions) {
            if (session.isOwnThread()) {
                throw JmsErrors.illegalState("close cannot be called by a listener of the same connection");
            }
        }
    }

    /** Throws when closed. */
    public void requireOpen() throws JMSException {
        if (isClosed) {
            throw JmsErrors.illegalState("The connection is closed");
        }
    }

    /** Throws when the connection to the broker is lost. */
    void requireAlive() throws JMSException {
        JMSException cause = lost;
        if (cause != null) {
            throw JmsErrors.of(JmsErrors.CONNECTION_LOST, cause.getMessage(), cause);
        }
    }

    /** Whether the broker can be reached, as far as is known. */
    public boolean isAlive() {
        return lost == null;
    }

    boolean isStarted() {
        return isStarted;
    }

    /** The present or the next outage. */
    Outage outage() {
        return outage;
    }

    /** Whether messages cannot be acknowledged at the moment, and may be others' when they can again. */
    boolean isInterrupted() {
        return outage.hasBegun();
    }

    /** Waits for the provider's answer; while the connection is interrupted, or the broker busy, for as long as that takes. */
    <T> T await(CompletableFuture<T> future, String what) throws JMSException {
        while (true) {
            Outage meanwhile = outage;
            try {
                return Await.await(future, settings.requestTimeoutMs(), what, provider.ioTurn());
            } catch (JMSException e) {
                boolean isTimeout = JmsErrors.TIMED_OUT.equals(e.getErrorCode()) && !future.isDone();
                if (!isTimeout || !meanwhile.hasBegun() && !provider.isBusy()) {
                    throw e;
                }
            }
        }
    }

    /**
     * Something is committed, whatever is answered from now on, and its messages are on their way: asks until they are in their queues, so that
     * what is sent next does not overtake them. Not when the broker cannot be asked any more, or the thread is interrupted.
     *
     * @param again asks the provider to commit it
     */
    void awaitMessages(Supplier<CompletableFuture<Boolean>> again, String what) {
        boolean isComplete = false;
        while (!isComplete) {
            try {
                isComplete = await(again.get(), what);
            } catch (JMSException e) {
                boolean isWorthwhile = ASKED_AGAIN.contains(String.valueOf(e.getErrorCode())) && isAlive();
                if (!isWorthwhile || Thread.currentThread().isInterrupted()) {
                    LOG.log(System.Logger.Level.DEBUG, "Whether all messages of what is committed are in their queues is not known", e);
                    return;
                }
                LockSupport.parkNanos(ASK_AGAIN_NS);
            }
        }
    }

    Provider provider() {
        return provider;
    }

    ClientSettings settings() {
        return settings;
    }

    long nextConsumerId() {
        return consumerCount.incrementAndGet();
    }

    long nextTransactionId() {
        return transactionCount.incrementAndGet();
    }

    void register(ConsumerCore consumer) {
        consumers.put(consumer.id(), consumer);
    }

    void unregister(ConsumerCore consumer) {
        consumers.remove(consumer.id());
    }

    /** Tells the broker what the application has seen so far: a browser does not see that. */
    void reportHanded() {
        for (ConsumerCore consumer : consumers.values()) {
            consumer.session().locked(() -> {
                consumer.reportHanded();
                return null;
            });
        }
    }

    void forget(SessionCore session) {
        sessions.remove(session);
    }

    /** Hands a failure that no caller waits for to the exception listener, or to the log when there is none. */
    void reportFailure(JMSException failure) {
        if (lost != null && failure != lost) {
            LOG.log(System.Logger.Level.DEBUG, "Failed since the connection is lost, which has been reported", failure);
            return;
        }
        Consumer<JMSException> listener = exceptionListener;
        if (listener == null) {
            LOG.log(System.Logger.Level.WARNING, "A JMS connection failed, and has no ExceptionListener", failure);
        } else {
            reports.execute(() -> listener.accept(failure));
        }
    }

    /** The broker does not serve a consumer any more: nobody would notice when it has a listener. */
    void reportDetached(ConsumerCore consumer, String reason) {
        if (consumer.hasListener()) {
            reportFailure(JmsErrors.of(JmsErrors.REFUSED, "The broker closed the consumer of "
                + consumer.attachment().destination() + ": " + reason, null));
        }
    }

    private record Routed(ConsumerCore consumer, ProviderEvents.Arrival arrival) {
        void deliver() {
            consumer.onDelivered(arrival.firstSequence(), arrival.messages());
        }
    }

    /** What the provider reports, on its I/O thread. */
    private final class Events implements ProviderEvents {
        @Override
        public void onDelivered(long consumerId, long firstSequence, List<InboundMessage> messages) {
            ConsumerCore consumer = consumers.get(consumerId);
            // One that has just been closed: detaching gives the messages back.
            if (consumer != null) {
                consumer.session().locked(() -> {
                    consumer.onDelivered(firstSequence, messages);
                    return null;
                });
            }
        }

        @Override
        public void onDelivered(List<Arrival> arrivals) {
            if (arrivals.size() == 1) {
                ProviderEvents.super.onDelivered(arrivals);
                return;
            }
            // Each session's lock is taken once for all: its thread wants it again and again for each message that it works on.
            Map<SessionCore, List<Routed>> bySession = new IdentityHashMap<>();
            for (Arrival arrival : arrivals) {
                ConsumerCore consumer = consumers.get(arrival.consumerId());
                if (consumer != null) {
                    bySession.computeIfAbsent(consumer.session(), session -> new ArrayList<>()).add(new Routed(consumer, arrival));
                }
            }
            bySession.forEach((session, own) -> session.locked(() -> {
                own.forEach(Routed::deliver);
                return null;
            }));
        }

        @Override
        public void onDetached(long consumerId, String reason) {
            ConsumerCore consumer = consumers.get(consumerId);
            if (consumer != null) {
                consumer.session().locked(() -> {
                    consumer.onDetached(reason);
                    return null;
                });
                reportDetached(consumer, reason);
            }
        }

        @Override
        public void onInterrupted(JMSException cause) {
            LOG.log(System.Logger.Level.WARNING, "{0}; reconnecting", cause.getMessage());
            outage.begin();
            sessions.forEach(SessionCore::onConnectionChanged);
        }

        @Override
        public void onResumed() {
            LOG.log(System.Logger.Level.INFO, "Connected to broker {0} again, after {1} ms", facts().brokerName(), outage.elapsedMs());
            outage = new Outage();
            sessions.forEach(SessionCore::onConnectionChanged);
        }

        @Override
        public long onRenewed() {
            LOG.log(System.Logger.Level.WARNING, "The broker has ended the session of a JMS connection: what was not acknowledged is"
                + " delivered again, open transactions are rolled back");
            long lastTransactionId = transactionCount.get();
            sessions.forEach(SessionCore::onRenewed);
            return lastTransactionId;
        }

        @Override
        public void onConnectionLost(JMSException cause) {
            lost = cause;
            sessions.forEach(SessionCore::onConnectionChanged);
            if (!isClosed) {
                reportFailure(cause);
            }
        }
    }
}
