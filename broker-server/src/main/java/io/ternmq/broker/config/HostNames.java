package io.ternmq.broker.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this machine is called, and the address others reach it at. */
public final class HostNames {
    private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);

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
     * The address to tell others when a socket is bound to {@code bindAddress}: that one, if it is one. Else the one that this machine has
     * towards the first name server on another machine, else the first IPv4 address of a network.
     *
     * @param nameServers {@code host:port}
     */
    public static String reachableAddress(InetAddress bindAddress, List<String> nameServers) {
        if (!bindAddress.isAnyLocalAddress()) {
            return bindAddress.getHostAddress();
        }
        for (String nameServer : nameServers) {
            InetAddress local = addressTowards(nameServer);
            if (local != null && !local.isLoopbackAddress() && !local.isAnyLocalAddress()) {
                return local.getHostAddress();
            }
        }
        return firstNetworkAddress();
    }

    /** The address that a packet to a host would come from, or null when there is no way to it. Sends nothing. */
    private static InetAddress addressTowards(String nameServer) {
        int colon = nameServer.lastIndexOf(':');
        InetSocketAddress target =
            new InetSocketAddress(nameServer.substring(0, colon), Integer.parseInt(nameServer.substring(colon + 1)));
        if (target.isUnresolved()) {
            return null;
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(target);
            return socket.getLocalAddress();
        } catch (SocketException | UncheckedIOException e) {
            LOG.info("no way to name server {} yet: {}", nameServer, e.getMessage());
            return null;
        }
    }

    private static String firstNetworkAddress() {
        try {
            List<NetworkInterface> networks = Collections.list(NetworkInterface.getNetworkInterfaces());
            networks.sort(Comparator.comparingInt(NetworkInterface::getIndex));
            for (NetworkInterface network : networks) {
                if (!network.isUp() || network.isLoopback() || isBridge(network.getName())) {
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

    /** Bridges lead to containers of this machine, and nobody else reaches their addresses. */
    private static boolean isBridge(String name) {
        return Files.isDirectory(Path.of("/sys/class/net", name, "bridge")) || name.startsWith("docker") || name.startsWith("veth");
    }
}
