package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.xa.BranchId;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a session does in one branch, until the broker knows all of it. State guarded by the session's lock, unless said otherwise. */
final class BranchPart {
    private static final System.Logger LOG = System.getLogger(BranchPart.class.getName());

    private final SessionCore session;
    private final BranchId branch;
    private final BranchPart sibling;
    private volatile long transactionId;
    // Used by the one thread that uses the session.
    private final SendPipeline sends;
    private final List<Delivery> consumed = new ArrayList<>();
    // The last of what was consumed: still to be acknowledged.
    private List<Delivery> unsettled = List.of();
    // What is asked to start it is guarded by this: the other sessions of its transaction may want it to be told.
    private final Object starting = new Object();
    private volatile CompletableFuture<Void> started = CompletableFuture.completedFuture(null);
    // Null when the broker was asked, or will be with the end.
    private Supplier<CompletableFuture<Void>> start;
    private boolean beginsWithEnd;
    private long deadlineNs;
    // What its end says.
    private volatile boolean isFailed;
    private JMSException failure;

    /**
     * Nothing is done in it yet.
     *
     * @param sibling a part of another branch of the same transaction of which the broker has just been told; null for none
     */
    BranchPart(SessionCore session, BranchId branch, Set<TernDestination> knownDestinations, BranchPart sibling) {
        this.sibling = sibling;
        this.session = session;
        this.branch = branch;
        this.transactionId = session.connection().nextTransactionId();
        this.sends = new SendPipeline(session, knownDestinations, this::start);
    }

    SessionCore session() {
        return session;
    }

    BranchId branch() {
        return branch;
    }

    long transactionId() {
        return transactionId;
    }

    SendPipeline sends() {
        return sends;
    }

    /**
     * The broker need not know of it before it is needed: when all that happens in the branch is that a message is consumed, it begins and
     * ends with one request.
     *
     * @param request   asks for it; the answer is not waited for
     * @param timeoutMs after which a branch that the broker has not heard of cannot be committed; 0 for none
     */
    void startLater(Supplier<CompletableFuture<Void>> request, long timeoutMs) {
        synchronized (starting) {
            start = request;
            deadlineNs = timeoutMs == 0 ? 0 : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        }
    }

    /** Asks the broker to start it, unless that was done. Any thread, without the lock. */
    void start() {
        synchronized (starting) {
            if (start != null) {
                started = start.get();
                start = null;
            }
        }
    }

    /**
     * With the session's lock held: the session at the broker has ended, and this is to be a part of the next one.
     *
     * @return false when the broker may know of it: then it has ended as well
     */
    boolean beginAnew() {
        synchronized (starting) {
            boolean isUntold = start != null && consumed.isEmpty();
            if (isUntold) {
                transactionId = session.connection().nextTransactionId();
            }
            return isUntold;
        }
    }

    /** Waits until the broker has answered to its start, or not. Without the lock. */
    void awaitStart() {
        start();
        try {
            session.await(started, "Starting branch " + branch);
        } catch (JMSException e) {
            LOG.log(System.Logger.Level.DEBUG, "Branch " + branch + " could not be started: its end tells", e);
        }
    }

    /**
     * Waits until the broker knows the other branch of the transaction, which can carry this one there when both are asked for in this order.
     * Mostly it does by then.
     */
    void awaitSibling() {
        if (sibling != null) {
            sibling.awaitStart();
        }
    }

    /** Whether its time was over before the broker heard of it. */
    boolean isOverdue() {
        synchronized (starting) {
            return start != null && deadlineNs != 0 && deadlineNs - System.nanoTime() < 0;
        }
    }

    /** Whether the broker has never heard of it, and so nobody else works in the branch either. */
    boolean isUntold() {
        synchronized (starting) {
            return start != null;
        }
    }

    private boolean beginWithEnd() {
        synchronized (starting) {
            beginsWithEnd |= start != null;
            start = null;
            return beginsWithEnd;
        }
    }

    /** Whether there is no such part, since the broker has refused it; waits for its answer. Without the lock. */
    boolean isRefused() {
        start();
        try {
            session.await(started, "Starting branch " + branch);
            return false;
        } catch (JMSException e) {
            return e instanceof BranchRefusedException || JmsErrors.isRefusal(e);
        }
    }

    /** All that the application has received in it; a copy. Without the lock. */
    List<Delivery> consumed() {
        return session.locked(() -> List.copyOf(consumed));
    }

    /** What the application has received in it, and is acknowledged at once. */
    void settled(List<Delivery> deliveries) {
        consumed.addAll(deliveries);
    }

