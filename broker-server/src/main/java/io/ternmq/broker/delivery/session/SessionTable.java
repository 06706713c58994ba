package io.ternmq.broker.delivery.session;

import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.JmsCodes;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions by epoch, connection and client id. Engine thread. */
final class SessionTable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionTable.class);
    private static final long CHECK_INTERVAL_MS = 250;
    // Epochs of a later start are larger, as long as fewer than this many connections per ms come in.
    private static final int EPOCH_SHIFT = 16;

    private final long graceMs;
    private final Map<Long, JmsSession> byEpoch = new HashMap<>();
    private final Map<Connection, JmsSession> byConnection = new IdentityHashMap<>();
    private final Map<String, JmsSession> byClientId = new HashMap<>();
    // Connections whose session was taken up by another one, until they are closed.
    private final Set<Connection> superseded = Collections.newSetFromMap(new IdentityHashMap<>());
    private long lastEpoch;
    private long nextCheckMs = Long.MAX_VALUE;

    SessionTable(long graceMs) {
        this.graceMs = graceMs;
    }

    /** All of them; a copy. */
    List<JmsSession> all() {
        return List.copyOf(byEpoch.values());
    }

    JmsSession byEpoch(long epoch) {
        return byEpoch.get(epoch);
    }

    JmsSession byConnection(Connection connection) {
        return byConnection.get(connection);
    }

    /**
     * The session of this connection, now known to be alive.
     *
     * @throws RefusedException when it is not the one that the client means
     */
    JmsSession require(long nowMs, Connection connection, long epoch) {
        JmsSession session = byConnection.get(connection);
        if (session == null || session.epoch() != epoch) {
            throw new RefusedException(JmsCodes.LEASE_LOST, "session " + epoch + " has ended, or is not this connection's");
        }
        session.heard(nowMs);
        return session;
    }

    /** Whether this connection has had its session: what is still read from it means nothing any more. */
    boolean isStale(Connection connection) {
        return superseded.contains(connection) || !connection.isOpen();
    }

    /** The connection is closed. */
    void closed(Connection connection) {
        superseded.remove(connection);
    }

    /** The session that has the client id, or null; null for no client id. */
    JmsSession byClientId(String clientIdOrNull) {
        return clientIdOrNull == null ? null : byClientId.get(clientIdOrNull);
    }

    JmsSession begin(long nowMs, Connection connection, Connect connect, long leaseMs) {
        lastEpoch = Math.max(lastEpoch + 1, nowMs << EPOCH_SHIFT);
        JmsSession session = new JmsSession(lastEpoch, connect.connectionId(), connect.clientId(), leaseMs);
        session.heard(nowMs);
        byEpoch.put(session.epoch(), session);
        if (connect.clientId() != null) {
            byClientId.put(connect.clientId(), session);
        }
        move(session, connection);
        nextCheckMs = Math.min(nextCheckMs, nowMs + CHECK_INTERVAL_MS);
        return session;
    }

    /** Gives the session another connection, or none. One that it still had is closed. */
    void move(JmsSession session, Connection connectionOrNull) {
        Connection former = session.connection();
        if (former != null) {
            byConnection.remove(former);
        }
        if (former != null && connectionOrNull != null) {
            superseded.add(former);
            former.close("its session goes on over " + connectionOrNull);
        }
        session.connection(connectionOrNull);
        if (connectionOrNull != null) {
            byConnection.put(connectionOrNull, session);
        }
    }

    void remove(JmsSession session) {
        move(session, null);
        byEpoch.remove(session.epoch());
        byClientId.remove(session.clientId(), session);
    }

    /** When {@link #expired} is to be asked again. */
    long nextCheckMs() {
        return nextCheckMs;
    }

    /** The sessions whose time is over; they are still in the table. */
    List<JmsSession> expired(long nowMs) {
        if (nowMs < nextCheckMs) {
            return List.of();
        }
        nextCheckMs = byEpoch.isEmpty() ? Long.MAX_VALUE : nowMs + CHECK_INTERVAL_MS;
        List<JmsSession> expired = byEpoch.values().stream().filter(session -> session.deadlineMs(graceMs) <= nowMs).toList();
        expired.forEach(session -> LOG.warn("{} ends: nothing was heard of it in time; its messages are given back", session));
        return expired;
    }
}
