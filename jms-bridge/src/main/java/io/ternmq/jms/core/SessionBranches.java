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

    private final SessionCore session;
    // Guarded by the session's lock, as are the parts' states.
    private final Map<BranchId, Part> parts = new HashMap<>();
    private Part active;

    /** What the session does in one branch. */
    private static final class Part {
        private final BranchId branch;
        private final long transactionId;
        private final SendPipeline sends;
        private JMSException failure;

        Part(BranchId branch, long transactionId, SendPipeline sends) {
            this.branch = branch;
            this.transactionId = transactionId;
            this.sends = sends;
        }
    }

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
     * Begins work in a branch. A message that a listener of the session is just being given becomes part of it.
     *
     * @param timeoutMs 0 for none
     * @param joins     the branch was begun elsewhere
     */
    public void start(BranchId branch, long timeoutMs, boolean joins) throws JMSException {
        session.requireOpen();
        Part part = new Part(branch, session.connection().nextTransactionId(), new SendPipeline(session));
        requireIdle();
        if (session.locked(() -> parts.containsKey(branch))) {
            throw new BranchRefusedException(Reason.WRONG_STATE, "The session works in branch " + branch + ", which is suspended");
        }
        session.await(port().start(branch, part.transactionId, timeoutMs, joins), "Starting branch " + branch);
        session.locked(() -> {
            parts.put(branch, part);
            activate(part);
            return null;
        });
    }

    private void requireIdle() throws JMSException {
        Part present = session.locked(() -> active);
        if (present != null) {
            throw new BranchRefusedException(Reason.WRONG_STATE, "The session works in branch " + present.branch);
        }
    }

    private void activate(Part part) {
        active = part;
        session.acks().claimCurrent();
    }

    /** Goes on with a suspended branch. */
    public void resume(BranchId branch) throws JMSException {
        session.requireOpen();
        requireIdle();
        Part part = require(branch);
        session.locked(() -> {
            activate(part);
            return null;
        });
    }

    private Part require(BranchId branch) throws JMSException {
        Part part = session.locked(() -> parts.get(branch));
        if (part == null) {
            throw new BranchRefusedException(Reason.UNKNOWN, "The session does not work in branch " + branch);
        }
        return part;
    }

    /** Leaves the active branch, to go on with it later. */
    public void suspend(BranchId branch) throws JMSException {
        Part part = require(branch);
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
        Part part = require(branch);
        flush(part);
        session.locked(() -> parts.remove(branch));
        JMSException failure = part.failure;
        CompletableFuture<Void> ended = port().end(branch, part.transactionId, isFailed || failure != null);
        try {
            session.connection().await(ended, "Ending branch " + branch);
        } catch (JMSException e) {
            failure = failure == null || e instanceof BranchRefusedException ? e : failure;
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The session closes: what was done in branches stays done; they are ended by the transaction manager. */
    void flushAll() {
        List<Part> open = session.locked(() -> List.copyOf(parts.values()));
        open.forEach(this::flush);
    }

    /** Everything that was done is known at the broker afterwards, or the part has failed. */
    private void flush(Part part) {
        List<Delivery> consumed = session.locked(() -> {
            if (active != part) {
                return List.<Delivery>of();
            }
            active = null;
            return session.acks().takeUnsettled();
        });
        List<JMSException> failures = new ArrayList<>();
        CompletableFuture<Void> settled = consumed.isEmpty() ? CompletableFuture.completedFuture(null)
            : session.provider().settle(new SettleRequest(Settlements.of(consumed, Outcome.ACCEPT), part.transactionId,
                session.redelivery().delayMs(), 0, FailureCause.NONE));
        try {
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
        Part part = session.locked(() -> active);
        try {
            part.sends.send(message, part.transactionId);
        } catch (TransactionRolledBackException e) {
            // For the end to tell.
            part.failure = e;
        }
    }

    CompletableFuture<Void> startAsync(OutboundMessage message) {
        Part part = session.locked(() -> active);
        return part.sends.startAsync(message, part.transactionId);
    }

    /** With the session's lock held: the session at the broker has ended, and its branches, unless they are prepared, with it. */
    void onRenewed() {
        parts.values().forEach(part -> part.failure = new BranchRefusedException(Reason.CONNECTION_LOST, "Branch " + part.branch
            + " was rolled back, since the connection was broken for so long that the broker has ended its session"));
    }

    /** Makes a branch durable; true when there was nothing in it. */
    public boolean prepare(BranchId branch) throws JMSException {
        return session.connection().await(port().prepare(branch), "Preparing branch " + branch);
    }

    /** Makes a branch take effect. */
    public void commit(BranchId branch, boolean isOnePhase) throws JMSException {
        session.connection().await(port().commit(branch, isOnePhase), "Committing branch " + branch);
    }

    /** Undoes a branch, and gives what the session has buffered back as well, so that the broker delivers all of it in order. */
    public void rollback(BranchId branch) throws JMSException {
        session.connection().await(port().rollback(branch), "Rolling branch " + branch + " back");
        if (session.locked(() -> active == null && !session.isClosing())) {
            emptyBuffers();
        }
    }

    private void emptyBuffers() {
        try {
            session.releases().release(List.of(), null);
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
