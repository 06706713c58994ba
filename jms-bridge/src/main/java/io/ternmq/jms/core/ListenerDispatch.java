package io.ternmq.jms.core;

import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Feeds a session's listeners, one message or batch at a time, on the session's executor. State guarded by the session's lock. */
final class ListenerDispatch {
    private static final System.Logger LOG = System.getLogger(ListenerDispatch.class.getName());

    private final SessionCore session;
    private final SerialExecutor executor;
    /** Not guarded: only the thread that runs a listener puts here, and takes when that has returned. */
    private final Queue<Closing> afterListener = new ArrayDeque<>();
    private final StalledListeners stalled;
    // Consumers that may have something for their listener, each once: a session may have thousands of them.
    private final Queue<ConsumerCore> ready = new ArrayDeque<>();
    private boolean isScheduled;
    private boolean isRunning;
    private boolean isGathering;
    private boolean neverHoldsUp;

    ListenerDispatch(SessionCore session, SerialExecutor executor) {
        this.session = session;
        this.executor = executor;
        this.stalled = new StalledListeners(session);
    }

    /** With the lock held: whether a listener is at work, or what follows it; not while a batch is gathered for it. */
    boolean isRunning() {
        return isRunning && !isGathering;
    }

    /** With the lock held: whether a listener has not returned for so long that no more messages are to wait for it. */
    boolean isStalled() {
        return stalled.isStalled();
    }

    /** With the lock held: this consumer may have something for its listener. */
    void ready(ConsumerCore consumer) {
        if (!consumer.listening().isReady()) {
            consumer.listening().setReady(true);
            ready.add(consumer);
        }
    }

    /** With the lock held: makes sure that what is in the buffers reaches the listeners. */
    void schedule() {
        if (!isScheduled) {
            isScheduled = true;
            session.expectation().setDispatching(true);
            executor.execute(this::run);
        }
    }

    /** Whether the caller is a running listener of this session. */
    boolean isInListener() {
        return executor.isCurrent() && session.locked(() -> isRunning);
    }

    /**
     * Runs {@code closing} when no listener runs: now, after waiting, or, when called by the listener itself, as soon as it has
     * returned and its message is acknowledged.
     */
    void afterListener(Closing closing) throws JMSException {
        if (isInListener()) {
            afterListener.add(closing);
            return;
        }
        awaitIdle();
        closing.run();
    }

    /** Stop and close do not wait for this session's listener, which is the client's own and may wait for an application server. */
    void neverHoldsUp() {
        session.locked(() -> neverHoldsUp = true);
    }

    /** Waits until no listener runs; returns at once when called by one. */
    void awaitIdle() throws JMSException {
        if (executor.isCurrent()) {
            return;
        }
        session.lock();
        try {
            while (isRunning && !neverHoldsUp) {
                session.awaitChange(Long.MAX_VALUE);
            }
        } finally {
            session.unlock();
        }
    }

