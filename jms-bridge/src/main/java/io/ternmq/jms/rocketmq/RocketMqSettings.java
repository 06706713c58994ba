package io.ternmq.jms.rocketmq;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where the cluster is found and how it is talked to.
 *
 * @param nameServers      unresolved addresses, tried in this order
 * @param connectTimeoutMs for each connection
 * @param requestTimeoutMs for each answer
 * @param leaseMs          how long a popped message stays invisible when nobody says so again, at least {@value #MIN_LEASE_MS}
 * @param isNativeText     whether messages of native producers are read as TextMessage instead of BytesMessage
 * @param profile          what to do where the cluster lacks something
 * @param user             access key that requests are signed with; null for none
 * @param password         secret key; null without user
 */
public record RocketMqSettings(List<InetSocketAddress> nameServers, long connectTimeoutMs, long requestTimeoutMs, long leaseMs,
        boolean isNativeText, Profile profile, String user, String password) {
    /** Brokers look at what has become visible again about once a second: less makes repeats. */
    public static final long MIN_LEASE_MS = 3_000;

    public RocketMqSettings {
        nameServers = List.copyOf(nameServers);
        requireNonNull(profile, "profile");
        if (user != null) {
            requireNonNull(password, "password");
        }
        if (nameServers.isEmpty()) {
            throw new IllegalArgumentException("no name server address (expected: host:port;host:port)");
        }
        if (leaseMs < MIN_LEASE_MS) {
            throw new IllegalArgumentException("leaseMs: " + leaseMs + " (expected: >= " + MIN_LEASE_MS + ")");
        }
    }

    @Override
    public String toString() {
        return "RocketMqSettings[" + nameServers + ", " + profile + ", user " + user + "]";
    }
}
