package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A consumer: its buffer of deliveries and its life at the broker. Messages leave it through {@code receive()} ({@link Receiving}) or to a
 * listener ({@link Listening}); each of them gives the broker the {@link Credit} that it wants. State guarded by the session's lock.
 */
public final class ConsumerCore {
    /** Timeout of {@link #receive} that means: what is there now. */
    public static final long NO_WAIT = -1;

    private final SessionCore session;
    private final DeliveryBuffer buffer = new DeliveryBuffer();
    private final BodySizes sizes;
    private final Receiving receiving;
    private final Listening listening;
    // Both change when it is attached again; written with the lock held, read without.
    private volatile Attachment attachment;
    private volatile Credit credit;
    private boolean isClosed;
    private boolean isAttached;
    private JMSException detached;

    ConsumerCore(SessionCore session, Attachment attachment) {
        this.session = session;
        this.attachment = attachment;
        this.credit = new Credit(session, attachment.consumerId());
        this.sizes = new BodySizes(session.settings().prefetchBytes());
        this.receiving = new Receiving(session, this);
        this.listening = new Listening(session, this);
    }

    long id() {
        return attachment.consumerId();
    }

    SessionCore session() {
        return session;
    }

    /** Asks the broker for messages; completes when it may be given credit. */
    CompletableFuture<Void> attach() {
        Attachment asked = attachment;
        return session.provider().attach(asked).thenRun(() -> session.locked(() -> {
            isAttached = asked == attachment;
            listening.topUp();
            session.signalChange();
            return null;
        }));
    }

    /** What it was attached with. */
    public Attachment attachment() {
        return attachment;
    }

    /** Whether messages go to a listener. */
    public boolean hasListener() {
        return session.locked(() -> listening.listener() != null);
    }

    /** Sets or removes the listener, see {@link #setListener(Consumer, String)}. */
    public void setListener(Consumer<Delivery> newListener) throws JMSException {
        setListener(newListener, null);
    }

    /**
     * Sets or removes the listener. It is called on the session's executor; what it throws is taken as a failed delivery.
     *
     * @param name class of the application's listener, for people who look for a failure; nullable
     */
    public void setListener(Consumer<Delivery> newListener, String name) throws JMSException {
        setListener(newListener == null ? null : ListenerBatches.single(newListener, name));
    }

    /** Sets or removes the listener. */
    public void setListener(ListenerBatches newListener) throws JMSException {
        requireOpen();
        session.locked(() -> {
            listening.listener(newListener);
            return null;
        });
    }

    String listenerName() {
        return session.locked(() -> listening.listener() == null ? null : listening.listener().name());
    }

    /**
     * Changes how many messages a consumer with a listener may hold; it holds no more than without. When it becomes fewer, what the
     * application has not seen goes back to the broker, which gives it to others; waits for that.
     *
     * @param messages 0 or more
     */
    public void limit(int messages) throws JMSException {
        requireOpen();
        if (session.locked(() -> listening.limit(messages))) {
            giveBackWaiting();
        }
    }

    /** Gives back what waits here behind the listener, so that others can have it. Waits for the broker. */
    public void giveBackWaiting() throws JMSException {
        requireOpen();
        session.releases().giveBackBuffer(this);
    }

    /** How many messages are here that the listener has not been given. */
    public int waiting() {
        return session.locked(buffer::size);
    }

    /** Throws when closed. */
    public void requireOpen() throws JMSException {
        if (session.locked(() -> isClosed)) {
            throw JmsErrors.illegalState("The consumer is closed");
        }
        session.requireOpen();
    }

    /** What is made of a delivery before it is acknowledged. */
    @FunctionalInterface
    public interface Conversion<T> {
        /**
         * Converts. When it throws, the delivery stays the consumer's next, as if it had not been asked for; in a transaction, and where the
         * application acknowledges, it counts as received (Messaging 3.1 §8.6).
         */
        T convert(Delivery delivery) throws JMSException;
    }

