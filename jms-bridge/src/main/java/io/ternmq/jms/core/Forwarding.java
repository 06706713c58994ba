package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Outcome;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A connection consumer: takes messages and gives them to sessions of an application server's pool, a batch at a time, on a thread of
 * the client. What a session has been given is settled by that session.
 */
public final class Forwarding {
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionCore connection;
    private final Pool pool;
    private final int maxMessages;
    private final SessionCore feeder;
    private final List<Delivery> batch = new ArrayList<>();
    private ConsumerCore consumer;

    /** Where sessions come from. */
    @FunctionalInterface
    public interface Pool {
        /** The next that is free; may wait for it. */
        Worker next() throws JMSException;
    }

    /** A session and the thread that will run it. */
    public interface Worker {
        /** A session of the same connection. */
        SessionCore session() throws JMSException;

        /** Lets the thread run the session. */
        void start() throws JMSException;
    }

    private Forwarding(ConnectionCore connection, SessionCore feeder, Pool pool, int maxMessages) {
        this.connection = connection;
        this.feeder = feeder;
        this.pool = pool;
        this.maxMessages = maxMessages;
    }

    /**
     * Begins.
     *
     * @param maxMessages most messages that a session is given at a time, at least 1
     */
    public static Forwarding open(ConnectionCore connection, TernDestination destination, Attach.Subscription subscription,
            String selector, Pool pool, int maxMessages) throws JMSException {
        SessionCore feeder = connection.createSession(AckMode.CLIENT);
        feeder.dispatch().neverHoldsUp();
        Forwarding forwarding = new Forwarding(connection, feeder, pool, maxMessages);
        try {
            forwarding.consumer = feeder.createConsumer(destination, subscription, selector, false);
            forwarding.consumer.setListener(forwarding::onDelivery);
            return forwarding;
        } catch (JMSException e) {
            feeder.close();
            throw e;
        }
    }

    /** On the feeder's executor. */
    private void onDelivery(Delivery delivery) {
        batch.add(delivery);
        if (batch.size() >= maxMessages || feeder.locked(() -> !consumer.listening().hasWork())) {
            List<Delivery> full = List.copyOf(batch);
            batch.clear();
            // They are the other session's business now.
            feeder.acks().takeUnsettled();
            handOver(full);
        }
    }

    // A pool that has failed is asked again: giving the messages back would bring them here again at once.
    private void handOver(List<Delivery> full) {
        boolean isToBeTried = true;
        while (isToBeTried) {
            try {
                give(full);
                return;
            } catch (JMSException | RuntimeException e) {
                connection.reportFailure(Await.toJms(e, "Giving messages to a server session"));
                isToBeTried = awaitRetry();
            }
        }
        giveBack(full);
    }

    private void give(List<Delivery> full) throws JMSException {
        Worker worker = pool.next();
        SessionCore session = worker.session();
        if (session.connection() != connection) {
            throw JmsErrors.illegalState("The server session's session belongs to another connection");
        }
        session.assigned().add(full);
        worker.start();
    }

    private boolean awaitRetry() {
        long deadlineNs = System.nanoTime() + RETRY_NS;
        feeder.lock();
        try {
            for (long left = RETRY_NS; left > 0 && !feeder.isClosing(); left = deadlineNs - System.nanoTime()) {
                feeder.awaitChange(left);
            }
            return !feeder.isClosing() && connection.isAlive();
        } catch (JMSException interrupted) {
            return false;
        } finally {
            feeder.unlock();
        }
    }

    private void giveBack(List<Delivery> full) {
        if (connection.isAlive()) {
            feeder.provider().settle(Provider.SettleRequest.of(Settlements.of(full, Outcome.RELEASE_UNSEEN))).exceptionally(failure -> {
                JMSException cause = Await.toJms(failure, "Giving messages back");
                if (!JmsErrors.isLeaseLost(cause)) {
                    connection.reportFailure(cause);
                }
                return null;
            });
        }
    }

    /** Ends: what no session has been given goes back to the broker; what one has stays its business. */
    public void close() throws JMSException {
        feeder.close();
    }
}
