package io.ternmq.jms.core;

import io.ternmq.jms.core.BranchRefusedException.Reason;
import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.xa.BranchId;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The branches of distributed transactions in which a session works: one at a time, others may be suspended. What ends a branch needs no
 * session, so it goes on working when the session is closed, as long as the connection is there. Any thread, one call at a time.
 *
 * <pre>
 *          start, join            end
 *   (none) -----------> ACTIVE ----------> (none)
 *                       |    ^               ^
 *               suspend v    | resume        |
 *                      SUSPENDED ------------+ end
 * </pre>
 */
public final class SessionBranches {
    private static final System.Logger LOG = System.getLogger(SessionBranches.class.getName());
    private static final int MAX_ENDED = 256;

    private final SessionCore session;
    // Guarded by the session's lock, as are the parts' states.
    private final Map<BranchId, BranchPart> parts = new HashMap<>();
    // Parts that are done, of branches that this session's resource has not ended yet; the newest.
    private final Map<BranchId, BranchPart> ended = new LinkedHashMap<>();
    private BranchPart active;
    private volatile FailureCause cause = FailureCause.NONE;

    SessionBranches(SessionCore session) {
        this.session = session;
    }

    private BranchPort port() {
        return session.provider().branches();
    }

    /** Names the broker's store: branches of connections to the same one may be joined. */
    public String storeId() {
        return port().storeId();
    }

    /** With the session's lock held: whether what is done now belongs to a branch. */
    boolean isActive() {
        return active != null;
    }

    /**
     * Says why the branch will be rolled back in which the session has worked last: it stays with the messages that are given back.
     * Forgotten when a branch begins.
     */
    public void explain(Throwable failure, String listener) {
        cause = Causes.of(failure, listener);
    }

    /**
     * Begins work in a branch. What a listener of the session is just being given becomes part of it; then the broker's answer is not
     * waited for, since nothing is left to do before the end but that, and the end tells.
     *
     * @param timeoutMs 0 for none
     * @param joins     the branch was begun elsewhere
     */
    public void start(BranchId branch, long timeoutMs, boolean joins) throws JMSException {
        session.requireOpen();
        BranchPart part = new BranchPart(branch, session.connection().nextTransactionId(), new SendPipeline(session));
        requireIdle();
        if (session.locked(() -> parts.containsKey(branch))) {
            throw new BranchRefusedException(Reason.WRONG_STATE, "The session works in branch " + branch + ", which is suspended");
        }
        cause = FailureCause.NONE;
        CompletableFuture<Void> started = port().start(branch, part.transactionId, timeoutMs, joins);
        if (!joins && session.locked(session.acks()::hasCurrent)) {
            part.asked(started);
        } else {
            session.await(started, "Starting branch " + branch);
        }
        session.locked(() -> {
            ended.remove(branch);
            parts.put(branch, part);
            activate(part);
            return null;
        });
    }

    private void requireIdle() throws JMSException {
        BranchPart present = session.locked(() -> active);
        if (present != null) {
            throw new BranchRefusedException(Reason.WRONG_STATE, "The session works in branch " + present.branch);
        }
    }

    private void activate(BranchPart part) {
        active = part;
        session.acks().claimCurrent();
    }

    /** Goes on with a suspended branch. */
    public void resume(BranchId branch) throws JMSException {
        session.requireOpen();
        requireIdle();
        BranchPart part = require(branch);
        session.locked(() -> {
            activate(part);
            return null;
        });
    }

    private BranchPart require(BranchId branch) throws JMSException {
        BranchPart part = session.locked(() -> parts.get(branch));
        if (part == null) {
            throw new BranchRefusedException(Reason.UNKNOWN, "The session does not work in branch " + branch);
        }
        return part;
    }

    /** Leaves the active branch, to go on with it later. */
    public void suspend(BranchId branch) throws JMSException {
        BranchPart part = require(branch);
        if (session.locked(() -> active != part)) {
            throw new BranchRefusedException(Reason.WRONG_STATE, "Branch " + branch + " is suspended already");
        }
        flush(part);
    }