    /** Gives assigned messages to the session's own listener, on the calling thread. */
    void runAssigned(AssignedMessages assigned, Consumer<Delivery> listener) throws JMSException {
        try {
            executor.runHere(() -> {
                Delivery delivery = nextAssigned(assigned);
                while (delivery != null) {
                    Delivery given = delivery;
                    deliver(List.of(given), batch -> listener.accept(given));
                    runClosings();
                    delivery = nextAssigned(assigned);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while waiting for the session", e);
        }
    }

    private Delivery nextAssigned(AssignedMessages assigned) {
        session.lock();
        try {
            isRunning = false;
            session.signalChange();
            while (!assigned.isEmpty() && !session.isFlowing() && !session.isClosing() && session.connection().isAlive()) {
                session.awaitChange(Long.MAX_VALUE);
            }
            Delivery next = mayDeliver() ? assigned.takeNext() : null;
            isRunning = next != null;
            return next;
        } catch (JMSException interrupted) {
            // What is left waits for the next run, or goes back with the session's end.
            return null;
        } finally {
            session.unlock();
        }
    }

    private void run() {
        Taken taken = next();
        while (taken != null) {
            deliver(taken.batch(), taken.listener());
            runClosings();
            taken = next();
        }
    }

    private record Taken(List<Delivery> batch, Consumer<List<Delivery>> listener) {
    }

    private Taken next() {
        return session.locked(() -> {
            Delivery first = mayDeliver() ? takeFromConsumers() : null;
            isRunning = first != null;
            isScheduled = isRunning;
            session.expectation().setDispatching(isRunning);
            session.signalChange();
            Taken taken = first == null ? null : gather(first, first.consumer().listening().listener());
            stalled.onProgress(isRunning);
            return taken;
        });
    }

    /** With the lock held. What is in the buffers of a lost connection belongs to somebody else by now. */
    private boolean mayDeliver() {
        return session.isFlowing() && !session.isClosing() && session.connection().isAlive();
    }

    /** With the lock held, which is given up while more is waited for. */
    private Taken gather(Delivery first, ListenerBatches batches) {
        if (batches.maxMessages() == 1) {
            return new Taken(List.of(first), batches.listener());
        }
        List<Delivery> batch = new ArrayList<>();
        batch.add(first);
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(batches.timeoutMs());
        boolean mayWait = true;
        isGathering = true;
        while (batch.size() < batches.maxMessages() && mayWait && mayDeliver()) {
            Delivery more = first.consumer().listening().hasWork() ? first.consumer().takeNext() : null;
            if (more != null) {
                batch.add(more);
            } else {
                mayWait = awaitMore(deadlineNs - System.nanoTime());
            }
        }
        isGathering = false;
        return new Taken(batch, batches.listener());
    }

    private boolean awaitMore(long remainingNs) {
        if (remainingNs <= 0) {
            return false;
        }
        try {
            session.awaitChange(remainingNs);
            return true;
        } catch (JMSException interrupted) {
            // What there is goes to the listener, which finds the thread interrupted.
            return false;
        }
    }

    private Delivery takeFromConsumers() {
        ConsumerCore consumer = ready.poll();
        while (consumer != null) {
            Delivery next = consumer.listening().hasWork() ? consumer.takeNext() : null;
            if (consumer.listening().hasWork()) {
                ready.add(consumer);
            } else {
                consumer.listening().setReady(false);
            }
            if (next != null) {
                return next;
            }
            consumer = ready.poll();
        }
        return null;
    }

    private void deliver(List<Delivery> taken, Consumer<List<Delivery>> listener) {
        SessionAcks acks = session.acks();
        Throwable failure = null;
        List<Delivery> batch = acks.beforeListener(taken);
        if (batch.isEmpty()) {
            return;
        }
        long startNs = System.nanoTime();
        try {
            listener.accept(batch);
        } catch (UnseenMessageException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = Causes.tellable(e);
            LOG.log(System.Logger.Level.WARNING, "A MessageListener failed on message " + batch.get(0).message().messageId() + " from "
                + batch.get(0).consumer().attachment().destination() + ", delivery " + batch.get(0).deliveryCount(), failure);
        }
        try {
            acks.afterListener(batch, failure);
        } catch (JMSException e) {
            session.connection().reportFailure(e);
        } catch (RuntimeException e) {
            // The dispatch has to go on: close() waits for it.
            session.connection().reportFailure(Await.toJms(e, "Settling a listener's message"));
        }
        batch.get(0).consumer().listening().onReturned(System.nanoTime() - startNs);
    }

    private void runClosings() {
        Closing closing = afterListener.poll();
        while (closing != null) {
            try {
                closing.run();
            } catch (JMSException e) {
                session.connection().reportFailure(e);
            }
            closing = afterListener.poll();
        }
    }

    /** The end of a consumer or session. */
    @FunctionalInterface
    interface Closing {
        void run() throws JMSException;
    }
}
