package io.ternmq.jms;

import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.session.TernAccess;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.BranchInfo;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;

/**
 * For administrators: the branches of distributed transactions that are prepared and wait for their transaction manager, and ending one
 * by hand when that will never come. Such a decision may contradict what other resources of the transaction did; the broker remembers it
 * and tells the transaction manager, until that forgets it.
 *
 * <p>The broker takes decisions from its own machine only, unless it is told otherwise ({@code allowAnonymousAdmin}). Any thread; lives
 * as long as its connection.
 */
public final class InDoubtBranches {
    private final ConnectionCore connection;

    private InDoubtBranches(ConnectionCore connection) {
        this.connection = connection;
    }

    /** @throws IllegalArgumentException when the connection is not one of {@link TernConnectionFactory} */
    public static InDoubtBranches of(Connection connection) {
        return new InDoubtBranches(TernAccess.coreOf(connection));
    }

    /**
     * A branch.
     *
     * @param id        to be given to {@link #commit} and {@link #rollback}: format id, global id and qualifier in hexadecimal
     * @param state     {@code PREPARED}; {@code HEURISTIC_COMMIT} or {@code HEURISTIC_ROLLBACK} when it was decided by hand
     * @param sinceMs   when it was prepared or decided, by the broker's clock
     * @param origin    client id or connection id of a session that worked in it; null once it is decided
     * @param sends     messages that wait for its commit
     * @param sendBytes bytes of these
     * @param acks      messages that it has consumed, which nobody else can have
     * @param groups    whose these are, as {@code group@topic}
     */
    public record Branch(String id, String state, long sinceMs, String origin, int sends, long sendBytes, int acks,
            List<String> groups) {
        public Branch {
            groups = List.copyOf(groups);
        }
    }

    /** All of them, of all connections to the broker. */
    public List<Branch> list() throws JMSException {
        List<Branch> all = new ArrayList<>();
        BranchId last = null;
        List<BranchInfo> page;
        do {
            BranchId after = last;
            page = connection.onBranches(port -> port.list(after), "Listing branches in doubt");
            for (BranchInfo info : page) {
                all.add(new Branch(info.branch(), info.state(), info.sinceMs(), info.origin(), info.sends(), info.sendBytes(),
                    info.acks(), info.groups()));
                last = BranchId.parse(info.branch());
            }
        } while (!page.isEmpty());
        return all;
    }

    /** Makes a prepared branch take effect. */
    public void commit(String id) throws JMSException {
        decide(id, true);
    }

    /** Undoes a prepared branch; the messages that it consumed are delivered again. */
    public void rollback(String id) throws JMSException {
        decide(id, false);
    }

    private void decide(String id, boolean commits) throws JMSException {
        BranchId branch;
        try {
            branch = BranchId.parse(id);
        } catch (BadBlockException e) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, e.getMessage(), e);
        }
        connection.onBranches(port -> port.decide(branch, commits), "Deciding about branch " + id);
    }
}
