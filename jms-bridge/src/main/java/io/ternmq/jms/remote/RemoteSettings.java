package io.ternmq.jms.remote;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the broker is found and how it is talked to.
 *
 * @param nameServers      unresolved addresses, tried in this order
 * @param connectTimeoutMs for each connection
 * @param requestTimeoutMs for each answer
 * @param leaseMs          wished for; how long the broker keeps this connection's deliveries without hearing from it
 * @param isNativeText     whether messages of native producers are read as TextMessage instead of BytesMessage
 */
public record RemoteSettings(List<InetSocketAddress> nameServers, long connectTimeoutMs, long requestTimeoutMs, long leaseMs,
        boolean isNativeText) {
    private static final int DEFAULT_PORT = 9876;

    public RemoteSettings {
        nameServers = List.copyOf(nameServers);
        if (nameServers.isEmpty()) {
            throw new IllegalArgumentException("no name server address (expected: host:port;host:port)");
        }
    }

    /**
     * Reads {@code host:port;host:port}; commas separate as well, the port may be missing, IPv6 addresses stand in brackets.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static List<InetSocketAddress> parseAddresses(String text) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String part : text.split("[;,]")) {
            if (!part.isBlank()) {
                addresses.add(parseAddress(part.trim()));
            }
        }
        return addresses;
    }

    static InetSocketAddress parseAddress(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']');
        String host = hasPort ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : DEFAULT_PORT;
            return InetSocketAddress.createUnresolved(host, port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("address '" + text + "' (expected: host:port)", e);
        }
    }
}
