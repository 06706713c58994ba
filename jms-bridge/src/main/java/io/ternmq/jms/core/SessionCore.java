package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A session: consumers, acknowledgement, transaction, sends.
 *
 * <pre>
 * OPEN --close()--> CLOSING (no more deliveries, receive() returns null) --listeners idle--> CLOSED (messages given back)
 * </pre>
 */
public final class SessionCore {
    private final ConnectionCore connection;
    private final AckMode mode;
    private final int lane;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SerialExecutor executor = new SerialExecutor(ClientThreads.workers());
    private final ListenerDispatch dispatch = new ListenerDispatch(this, executor);
    private final AsyncSends asyncSends = new AsyncSends(this, executor);
    private final UnconfirmedSends unconfirmedSends = new UnconfirmedSends(this);
    private final SessionAcks acks;
    private final SessionReleases releases = new SessionReleases(this);
    private final AssignedMessages assigned = new AssignedMessages(this);
    private final SessionTransaction transaction = new SessionTransaction(this);
    private final SessionBranches branches = new SessionBranches(this);
    // Guarded by lock.
    private final Expectation expectation = new Expectation(this);
    private final List<ConsumerCore> consumers = new ArrayList<>();
    /** Who waits for a change and does input and output meanwhile. */
    private final List<Waiting> doingIo = new ArrayList<>();
    private boolean isClosing;
    /** Written with the lock held, read without. */
    private volatile long changes;
    private volatile boolean isEnding;

    private record Waiting(Thread thread, IoTurn turn) {
    }

    SessionCore(ConnectionCore connection, AckMode mode, int lane) {
        this.connection = connection;
        this.mode = mode;
        this.lane = lane;
        this.acks = new SessionAcks(this);
    }

    /** What connection consumers have given to this session, and its own listener. */
    public AssignedMessages assigned() {
        return assigned;
    }

    /** When it acknowledges. */
    public AckMode mode() {
        return mode;
    }

    /** When it acknowledges now: in {@link AckMode#XA} that depends on whether it works in a branch. */
    AckMode ackMode() {
        return mode == AckMode.XA ? locked(() -> branches.isActive() ? AckMode.TRANSACTED : AckMode.AUTO) : mode;
    }

    /** What a transaction manager does with it. */
    public SessionBranches branches() {
        return branches;
    }

    /** The lane of messages that have no group: keeps this session's messages to a destination in order. */
    public int lane() {
        return lane;
    }

    /** The connection that made it. */
    public ConnectionCore connection() {
        return connection;
    }

    /** Throws when closed. A listener that another thread's close() waits for may go on using the session until it returns. */
    public void requireOpen() throws JMSException {
        if (dispatch.isInListener()) {
            return;
        }
        connection.requireOpen();
        if (locked(() -> isClosing)) {
            throw JmsErrors.illegalState("The session is closed");
        }
    }

    /** Adds a consumer and waits for the broker to accept it. Messages flow when there is a listener or a receive(). */
    public ConsumerCore createConsumer(TernDestination destination, Attach.Subscription subscription, String selector, boolean noLocal)
            throws JMSException {
        requireOpen();
        if (assigned.listener() != null) {
            throw JmsErrors.illegalState("The session has a MessageListener of its own: it cannot have consumers");
        }
        ConsumerCore consumer = new ConsumerCore(this,
            new Attachment(connection.nextConsumerId(), destination, subscription, selector, noLocal, 0,
                settings().redelivery().terms()));
        connection.register(consumer);
        locked(() -> consumers.add(consumer));
        try {
            await(consumer.attach(), "Creating a consumer of " + destination);
        } catch (JMSException e) {
            forget(consumer);
            throw e;
        }
        return consumer;
    }

    /** Sends, and waits if the message is persistent; within a transaction, commit waits. */
    public void send(OutboundMessage message) throws JMSException {
        requireOpen();
        asyncSends.awaitFirst(message.destination());
        if (mode == AckMode.TRANSACTED) {
            transaction.send(message);
        } else if (ackMode() == AckMode.TRANSACTED) {
            branches.send(message);
        } else if (message.header().persistent()) {
            await(provider().send(message), "Sending to " + message.destination());
        } else {
            unconfirmedSends.send(message);
        }
    }

    /** Sends; the completion is told on the session's executor. */
    public void sendAsync(OutboundMessage message, SendCompletion completion) throws JMSException {
        requireOpen();
        asyncSends.awaitFirst(message.destination());
        asyncSends.add(message.destination(), startAsync(message), completion);
    }