    /** What the application has received in it, and is acknowledged when it ends. */
    void unsettled(List<Delivery> deliveries) {
        consumed.addAll(deliveries);
        unsettled = deliveries;
    }

    /** It can only be rolled back; the first reason counts. */
    void failed(JMSException cause) {
        failure = failure == null ? cause : failure;
    }

    /** Why it can only be rolled back, as far as that is known by now; null for nothing. Without the lock. */
    JMSException failure() {
        JMSException missing = started.isCompletedExceptionally() ? refusal() : sends.failure();
        return session.locked(() -> {
            if (missing != null) {
                failed(missing);
            }
            return failure;
        });
    }

    /** A known failure, for the transaction manager: something is missing, so the branch is never committed. */
    BranchRefusedException onlyRolledBack(JMSException known) {
        if (known instanceof BranchRefusedException refused) {
            return refused;
        }
        BranchRefusedException.Reason reason = JmsErrors.CONNECTION_LOST.equals(known.getErrorCode())
            ? BranchRefusedException.Reason.CONNECTION_LOST : BranchRefusedException.Reason.ROLLED_BACK;
        BranchRefusedException refusal = new BranchRefusedException(reason, "Branch " + branch + " can only be rolled back: "
            + known.getMessage());
        refusal.initCause(known);
        return refusal;
    }

    private JMSException refusal() {
        JMSException cause = started.handle((none, refused) -> Await.toJms(refused, "Starting branch " + branch)).join();
        JMSException refusal = new BranchRefusedException(BranchRefusedException.Reason.ROLLED_BACK, "Branch " + branch
            + " is rolled back, since it could not be started: " + cause.getMessage());
        refusal.initCause(cause);
        return refusal;
    }

    /** For a request that ends the branch as well, and begins it if that was not asked before. Without the lock. */
    BranchPort.Part forBroker() {
        boolean begins = beginWithEnd();
        return session.locked(() -> new BranchPort.Part(transactionId, sends.count(), session.redelivery().delayMs(),
            Settlements.of(unsettled, Outcome.ACCEPT), sends.rest(), begins));
    }

    /** Its end is to say that it can only be rolled back, whoever tells of it. */
    void endsAsFailed() {
        isFailed = true;
    }

    boolean hasEndedAsFailed() {
        return isFailed;
    }

    /** Tells the broker that it is done. Without the lock. */
    CompletableFuture<Void> startEnd() {
        start();
        return session.provider().branches().end(branch, forBroker(), isFailed);
    }

    /** Tells the broker that it is done, and can only be rolled back. Without the lock. */
    CompletableFuture<Void> startFailedEnd() {
        endsAsFailed();
        return startEnd();
    }

    /** Waits for {@link #startEnd}, and gives back what the branch has not taken. Without the lock. */
    void awaitEnd(CompletableFuture<Void> ended) throws JMSException {
        try {
            session.await(ended, "Ending branch " + branch);
        } catch (JMSException e) {
            onRefused(e);
            throw e;
        }
    }

    /**
     * Undoes it when the broker has never heard of it: what was received is still the session's and goes back as seen, what was to be sent has
     * not left. Can be asked again when it fails. Without the lock.
     */
    void drop(FailureCause cause) throws JMSException {
        List<Delivery> seen = session.locked(() -> unsettled.stream().filter(delivery -> !delivery.isStale()).toList());
        if (!seen.isEmpty()) {
            session.releases().release(seen, cause);
        }
        session.locked(() -> {
            unsettled = List.of();
            // Whoever waits for a message has no credit any more.
            session.signalChange();
            return null;
        });
    }

    /** Nobody hears of it here: the broker knows that the branch has failed, or does not know the branch any more. */
    void logUntold(JMSException cause) {
        LOG.log(System.Logger.Level.DEBUG, "Branch " + branch + " can only be rolled back", cause);
    }

    /** The broker says that the branch has not taken it, or is not there any more: what was received is still the session's. */
    void onRefused(JMSException cause) {
        JMSException missing = sends.failure();
        sends.distrust();
        if (missing != null && cause.getCause() == null) {
            cause.initCause(missing);
        }
        List<Delivery> given = session.locked(() -> {
            List<Delivery> all = unsettled.stream().filter(delivery -> !delivery.isStale()).toList();
            unsettled = List.of();
            return all;
        });
        if (given.isEmpty() || !session.connection().isAlive()) {
            return;
        }
        try {
            session.releases().release(given, FailureCause.of(cause.getMessage()));
        } catch (JMSException e) {
            // The broker takes them back when the session ends, at the latest.
            LOG.log(System.Logger.Level.DEBUG, "Messages that were received in a branch which failed could not be given back", e);
        }
    }
}