    /** The next message as it is, see {@link #receive(long, Conversion)}. */
    public Delivery receive(long timeoutMs) throws JMSException {
        return receive(timeoutMs, delivery -> delivery);
    }

    /**
     * Takes the next message, converts it, and acknowledges it as the session's mode says.
     *
     * @param timeoutMs 0 waits for ever, {@link #NO_WAIT} not at all
     * @return null when there is none in time, or when the consumer is or gets closed
     */
    public <T> T receive(long timeoutMs, Conversion<T> conversion) throws JMSException {
        requireOpen();
        if (hasListener()) {
            throw JmsErrors.illegalState("The consumer has a MessageListener: receive cannot be called");
        }
        return receiving.receive(timeoutMs, conversion);
    }

    /** What receive() does. */
    Receiving receiving() {
        return receiving;
    }

    /** What goes to a listener. */
    Listening listening() {
        return listening;
    }

    /** Of the present attachment. */
    Credit credit() {
        return credit;
    }

    /** Waits until the broker has sent what it can for the credit that is left, and takes the rest of the credit back. Without the lock. */
    void takeCreditBack() throws JMSException {
        if (session.locked(() -> credit.messages()) > 0) {
            session.await(credit.drain(0), "Asking for messages");
        }
    }

    // From here on: called with the session's lock held, unless said otherwise.

    boolean isAttached() {
        return isAttached;
    }

    /** Throws when the connection is lost, or the broker has closed the consumer. */
    void requireAttached() throws JMSException {
        session.connection().requireAlive();
        if (detached != null) {
            throw detached;
        }
    }

    boolean isBufferEmpty() {
        return buffer.isEmpty();
    }

    /** Messages that are in the buffer. */
    int buffered() {
        return buffer.size();
    }

    /** With the lock held: so many messages, or as many as may wait here by their size. */
    int atMost(int messages) {
        return sizes.atMost(messages);
    }

    /** Messages that are in the buffer, or may come. */
    int ahead() {
        return buffer.size() + credit.messages();
    }

    /** Whether messages that the application has not had are here or may come. */
    boolean holdsUnseen() {
        return !isClosed && isAttached && session.connection().isAlive() && (credit.messages() > 0 || buffer.hasUnseen());
    }

    /** Gives back what the application has not had, without waiting for the answer. */
    void giveBackUnseen() {
        List<Delivery> unseen = takeFromBuffer(delivery -> !delivery.wasHanded());
        if (unseen.isEmpty()) {
            return;
        }
        ConnectionCore connection = session.connection();
        connection.provider().settle(SettleRequest.of(Settlements.of(unseen, Outcome.RELEASE_UNSEEN))).exceptionally(failure -> {
            JMSException cause = Await.toJms(failure, "Giving back what is not received");
            if (!JmsErrors.isLeaseLost(cause)) {
                connection.reportFailure(cause);
            }
            return null;
        });
    }

    /** The next message that has not expired, now handed to the application; null when the buffer has none. */
    Delivery takeNext() {
        List<Delivery> expired = null;
        Delivery next = buffer.poll();
        while (next != null && next.isExpired(System.currentTimeMillis())) {
            expired = expired == null ? new ArrayList<>() : expired;
            expired.add(next);
            next = buffer.poll();
        }
        if (expired != null) {
            session.acks().discard(expired);
            listening.topUp();
        }
        if (next != null) {
            handed(next);
        }
        return next;
    }

    private void handed(Delivery delivery) {
        delivery.handed();
        credit.onHanded(delivery.sequence());
        if (listening.listener() != null) {
            listening.onHanded(delivery);
        } else {
            receiving.onHanded();
        }
    }

    /** Tells the broker what the application has seen so far. */
    void reportHanded() {
        if (!isClosed) {
            credit.reportHanded();
        }
    }

    /** Puts a delivery back to the front that receive() could not hand out. */
    void putBack(Delivery delivery) {
        buffer.addFirst(delivery);
    }

