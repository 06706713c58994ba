package io.ternmq.broker.delivery.session;

import io.ternmq.wire.jms.xa.BranchId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A branch that is not prepared: its work and the sessions that did it. Engine thread.
 *
 * <pre>
 *   ACTIVE (sessions work in it) &lt;--start--&gt; IDLE (all have ended their parts) --prepare--&gt; the log
 * </pre>
 */
final class OpenBranch {

    private final BranchId id;
    private final OpenTransaction work = OpenTransaction.branch();
    private final String origin;
    private final long deadlineMs;
    /** By session: the transaction ids under which it works in the branch now; empty when it has ended its part. */
    private final Map<JmsSession, Set<Long>> sessions = new HashMap<>();
    private String failure;

    /** @param deadlineMs wall-clock time at which it is rolled back, {@link Long#MAX_VALUE} for none */
    OpenBranch(BranchId id, String origin, long deadlineMs) {
        this.id = id;
        this.origin = origin;
        this.deadlineMs = deadlineMs;
    }

    BranchId id() {
        return id;
    }

    OpenTransaction work() {
        return work;
    }

    /** Client id or connection id of the session that began it. */
    String origin() {
        return origin;
    }

    long deadlineMs() {
        return deadlineMs;
    }

    /** A session begins a part: what it does under the transaction id is the branch's. May be told twice. */
    void begin(JmsSession session, long transactionId) {
        sessions.computeIfAbsent(session, key -> new HashSet<>()).add(transactionId);
        session.transactions().put(transactionId, work);
    }

    /** Whether the session works in it under this transaction id. */
    boolean isActive(JmsSession session, long transactionId) {
        return sessions.getOrDefault(session, Set.of()).contains(transactionId);
    }

    /** The part is done. */
    void end(JmsSession session, long transactionId) {
        Set<Long> parts = sessions.get(session);
        if (parts != null && parts.remove(transactionId)) {
            session.transactions().remove(transactionId);
        }
    }

    /** Whether a session works in it now. */
    boolean isActive() {
        for (Set<Long> parts : sessions.values()) {
            if (!parts.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the session worked in it. */
    boolean hasMember(JmsSession session) {
        return sessions.containsKey(session);
    }

    /** Whether the session works in it now. */
    boolean isActive(JmsSession session) {
        return !sessions.getOrDefault(session, Set.of()).isEmpty();
    }

    /** Whether sessions other than this one have worked in it as well. */
    boolean hasOthers(JmsSession session) {
        return sessions.containsKey(session) && sessions.size() > 1;
    }

    /** The session, which has ended its part, goes away in good order. */
    void leave(JmsSession session) {
        sessions.remove(session);
    }

    /** It can only be rolled back. */
    void failed(String reason) {
        failure = failure == null ? reason : failure;
    }

    /** Why it can only be rolled back; null when it may be committed. */
    String failure() {
        return failure;
    }
}
