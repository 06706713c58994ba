package io.ternmq.broker.membership;

import io.ternmq.wire.connection.Connection;

/**
 * One client in one group: a connection that sends heartbeats for it. All but the time of the last heartbeat is fixed.
 */
public final class Member {
    private final String clientId;
    private final Connection connection;
    private final int language;
    private final int version;
    private volatile long lastSeenMs;

    Member(String clientId, Connection connection, int language, int version, long nowMs) {
        this.clientId = clientId;
        this.connection = connection;
        this.language = language;
        this.version = version;
        this.lastSeenMs = nowMs;
    }

    public String clientId() {
        return clientId;
    }

    public Connection connection() {
        return connection;
    }

    /** The client's language, as in frames. */
    public int language() {
        return language;
    }

    /** The client's protocol version, as in frames. */
    public int version() {
        return version;
    }

    /** When its last heartbeat came, ms. */
    public long lastSeenMs() {
        return lastSeenMs;
    }

    void seen(long nowMs) {
        lastSeenMs = nowMs;
    }
}
