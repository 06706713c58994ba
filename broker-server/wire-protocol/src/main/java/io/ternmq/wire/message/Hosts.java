package io.ternmq.wire.message;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Host fields of a stored message: IPv4 or IPv6 address and port, 8 or 20 bytes (PROTOCOL §4). */
public final class Hosts {
    private Hosts() {
    }

    /**
     * The bytes of a host field.
     *
     * @throws IllegalArgumentException when the address is unresolved
     */
    public static byte[] encode(InetSocketAddress host) {
        if (host.isUnresolved()) {
            throw new IllegalArgumentException("host " + host + " is not resolved");
        }
        byte[] address = host.getAddress().getAddress();
        return ByteBuffer.allocate(address.length + 4).put(address).putInt(host.getPort()).array();
    }

    public static boolean isV6(byte[] encoded) {
        return encoded.length == MessageLayout.HOST_V6_LENGTH;
    }
}