    /**
     * Ends the session's work in a branch, active or suspended.
     *
     * @param isFailed it can only be rolled back
     * @throws JMSException when something that was done in it has failed; it can only be rolled back then
     */
    public void end(BranchId branch, boolean isFailed) throws JMSException {
        BranchPart part = require(branch);
        if (!isFailed && session.locked(() -> active == part && part.isPlain())) {
            endSoon(part);
            return;
        }
        flush(part);
        session.locked(() -> keepEnded(parts.remove(branch)));
        JMSException failure = part.failure;
        CompletableFuture<Void> told = port().end(branch, part.transactionId, isFailed || failure != null);
        try {
            session.connection().await(told, "Ending branch " + branch);
        } catch (JMSException e) {
            failure = failure == null || e instanceof BranchRefusedException ? e : failure;
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Asks for all at once. Whatever is refused makes the broker refuse to prepare or commit the branch, which is asked behind it. */
    private void endSoon(BranchPart part) {
        List<Delivery> consumed = session.locked(() -> {
            active = null;
            keepEnded(parts.remove(part.branch));
            return session.acks().takeUnsettled();
        });
        part.consumed.addAll(consumed);
        if (!consumed.isEmpty()) {
            part.asked(settle(part, consumed));
        }
        part.asked(port().end(part.branch, part.transactionId, false));
    }

    private Void keepEnded(BranchPart part) {
        ended.put(part.branch, part);
        if (ended.size() > MAX_ENDED) {
            ended.remove(ended.keySet().iterator().next());
        }
        return null;
    }

    private CompletableFuture<Void> settle(BranchPart part, List<Delivery> consumed) {
        return session.provider().settle(new SettleRequest(Settlements.of(consumed, Outcome.ACCEPT), part.transactionId,
            session.redelivery().delayMs(), 0, FailureCause.NONE));
    }

    /** The session closes: what was done in branches stays done; they are ended by the transaction manager. */
    void flushAll() {
        List<BranchPart> open = session.locked(() -> List.copyOf(parts.values()));
        open.forEach(this::flush);
    }

    /** Everything that was done is known at the broker afterwards, or the part has failed. */
    private void flush(BranchPart part) {
        List<Delivery> consumed = session.locked(() -> {
            if (active != part) {
                return List.<Delivery>of();
            }
            active = null;
            return session.acks().takeUnsettled();
        });
        part.consumed.addAll(consumed);
        List<JMSException> failures = new ArrayList<>();
        CompletableFuture<Void> settled = consumed.isEmpty() ? CompletableFuture.completedFuture(null) : settle(part, consumed);
        try {
            session.await(part.answers(), "Starting branch " + part.branch);
            part.sends.awaitAll();
        } catch (JMSException e) {
            failures.add(e);
        }
        try {
            session.await(settled, "Acknowledging in a branch");
        } catch (JMSException e) {
            failures.add(e);
            giveBack(consumed, e);
        }
        if (part.failure == null && !failures.isEmpty()) {
            part.failure = failures.get(0);
        }
    }

    /** The branch has not taken them, so they are still the session's. */
    private void giveBack(List<Delivery> consumed, JMSException cause) {
        try {
            session.releases().release(consumed, FailureCause.of(cause.getMessage()));
        } catch (JMSException e) {
            // The broker takes them back when the session ends, at the latest.
            cause.addSuppressed(e);
        }
    }

    /** Sends in the active branch, see {@link SendPipeline}. */
    void send(OutboundMessage message) throws JMSException {
        BranchPart part = session.locked(() -> active);
        try {
            part.sends.send(message, part.transactionId);
        } catch (TransactionRolledBackException e) {
            // For the end to tell.
            part.failure = e;
        }
    }

    CompletableFuture<Void> startAsync(OutboundMessage message) {
        BranchPart part = session.locked(() -> active);
        return part.sends.startAsync(message, part.transactionId);
    }

    /** With the session's lock held: the session at the broker has ended, and its branches, unless they are prepared, with it. */
    void onRenewed() {
        parts.values().forEach(part -> part.failure = new BranchRefusedException(Reason.CONNECTION_LOST, "Branch " + part.branch
            + " was rolled back, since the connection was broken for so long that the broker has ended its session"));
    }

    /** Makes a branch durable; true when there was nothing in it. */
    public boolean prepare(BranchId branch) throws JMSException {
        CompletableFuture<Boolean> prepared = port().prepare(branch);
        requireEnded(session.locked(() -> ended.get(branch)));
        return session.connection().await(prepared, "Preparing branch " + branch);
    }

    /** Makes a branch take effect. */
    public void commit(BranchId branch, boolean isOnePhase) throws JMSException {
        CompletableFuture<Void> committed = port().commit(branch, isOnePhase);
        requireEnded(session.locked(() -> ended.remove(branch)));
        session.connection().await(committed, "Committing branch " + branch);
    }

    /** Looks at the answers that {@link #endSoon} has not waited for. One that got lost with the connection says nothing. */
    private void requireEnded(BranchPart part) throws JMSException {
        if (part == null || part.answers().isDone() && !part.answers().isCompletedExceptionally()) {
            return;
        }
        try {
            session.connection().await(part.answers(), "Ending branch " + part.branch);
        } catch (JMSException e) {
            if (isRefused(e)) {
                undo(part, e);
                throw new BranchRefusedException(Reason.ROLLED_BACK, "Branch " + part.branch + " is rolled back: " + e.getMessage());
            }
        }
    }

    private static boolean isRefused(JMSException answer) {
        return JmsErrors.isRefusal(answer) || JmsErrors.isLeaseLost(answer) || answer instanceof BranchRefusedException
            || answer instanceof TransactionRolledBackException;
    }

    /** The broker has refused something that the branch is made of: nothing of it takes effect, and its messages come again. */
    private void undo(BranchPart part, JMSException cause) {
        CompletableFuture<Void> undone = port().rollback(part.branch, FailureCause.of(cause.getMessage()));
        // Where the branch has not even begun, what was acknowledged is held by a transaction of this number alone.
        CompletableFuture<Void> dropped = session.provider().rollback(part.transactionId);
        for (CompletableFuture<Void> answer : List.of(undone, dropped)) {
            try {
                session.connection().await(answer, "Rolling branch " + part.branch + " back");
            } catch (JMSException e) {
                // Most likely there is nothing any more that could be rolled back.
                LOG.log(System.Logger.Level.DEBUG, "After a refusal", e);
            }
        }
        giveBack(part.consumed, cause);
    }

    /** Undoes a branch, and gives what the session has buffered back as well, so that the broker delivers all of it in order. */
    public void rollback(BranchId branch) throws JMSException {
        BranchPart part = session.locked(() -> ended.remove(branch));
        session.connection().await(port().rollback(branch, cause), "Rolling branch " + branch + " back");
        try {
            requireEnded(part);
        } catch (BranchRefusedException e) {
            LOG.log(System.Logger.Level.DEBUG, "Rolled back as it should be", e);
        }
        if (session.locked(() -> active == null && !session.isClosing())) {
            emptyBuffers(part == null ? List.of() : part.consumed);
        }
    }

    private void emptyBuffers(List<Delivery> undone) {
        try {
            session.releases().releaseBehind(undone);
        } catch (JMSException e) {
            // The branch is undone all the same; what is in the buffers is still the session's.
            LOG.log(System.Logger.Level.DEBUG, "Messages that were not seen could not be given back after a rollback", e);
        }
        session.locked(() -> {
            // Whoever waits for a message has no credit any more.
            session.signalChange();
            return null;
        });
    }

    /** Drops what an administrator decided. */
    public void forget(BranchId branch) throws JMSException {
        session.connection().await(port().forget(branch), "Forgetting branch " + branch);
    }

    /** All branches that wait for their transaction manager, of all connections. */
    public List<BranchId> recover() throws JMSException {
        List<BranchId> all = new ArrayList<>();
        List<BranchId> page = session.connection().await(port().recover(null), "Asking for branches in doubt");
        while (!page.isEmpty()) {
            all.addAll(page);
            page = session.connection().await(port().recover(page.get(page.size() - 1)), "Asking for branches in doubt");
        }
        return all;
    }
}