    private CompletableFuture<Void> startAsync(OutboundMessage message) {
        if (mode == AckMode.TRANSACTED) {
            return transaction.startAsync(message);
        }
        return ackMode() == AckMode.TRANSACTED ? branches.startAsync(message) : provider().send(message);
    }

    /** Deletes a durable subscription. */
    public void unsubscribe(String subscriptionName) throws JMSException {
        requireOpen();
        await(provider().unsubscribe(subscriptionName), "Unsubscribing " + subscriptionName);
    }

    /**
     * The application gets a message of its own for this one. In a transaction nothing can put it back into a buffer, since recover() is not
     * allowed, and its content is not kept until it is settled: a transaction may consume more than memory holds.
     */
    public void onConverted(Delivery delivery) {
        if (ackMode() == AckMode.TRANSACTED) {
            locked(() -> {
                delivery.dropContent();
                return null;
            });
        }
    }

    /**
     * A message's acknowledge().
     *
     * @param delivery the message; null, for all of the session, in CLIENT mode only
     */
    public void acknowledge(Delivery delivery) throws JMSException {
        requireOpen();
        acks.acknowledge(delivery);
    }

    /** Session.recover(). */
    public void recover() throws JMSException {
        requireOpen();
        if (mode == AckMode.TRANSACTED || mode == AckMode.XA) {
            throw JmsErrors.illegalState("recover cannot be called on a transacted session");
        }
        acks.recover();
    }

    /** Makes the transaction's sends and acknowledgements take effect. */
    public void commit() throws JMSException {
        requireTransacted("commit");
        asyncSends.awaitIdle();
        transaction.commit();
    }

    /** Undoes the transaction's sends and gives its messages back. */
    public void rollback() throws JMSException {
        requireTransacted("rollback");
        asyncSends.awaitIdle();
        transaction.rollback("rollback");
    }

    private void requireTransacted(String call) throws JMSException {
        requireOpen();
        if (mode != AckMode.TRANSACTED) {
            throw JmsErrors.illegalState(call + " can only be called on a transacted session");
        }
        requireNotInCallback(call);
    }

    private void requireNotInCallback(String call) throws JMSException {
        if (asyncSends.isInCallback()) {
            throw JmsErrors.illegalState(call + " cannot be called by a CompletionListener of the same session");
        }
    }

    /** Whether the caller is one of this session's listeners. */
    boolean isInListener() {
        return dispatch.isInListener();
    }

    /** Whether the caller is one of this session's listeners or callbacks. */
    public boolean isOwnThread() {
        return executor.isCurrent();
    }

    /** Waits until every asynchronous send is answered and its callback has returned; not in a callback of this session. */
    public void awaitSends() throws JMSException {
        if (!asyncSends.isInCallback()) {
            asyncSends.awaitIdle();
        }
    }

    /** Closes it; a transaction is rolled back. */
    public void close() throws JMSException {
        requireNotInCallback("close");
        if (dispatch.isInListener()) {
            throw JmsErrors.illegalState("close cannot be called by a MessageListener of the same session");
        }
        boolean wasOpen = locked(() -> {
            boolean open = !isClosing;
            isClosing = true;
            expectation.look();
            signalChange();
            return open;
        });
        if (wasOpen) {
            dispatch.afterListener(this::end);
        }
    }

    private void end() throws JMSException {
        try {
            asyncSends.awaitIdle();
            unconfirmedSends.awaitAll();
            for (ConsumerCore consumer : locked(() -> List.copyOf(consumers))) {
                consumer.receiving().awaitEnd();
            }
            isEnding = true;
            if (connection.isAlive()) {
                giveBack();
            }
        } finally {
            locked(() -> {
                expectation.end();
                return List.copyOf(consumers);
            }).forEach(this::forget);
            connection.forget(this);
        }
    }

    private void giveBack() throws JMSException {
        if (mode == AckMode.TRANSACTED) {
            transaction.rollback("session closed");
        } else {
            branches.flushAll();
            locked(() -> {
                acks.flushLazy();
                return null;
            });
            acks.confirm();
            List<Delivery> seen = acks.takeUnsettled();
            if (!seen.isEmpty()) {
                releases.settleByPolicy(seen, FailureCause.of("session closed"));
            }
        }
        List<Delivery> unseen = locked(assigned::clear);
        if (!unseen.isEmpty()) {
            settle(Settlements.of(unseen, Outcome.RELEASE_UNSEEN), null);
        }
        for (ConsumerCore consumer : locked(() -> List.copyOf(consumers))) {
            locked(() -> {
                consumer.markClosed();
                return null;
            });
            consumer.detach();
        }
    }

