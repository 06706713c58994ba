package io.ternmq.jms.core;

import jakarta.jms.JMSException;
import java.util.concurrent.TimeUnit;

/**
 * A consumer's receive(). Credit is given by it, for the more messages the faster it is called ({@link ReceivePace}), and taken back
 * (drained) when it goes home without a message, so that an idle receiver holds nothing that another one could process
 * ({@link IdleReceiver}). State guarded by the session's lock.
 */
final class Receiving {
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SessionCore session;
    private final ConsumerCore consumer;
    private final ReceivePace pace;
    private final IdleReceiver idleness;
    private int receivers;

    Receiving(SessionCore session, ConsumerCore consumer) {
        this.session = session;
        this.consumer = consumer;
        this.pace = new ReceivePace(session.settings().receivePrefetch(), session.settings().prefetch());
        this.idleness = new IdleReceiver(consumer, this);
    }

    /** See {@link ConsumerCore#receive}. Without the lock. */
    <T> T receive(long timeoutMs, ConsumerCore.Conversion<T> conversion) throws JMSException {
        session.locked(() -> {
            receivers++;
            idleness.onCalled();
            return null;
        });
        try {
            return receiveNext(timeoutMs, conversion);
        } finally {
            session.locked(() -> {
                receivers--;
                if (holdsAhead()) {
                    idleness.watch();
                }
                session.signalChange();
                return null;
            });
        }
    }

    /** With the lock held: whether nobody receives, though messages are here or may come that were asked for. */
    boolean holdsAhead() {
        boolean isWaitedFor = receivers > 0 || consumer.listening().listener() != null || session.isClosing();
        return !isWaitedFor && consumer.holdsUnseen();
    }

    /** With the lock held: a message was handed out; a fast receiver has asked for the next ones before it comes for them. */
    void onHanded() {
        int ahead = consumer.ahead();
        int wanted = consumer.atMost(pace.ahead());
        if (consumer.isAttached() && pace.isFast() && 2 * ahead < wanted) {
            consumer.credit().give(wanted - ahead);
        }
    }

    /**
     * Waits until nobody receives: a receive() that has got its message shall be able to acknowledge it. One that waits for a broken
     * connection is not waited for. Without the lock.
     */
    void awaitEnd() throws JMSException {
        session.lock();
        try {
            while (receivers > 0 && !session.connection().isInterrupted() && session.connection().isAlive()) {
                session.awaitChange(LOOK_AGAIN_NS);
            }
        } finally {
            session.unlock();
        }
    }

    private <T> T receiveNext(long timeoutMs, ConsumerCore.Conversion<T> conversion) throws JMSException {
        long startNs = System.nanoTime();
        pace.onCalled(startNs);
        long deadlineNs = startNs + TimeUnit.MILLISECONDS.toNanos(Math.max(0, timeoutMs));
        Delivery delivery = next(timeoutMs, deadlineNs);
        while (delivery != null) {
            T converted;
            try {
                converted = conversion.convert(delivery);
            } catch (JMSException e) {
                if (!session.acks().tryHold(delivery)) {
                    putBack(delivery);
                }
                throw e;
            }
            if (acknowledge(delivery)) {
                pace.onReturned(System.nanoTime());
                return converted;
            }
            delivery = next(timeoutMs, deadlineNs);
        }
        pace.onNothing();
        return null;
    }

    private Delivery next(long timeoutMs, long deadlineNs) throws JMSException {
        Delivery delivery = awaitNext(timeoutMs, deadlineNs);
        boolean mayHaveMore = true;
        while (delivery == null && mayHaveMore && session.locked(this::canStillReceive)) {
            drain();
            // What comes may have expired: that is no answer to whether there is a message.
            mayHaveMore = session.locked(() -> !consumer.isBufferEmpty());
            delivery = session.locked(() -> canStillReceive() ? consumer.takeNext() : null);
        }
        return delivery;
    }

    private Delivery awaitNext(long timeoutMs, long deadlineNs) throws JMSException {
        session.lock();
        try {
            while (!consumer.isClosed() && !session.isClosing()) {
                consumer.requireAttached();
                Delivery next = session.isFlowing() ? consumer.takeNext() : null;
                long remainingNs = timeoutMs == 0 ? Long.MAX_VALUE : deadlineNs - System.nanoTime();
                if (next != null || remainingNs <= 0) {
                    return next;
                }
                if (session.isFlowing() && consumer.isAttached() && consumer.credit().messages() == 0) {
                    consumer.credit().give(consumer.atMost(pace.ahead()));
                }
                session.awaitChange(remainingNs);
            }
            return null;
        } finally {
            session.unlock();
        }
    }

    private boolean canStillReceive() {
        return !consumer.isClosed() && !session.isClosing() && session.isFlowing();
    }

    /** Waits until the broker has sent what it can for the credit that is left, and takes the rest of the credit back. */
    private void drain() throws JMSException {
        int extra = session.locked(() -> consumer.ahead() == 0 ? 1 : 0);
        // An outage is no reason to wait longer than the caller wants to.
        session.awaitUnlessInterrupted(consumer.credit().drain(extra), "Asking for messages");
    }

    private boolean acknowledge(Delivery delivery) throws JMSException {
        try {
            return session.acks().onReceived(delivery);
        } catch (JMSException e) {
            if (JmsErrors.isRefusal(e)) {
                // Still this consumer's, and the application has not got it.
                putBack(delivery);
            }
            throw e;
        }
    }

    private void putBack(Delivery delivery) {
        session.locked(() -> {
            if (!delivery.isStale()) {
                consumer.putBack(delivery);
            }
            return null;
        });
    }
}
