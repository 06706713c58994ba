package io.ternmq.broker.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Collections;

/** What this machine is called, and the address others reach it at. */
public final class HostNames {
    private HostNames() {
    }

    /** The host name, reduced to characters that are legal in a broker name; never blank. */
    static String localName() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // a machine whose own name is in no hosts file; RocketMQ falls back in the same way
            return "DEFAULT_BROKER";
        }
        String legal = name.replaceAll("[^a-zA-Z0-9_.-]", "_");
        return legal.isEmpty() || legal.length() > 120 ? "DEFAULT_BROKER" : legal;
    }

    /**
     * The address to tell others when a socket is bound to {@code bindAddress}: that one, or for "all" the first IPv4 of a
     * network.
     */
    public static String reachableAddress(InetAddress bindAddress) {
        if (!bindAddress.isAnyLocalAddress()) {
            return bindAddress.getHostAddress();
        }
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (!network.isUp() || network.isLoopback()) {
                    continue;
                }
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
                        return address.getHostAddress();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("network interfaces cannot be listed", e);
        }
        return InetAddress.getLoopbackAddress().getHostAddress();
    }
}