    /** Lets messages flow. */
    void start() {
        locked(() -> {
            consumers.forEach(consumer -> consumer.listening().topUp());
            dispatch.schedule();
            signalChange();
            return null;
        });
    }

    /** Waits until the listeners rest; the connection is already marked as stopped. */
    void stop() throws JMSException {
        dispatch.awaitIdle();
        locked(() -> {
            acks.flushLazy();
            return null;
        });
    }

    /** The broker has ended the session and begun another one: nothing of what was delivered before is ours any more. */
    void onRenewed() {
        locked(() -> {
            boolean hadMessages = acks.onRenewed();
            transaction.onRenewed(hadMessages);
            branches.onRenewed(hadMessages);
            consumers.forEach(ConsumerCore::onRenewed);
            signalChange();
            return null;
        });
    }

    /** It was interrupted, stands again, or is lost. */
    void onConnectionChanged() {
        locked(() -> {
            dispatch.schedule();
            signalChange();
            return null;
        });
    }

    void forget(ConsumerCore consumer) {
        locked(() -> consumers.remove(consumer));
        connection.unregister(consumer);
    }

    void settle(List<Settlement> settlements, String cause) throws JMSException {
        await(provider().settle(new SettleRequest(settlements, 0, 0, 0, FailureCause.of(cause))), "Settling messages");
    }

    /** Waits for the provider's answer; once the session is ending, not for the end of an outage. */
    <T> T await(CompletableFuture<T> future, String what) throws JMSException {
        if (isEnding) {
            awaitUnlessInterrupted(future, what);
            return future.isDone() ? connection.await(future, what) : null;
        }
        return connection.await(future, what);
    }

    /** Whether it gives back what it has, and waits for no outage to end. */
    boolean isEnding() {
        return isEnding;
    }

    /** Waits, but not for the end of an outage: what was asked is done when there is a connection again. */
    void awaitUnlessInterrupted(CompletableFuture<?> future, String what) throws JMSException {
        connection.await(CompletableFuture.anyOf(future, connection.outage().beginning()), what);
    }

    Provider provider() {
        return connection.provider();
    }

    ClientSettings settings() {
        return connection.settings();
    }

    /** What becomes of failed messages: our wishes, and for the rest the broker's rules. */
    RedeliveryPolicy redelivery() {
        return settings().redelivery().with(connection.facts().redelivery());
    }

    SessionAcks acks() {
        return acks;
    }

    SessionReleases releases() {
        return releases;
    }

    ListenerDispatch dispatch() {
        return dispatch;
    }

    /** With the lock held. */
    Expectation expectation() {
        return expectation;
    }

    /** With the lock held. */
    List<ConsumerCore> consumers() {
        return consumers;
    }

    /** Whether messages may be handed out. Not during an outage: it may turn out that they are others' by now. */
    boolean isFlowing() {
        return connection.isStarted() && !connection.isInterrupted();
    }

    boolean isStarted() {
        return connection.isStarted();
    }

    /** With the lock held. */
    boolean isClosing() {
        return isClosing;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held: wakes everybody who waits for a change of the session's state. */
    void signalChange() {
        changes++;
        changed.signalAll();
        for (Waiting doingIo : doingIo) {
            doingIo.turn.wake(doingIo.thread);
        }
    }

    /** With the lock held: waits for the next change, at most {@code timeoutNs}. */
    void awaitChange(long timeoutNs) throws JMSException {
        IoTurn turn = lock.getHoldCount() == 1 ? provider().ioTurn() : null;
        if (turn != null) {
            awaitChange(turn, timeoutNs);
            return;
        }
        try {
            long remainingNs = changed.awaitNanos(timeoutNs);
            assert remainingNs <= timeoutNs;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while waiting", e);
        }
    }

    private void awaitChange(IoTurn turn, long timeoutNs) throws JMSException {
        var waiting = new Waiting(Thread.currentThread(), turn);
        long seen = changes;
        doingIo.add(waiting);
        lock.unlock();
        try {
            turn.await(() -> changes != seen, timeoutNs);
        } finally {
            lock.lock();
            doingIo.remove(waiting);
        }
        if (waiting.thread.isInterrupted()) {
            throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while waiting", null);
        }
    }
}
