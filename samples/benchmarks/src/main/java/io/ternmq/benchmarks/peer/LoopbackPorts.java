package io.ternmq.benchmarks.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports that nobody listens on. Another process may still take one before it is used; then the start fails loudly. */
final class LoopbackPorts {

    private static final int ATTEMPTS = 100;

    private LoopbackPorts() {
    }

    static int free() {
        try (ServerSocket socket = listen(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free loopback port", e);
        }
    }

    /** A port p such that p - 2 and p + 1 are free as well: RocketMQ's broker takes three. */
    static int freeForBroker() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = free();
            if (isFree(port - 2) && isFree(port + 1)) {
                return port;
            }
        }
        throw new IllegalStateException("no three free loopback ports in " + ATTEMPTS + " attempts");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
