package io.ternmq.broker.delivery.session;

import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.jms.JmsCodes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A JMS connection as the broker sees it. Engine thread.
 *
 * <pre>
 *   LIVE --connection breaks--> BROKEN --taken up again--> LIVE
 *    | DISCONNECT, lease and        | grace time over,
 *    | grace time over              | its client id taken
 *    +------------> ENDED <---------+
 * </pre>
 */
final class JmsSession {

    // More than a client has under way at a time: each of its JMS sessions has one transaction, and sends of the one before.
    private static final int MAX_ENDED = 1_000;
    private static final int MAX_SETTLED = 1_000;

    private final long epoch;
    private final String connectionId;
    private final String clientId;
    private final long leaseMs;
    private final Map<Long, SessionConsumer> consumers = new HashMap<>();
    private final Map<Long, OpenTransaction> transactions = new HashMap<>();
    private final Set<Long> complete = new LinkedHashSet<>();
    private final Set<Long> rolledBack = new LinkedHashSet<>();
    private final Set<Long> settled = new LinkedHashSet<>();
    private Connection connection;
    private long heardMs;

    JmsSession(long epoch, String connectionId, String clientId, long leaseMs) {
        this.epoch = epoch;
        this.connectionId = connectionId;
        this.clientId = clientId;
        this.leaseMs = leaseMs;
    }

    long epoch() {
        return epoch;
    }

    String connectionId() {
        return connectionId;
    }

    /** JMS client id, nullable. */
    String clientId() {
        return clientId;
    }

    /** What noLocal compares: the client id, else the connection id. */
    String origin() {
        return clientId != null ? clientId : connectionId;
    }

    long leaseMs() {
        return leaseMs;
    }

    /** Null while it is broken. */
    Connection connection() {
        return connection;
    }

    void connection(Connection newConnection) {
        connection = newConnection;
    }

    void heard(long nowMs) {
        heardMs = nowMs;
    }

    /** When it ends unless something is heard of it. */
    long deadlineMs(long graceMs) {
        return heardMs + graceMs + (connection == null ? 0 : leaseMs);
    }

    Map<Long, SessionConsumer> consumers() {
        return consumers;
    }

    /** @throws RefusedException when it is not known (any more) */
    SessionConsumer requireConsumer(long consumerId) {
        SessionConsumer consumer = consumers.get(consumerId);
        if (consumer == null) {
            throw new RefusedException(JmsCodes.LEASE_LOST, "consumer " + consumerId + " holds nothing in this session");
        }
        return consumer;
    }

    /** Takes a detached consumer out of which everything is settled. Its id is remembered for requests that are repeated. */
    void drop(SessionConsumer consumer) {
        consumers.remove(consumer.consumerId());
        addNewest(settled, consumer.consumerId(), MAX_SETTLED);
    }

    /** Whether this consumer was detached and has settled everything; known of the newest ones. */
    boolean isSettled(long consumerId) {
        return settled.contains(consumerId);
    }

    Map<Long, OpenTransaction> transactions() {
        return transactions;
    }

    /**
     * Remembers that a transaction has committed, or a part of a branch has ended, with all that belongs to it: what still comes of it
     * is repeated. The newest are enough, as for rollbacks.
     */
    void noteComplete(long transactionId) {
        addNewest(complete, transactionId, MAX_ENDED);
    }

    boolean isComplete(long transactionId) {
        return complete.contains(transactionId);
    }

    /** Remembers that a transaction will never commit; the newest are enough, a client asks soon or never. */
    void noteRollback(long transactionId) {
        addNewest(rolledBack, transactionId, MAX_ENDED);
    }

    private static void addNewest(Set<Long> ids, long id, int maxCount) {
        ids.remove(id);
        ids.add(id);
        if (ids.size() > maxCount) {
            ids.remove(ids.iterator().next());
        }
    }

    boolean isRolledBack(long transactionId) {
        return rolledBack.contains(transactionId);
    }

    @Override
    public String toString() {
        return "JMS session " + epoch + " (client id " + clientId + ", connection " + connection + ")";
    }
}
