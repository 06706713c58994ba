package io.ternmq.jms.core;

import io.ternmq.jms.core.BranchRefusedException.Reason;
import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.jms.destination.TernDestination;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

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
    private final Set<TernDestination> knownDestinations = ConcurrentHashMap.newKeySet();
    // Guarded by the session's lock.
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

    /** Another session is about to join the active branch: the broker has to know it by then. */
    public void onCompared() {
        BranchPart part = session.locked(() -> active);
        if (part != null && part.isRefused()) {
            LOG.log(System.Logger.Level.DEBUG, "Branch {0} could not be started: its end tells", part.branch());
        }
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
        cause = Causes.of(Causes.tellable(failure), listener);
    }

    /**
     * Begins work in a branch. What a listener of the session is just being given becomes part of it. The broker is told when it has to take
     * part in the work, or when another branch of the transaction begins, at the latest with what ends the branch, and its answer is not
     * waited for: whatever is done in the branch is refused when its start is, and what ends it tells. So a branch of an id that another
     * process has begun is known to be a mistake only then.
     *
     * @param timeoutMs 0 for none
     * @param joins     the branch was begun elsewhere
     */
    public void start(BranchId branch, long timeoutMs, boolean joins) throws JMSException {
        session.requireOpen();
        requireIdle();
        if (session.locked(() -> parts.containsKey(branch))) {
            throw new BranchRefusedException(Reason.WRONG_STATE, "The session works in branch " + branch + ", which is suspended");
        }
        cause = FailureCause.NONE;
        UntoldEnds.tell(storeId(), branch);
        boolean isKnown = joins || session.locked(() -> ended.containsKey(branch));
        BranchPart sibling = OpenParts.tell(storeId(), branch);
        if (sibling != null && sibling.branch().equals(branch)) {
            sibling.awaitStart();
            sibling = null;
            isKnown = true;
        }
        BranchPart part = isKnown ? tellStart(branch, timeoutMs, joins) : startLater(branch, timeoutMs, sibling);
        session.locked(() -> {
            ended.remove(branch);
            parts.put(branch, part);
            activate(part);
            return null;
        });
    }

    /** @param sibling the part of another branch of the transaction of which the broker has just been told; null for none */
    private BranchPart startLater(BranchId branch, long timeoutMs, BranchPart sibling) {
        BranchPart part = new BranchPart(session, branch, knownDestinations, sibling);
        part.startLater(() -> port().start(branch, part.transactionId(), timeoutMs, false), timeoutMs);
        OpenParts.add(storeId(), part);
        return part;
    }

    /** Nothing is done in it yet: when the session at the broker ends while it begins, it begins in the next one. */
    private BranchPart tellStart(BranchId branch, long timeoutMs, boolean joins) throws JMSException {
        try {
            return tellStartOnce(branch, timeoutMs, joins);
        } catch (TransactionRolledBackException e) {
            LOG.log(System.Logger.Level.DEBUG, "Branch " + branch + " begins in another session", e);
            return tellStartOnce(branch, timeoutMs, joins);
        }
    }

    private BranchPart tellStartOnce(BranchId branch, long timeoutMs, boolean joins) throws JMSException {
        BranchPart part = new BranchPart(session, branch, knownDestinations, null);
        session.await(port().start(branch, part.transactionId(), timeoutMs, joins), "Starting branch " + branch);
        return part;
    }

    private void requireIdle() throws JMSException {
        BranchPart present = session.locked(() -> active);
        if (present != null) {
            throw new BranchRefusedException(Reason.WRONG_STATE, "The session works in branch " + present.branch());
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
     * Ends the session's work in a branch, active or suspended. The broker is told together with what follows, or never, when that is a
     * rollback and it has not heard of the branch.
     *
     * @param isFailed it can only be rolled back
     * @throws BranchRefusedException when something that was done in it is known to have failed; it can only be rolled back then
     * @throws JMSException           when the broker could not be told that it has failed
     */
    public void end(BranchId branch, boolean isFailed) throws JMSException {
        BranchPart part = require(branch);
        OpenParts.remove(storeId(), part);
        session.locked(() -> {
            if (active == part) {
                active = null;
                part.unsettled(session.acks().takeUnsettled());
            }
            return keepEnded(parts.remove(branch));
        });
        JMSException failure = part.failure();
        if (isFailed) {
            part.endsAsFailed();
        }
        if ((!isFailed || part.isUntold()) && failure == null && session.connection().isAlive()) {
            UntoldEnds.add(storeId(), part);
            return;
        }
        if (part.isRefused()) {
            BranchRefusedException refusal = part.onlyRolledBack(part.failure());
            part.onRefused(refusal);
            throw refusal;
        }
        tellFailed(part, failure);
        if (failure != null) {
            throw part.onlyRolledBack(failure);
        }
    }

    /** What the broker knows better than this client goes before {@code known}, which may be null. */
    private void tellFailed(BranchPart part, JMSException known) throws JMSException {
        try {
            part.awaitEnd(part.startFailedEnd());
        } catch (JMSException e) {
            if (known == null || e instanceof BranchRefusedException) {
                throw e;
            }
            known.addSuppressed(e);
        }
    }

    private Void keepEnded(BranchPart part) {
        ended.put(part.branch(), part);
        if (ended.size() > MAX_ENDED) {
            ended.remove(ended.keySet().iterator().next());
        }
        return null;
    }

    private CompletableFuture<Void> settle(BranchPart part, List<Delivery> consumed) {
        return session.provider().settle(new SettleRequest(Settlements.of(consumed, Outcome.ACCEPT), part.transactionId(),
            session.redelivery().delayMs(), 0, FailureCause.NONE));
    }

    /** The session closes: what was done in branches stays done; they are ended by the transaction manager. */
    void flushAll() {
        List<BranchPart> open = session.locked(() -> List.copyOf(parts.values()));
        open.forEach(this::flush);
        UntoldEnds.tell(session);
    }

    /** Everything that was done is known at the broker afterwards, or the part has failed. */
    private void flush(BranchPart part) {
        OpenParts.remove(storeId(), part);
        part.start();
        List<Delivery> consumed = session.locked(() -> {
            if (active != part) {
                return List.<Delivery>of();
            }
            active = null;
            List<Delivery> taken = session.acks().takeUnsettled();
            part.settled(taken);
            return taken;
        });
        CompletableFuture<Void> settled = consumed.isEmpty() ? CompletableFuture.completedFuture(null) : settle(part, consumed);
        try {
            part.sends().awaitAll(part.transactionId());
        } catch (JMSException e) {
            fail(part, e);
        }
        try {
            session.await(settled, "Acknowledging in a branch");
        } catch (JMSException e) {
            fail(part, e);
            giveBack(consumed, e);
        }
    }

    private void fail(BranchPart part, JMSException cause) {
        session.locked(() -> {
            part.failed(cause);
            return null;
        });
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
            part.sends().send(message, part.transactionId());
        } catch (TransactionRolledBackException e) {
            // For the end to tell.
            fail(part, e);
        }
    }

    CompletableFuture<Void> startAsync(OutboundMessage message) {
        BranchPart part = session.locked(() -> active);
        return part.sends().startAsync(message, part.transactionId());
    }

    /**
     * With the session's lock held: the session at the broker has ended, and its branches, unless they are prepared, with it.
     *
     * @param hadMessages whether the application has messages of it, which are part of the active branch
     */
    void onRenewed(boolean hadMessages) {
        for (BranchPart part : parts.values()) {
            if (part == active && hadMessages || !part.beginAnew()) {
                part.failed(new BranchRefusedException(Reason.CONNECTION_LOST, "Branch " + part.branch()
                    + " was rolled back, since the connection was broken for so long that the broker has ended its session"));
            }
        }
    }

    /** Makes a branch durable; true when there was nothing in it. */
    public boolean prepare(BranchId branch) throws JMSException {
        return endAnd(branch, part -> port().prepare(branch, part), "Preparing branch " + branch);
    }

    /** Makes a branch take effect. */
    public void commit(BranchId branch, boolean isOnePhase) throws JMSException {
        boolean isComplete;
        if (isOnePhase) {
            isComplete = endAnd(branch, part -> port().commit(branch, true, part), "Committing branch " + branch);
        } else {
            UntoldEnds.tell(storeId(), branch);
            isComplete = session.connection().await(port().commit(branch, false, null), "Committing branch " + branch);
        }
        if (!isComplete) {
            session.connection().awaitMessages(() -> port().commit(branch, isOnePhase, null), "Committing branch " + branch);
        }
        forgetEnded(branch);
    }

    /** Somebody works in the branch whose end is asked for: the broker has to know, to refuse that. */
    private void tellStart(BranchId branch) {
        BranchPart working = OpenParts.tell(storeId(), branch);
        if (working != null) {
            working.awaitStart();
        }
    }

    private BranchPart forgetEnded(BranchId branch) {
        return session.locked(() -> ended.remove(branch));
    }

    /** A part whose end the broker was not told of yet; null for none. It is told here of one that has failed, to say so itself. */
    private BranchPart takeEnded(BranchId branch) {
        BranchPart part = UntoldEnds.takeLast(storeId(), branch, session.connection());
        if (part != null && part.hasEndedAsFailed()) {
            awaitEnd(part, part.startEnd());
            return null;
        }
        return part;
    }

    /** Asks together with the end of a part that the broker was not told of yet. */
    private <T> T endAnd(BranchId branch, Function<BranchPort.Part, CompletableFuture<T>> request, String what) throws JMSException {
        BranchPart part = takeEnded(branch);
        if (part == null) {
            tellStart(branch);
        } else {
            part.awaitSibling();
        }
        if (part != null && part.isOverdue()) {
            BranchRefusedException refusal = new BranchRefusedException(Reason.TIMED_OUT, "Branch " + branch
                + " is rolled back: its time was over");
            part.onRefused(refusal);
            throw refusal;
        }
        try {
            return session.connection().await(request.apply(part == null ? null : part.forBroker()), what);
        } catch (JMSException e) {
            if (part != null && JmsErrors.isUndone(e)) {
                // Not done: whatever the transaction manager asks next ends the part as well.
                UntoldEnds.add(storeId(), part);
            } else if (part != null && e instanceof BranchRefusedException) {
                part.onRefused(e);
            }
            throw e;
        }
    }

    /** Undoes a branch, and gives what the session has buffered back as well, so that the broker delivers all of it in order. */
    public void rollback(BranchId branch) throws JMSException {
        BranchPart untold = UntoldEnds.takeLast(storeId(), branch, session.connection());
        BranchPart own = forgetEnded(branch);
        if (own != null && own == untold && canDrop(own)) {
            drop(own);
            return;
        }
        if (own != null && own.isRefused()) {
            // There is no such branch, or it is somebody else's.
            own.onRefused(new BranchRefusedException(Reason.ROLLED_BACK, "Branch " + branch + " could not be started"));
            return;
        }
        CompletableFuture<Void> told = untold == null ? null : untold.startFailedEnd();
        try {
            session.connection().await(port().rollback(branch, cause), "Rolling branch " + branch + " back");
        } finally {
            if (untold != null) {
                awaitEnd(untold, told);
            }
        }
        if (session.locked(() -> active == null && !session.isClosing())) {
            emptyBuffers(own == null ? List.of() : own.consumed());
        }
    }

    /** Whether nobody but this session knows of its branch, and the session has begun nothing else. */
    private boolean canDrop(BranchPart part) {
        return part.isUntold() && session.connection().isAlive() && session.locked(() -> active == null && !session.isClosing());
    }

    private void drop(BranchPart part) throws JMSException {
        try {
            part.drop(cause);
        } catch (JMSException e) {
            // The transaction manager asks again.
            UntoldEnds.add(storeId(), part);
            session.locked(() -> keepEnded(part));
            throw e;
        }
    }

    private static void awaitEnd(BranchPart part, CompletableFuture<Void> ended) {
        try {
            part.awaitEnd(ended);
        } catch (JMSException e) {
            part.logUntold(e);
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