    /** Puts a delivery that the application has seen back to the front. */
    void rewind(Delivery delivery) {
        delivery.countRedelivery();
        buffer.addFirst(delivery);
        session.dispatch().ready(this);
    }

    /** Takes out of the buffer what passes the test, by sequence. */
    List<Delivery> takeFromBuffer(Predicate<Delivery> isWanted) {
        return buffer.takeIf(isWanted);
    }

    /** Empties the buffer. */
    List<Delivery> clearBuffer() {
        return buffer.takeIf(delivery -> true);
    }

    /** On the provider's I/O thread. */
    void onDelivered(long firstSequence, List<InboundMessage> messages) {
        for (int i = 0; i < messages.size(); i++) {
            buffer.add(new Delivery(this, id(), firstSequence + i, messages.get(i), i == 0));
        }
        credit.onDelivered(messages.size());
        sizes.onDelivered(messages);
        ListenerBatches listener = listening.listener();
        if (listener != null) {
            listening.schedule();
        }
        if (listener == null || listener.maxMessages() > 1) {
            session.signalChange();
        }
    }

    /** On the provider's I/O thread. */
    void onDetached(String reason) {
        detached = JmsErrors.of(JmsErrors.REFUSED, "The broker closed the consumer of " + attachment.destination() + ": " + reason, null);
        session.signalChange();
    }

    /** The session at the broker has ended: goes on in the new one, under another id, with what it is given there. */
    void onRenewed() {
        if (!isAttached || isClosed) {
            // What is still being attached is attached in the new session, and what is closed is not.
            return;
        }
        isAttached = false;
        clearBuffer();
        ConnectionCore connection = session.connection();
        connection.unregister(this);
        attachment = attachment.withId(connection.nextConsumerId());
        credit = new Credit(session, attachment.consumerId());
        connection.register(this);
        attach().exceptionally(failure -> {
            onNotAttachedAgain(Await.toJms(failure, "Attaching again"));
            return null;
        });
    }

    private void onNotAttachedAgain(JMSException cause) {
        session.locked(() -> {
            onDetached(cause.getMessage());
            return null;
        });
        session.connection().reportDetached(this, cause.getMessage());
    }

    boolean isClosed() {
        return isClosed;
    }

    void markClosed() {
        if (!isClosed) {
            listening.end();
            isClosed = true;
        }
        session.signalChange();
    }

    /** Closes it. Waits for a running receive(), and for a running listener, unless called from it: then the consumer ends when the listener has returned. */
    public void close() throws JMSException {
        boolean wasOpen = session.locked(() -> {
            boolean open = !isClosed;
            markClosed();
            return open;
        });
        if (wasOpen) {
            session.dispatch().afterListener(this::detach);
        }
    }

    /** Without the lock. */
    void detach() throws JMSException {
        receiving.awaitEnd();
        List<Delivery> seen = new ArrayList<>();
        List<Delivery> passedOver = new ArrayList<>();
        long handed = session.locked(() -> {
            for (Delivery delivery : clearBuffer()) {
                if (delivery.wasHanded()) {
                    seen.add(delivery);
                } else if (delivery.sequence() < credit.handedSequence()) {
                    passedOver.add(delivery);
                }
            }
            return credit.handedSequence();
        });
        session.forget(this);
        if (!session.connection().isAlive()) {
            return;
        }
        // Rewound by recover(), and passed over by what had a higher priority.
        session.releases().giveBackRewound(seen);
        if (!passedOver.isEmpty()) {
            List<Settlement> settlements = Settlements.of(passedOver, Outcome.RELEASE_UNSEEN);
            session.awaitUnlessInterrupted(session.provider().settle(SettleRequest.of(settlements)), "Giving messages back");
        }
        session.provider().flow(id(), 0, handed);
        session.awaitUnlessInterrupted(session.provider().detach(id()), "Closing a consumer");
    }
}
