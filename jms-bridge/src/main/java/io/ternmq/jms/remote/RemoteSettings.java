package io.ternmq.jms.remote;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where the broker is found and how it is talked to.
 *
 * @param nameServers      unresolved addresses, tried in this order
 * @param connectTimeoutMs for each connection
 * @param requestTimeoutMs for each answer
 * @param leaseMs          wished for; how long the broker keeps this connection's deliveries without hearing from it
 * @param isNativeText     whether messages of native producers are read as TextMessage instead of BytesMessage
 * @param reconnect        what is done when the connection breaks
 * @param credentials      who signs on; null for nobody
 * @param flow             what happens when messages cannot be sent at once
 */
public record RemoteSettings(List<InetSocketAddress> nameServers, long connectTimeoutMs, long requestTimeoutMs, long leaseMs,
        boolean isNativeText, ReconnectSettings reconnect, Credentials credentials, SendFlow flow) {
    public RemoteSettings {
        nameServers = List.copyOf(nameServers);
        requireNonNull(reconnect, "reconnect");
        requireNonNull(flow, "flow");
        if (nameServers.isEmpty()) {
            throw new IllegalArgumentException("no name server address (expected: host:port;host:port)");
        }
    }
}
