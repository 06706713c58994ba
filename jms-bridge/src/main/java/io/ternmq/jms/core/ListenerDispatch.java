package io.ternmq.jms.core;

import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** Feeds a session's listeners, one message at a time, on the session's executor. State guarded by the session's lock. */
final class ListenerDispatch {
    private static final System.Logger LOG = System.getLogger(ListenerDispatch.class.getName());

    private final SessionCore session;
    private final SerialExecutor executor;
    private final Queue<Closing> afterListener = new ArrayDeque<>();
    private final StalledListeners stalled;
    private boolean isScheduled;
    private boolean isRunning;
    private int nextConsumer;
    private boolean neverHoldsUp;

    ListenerDispatch(SessionCore session, SerialExecutor executor) {
        this.session = session;
        this.executor = executor;
        this.stalled = new StalledListeners(session);
    }

    /** With the lock held: whether a listener is at work, or what follows it. */
    boolean isRunning() {
        return isRunning;
    }

    /** With the lock held: whether a listener has not returned for so long that no more messages are to wait for it. */
    boolean isStalled() {
        return stalled.isStalled();
    }

    /** With the lock held: makes sure that what is in the buffers reaches the listeners. */
    void schedule() {
        if (!isScheduled) {
            isScheduled = true;
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
            session.locked(() -> afterListener.add(closing));
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
                    deliver(delivery, listener);
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
            boolean mayDeliver = session.isFlowing() && !session.isClosing() && session.connection().isAlive();
            Delivery next = mayDeliver ? assigned.takeNext() : null;
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
        Delivery delivery = next();
        while (delivery != null) {
            deliver(delivery, delivery.consumer().listener());
            runClosings();
            delivery = next();
        }
    }

    private Delivery next() {
        return session.locked(() -> {
            // What is in the buffers of a lost connection belongs to somebody else by now.
            boolean mayDeliver = session.isFlowing() && !session.isClosing() && session.connection().isAlive();
            Delivery next = mayDeliver ? takeFromConsumers() : null;
            isRunning = next != null;
            isScheduled = isRunning;
            stalled.onProgress(isRunning);
            session.signalChange();
            return next;
        });
    }

    private Delivery takeFromConsumers() {
        int count = session.consumers().size();
        for (int i = 0; i < count; i++) {
            ConsumerCore consumer = session.consumers().get((nextConsumer + i) % count);
            Delivery next = consumer.hasWorkForListener() ? consumer.takeNext() : null;
            if (next != null) {
                nextConsumer = (nextConsumer + i + 1) % count;
                return next;
            }
        }
        return null;
    }

    private void deliver(Delivery delivery, Consumer<Delivery> listener) {
        SessionAcks acks = session.acks();
        Throwable failure = null;
        if (!acks.beforeListener(delivery)) {
            return;
        }
        long startNs = System.nanoTime();
        try {
            listener.accept(delivery);
        } catch (RuntimeException | Error e) {
            failure = e;
            LOG.log(System.Logger.Level.WARNING, "A MessageListener failed on message " + delivery.message().messageId() + " from "
                + delivery.consumer().attachment().destination() + ", delivery " + delivery.deliveryCount(), e);
        }
        try {
            acks.afterListener(delivery, failure);
        } catch (JMSException e) {
            session.connection().reportFailure(e);
        } catch (RuntimeException e) {
            // The dispatch has to go on: close() waits for it.
            session.connection().reportFailure(Await.toJms(e, "Settling a listener's message"));
        }
        delivery.consumer().onListenerReturned(System.nanoTime() - startNs);
    }

    private void runClosings() {
        Closing closing = session.locked(afterListener::poll);
        while (closing != null) {
            try {
                closing.run();
            } catch (JMSException e) {
                session.connection().reportFailure(e);
            }
            closing = session.locked(afterListener::poll);
        }
    }

    /** The end of a consumer or session. */
    @FunctionalInterface
    interface Closing {
        void run() throws JMSException;
    }
}
