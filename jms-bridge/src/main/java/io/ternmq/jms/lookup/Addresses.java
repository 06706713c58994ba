package io.ternmq.jms.lookup;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses of name servers and brokers as text. */
public final class Addresses {
    private static final int DEFAULT_PORT = 9876;
    /** Something in brackets, or what cannot be the scheme of a URI, or a part of an address. */
    private static final Pattern HOST = Pattern.compile("\\[[^\\s/\\[\\]]+]|[^\\s/\\[\\]]*[^\\s/\\[\\]:]");

    private Addresses() {
    }

    /**
     * Reads {@code host:port;host:port}; commas separate as well, the port may be missing, IPv6 addresses stand in brackets.
     *
     * @return unresolved addresses
     * @throws IllegalArgumentException for anything else
     */
    public static List<InetSocketAddress> parseAll(String text) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String part : text.split("[;,]")) {
            if (!part.isBlank()) {
                addresses.add(parse(part.trim()));
            }
        }
        return addresses;
    }

    /** Reads one, see {@link #parseAll}. */
    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']');
        String host = hasPort ? text.substring(0, colon) : text;
        try {
            int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : DEFAULT_PORT;
            if (port == 0 || !HOST.matcher(host).matches()) {
                throw new IllegalArgumentException(port == 0 ? "port 0" : "no name of a host");
            }
            return InetSocketAddress.createUnresolved(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("address '" + text + "' (expected: host:port)", e);
        }
    }

    /** Names are resolved at each connection: addresses change. May wait for the name service. */
    public static InetSocketAddress resolve(InetSocketAddress unresolved) throws IOException {
        InetSocketAddress resolved = new InetSocketAddress(unresolved.getHostString(), unresolved.getPort());
        if (resolved.isUnresolved()) {
            throw new IOException("unknown host " + unresolved.getHostString());
        }
        return resolved;
    }
}
