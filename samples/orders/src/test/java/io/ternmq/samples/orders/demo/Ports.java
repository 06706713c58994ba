package io.ternmq.samples.orders.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where the demo listens, on loopback. */
record Ports(int nameServer, int broker, int http) {

    /** The usual ones; each can be chosen with a system property. */
    static Ports usual() {
        return new Ports(Integer.getInteger("demo.nameServerPort", 9876),
                Integer.getInteger("demo.brokerPort", 10911),
                Integer.getInteger("demo.httpPort", 9080));
    }

    /** Free ones, for tests. */
    static Ports free() {
        return new Ports(0, 0, freePort());
    }

    /**
     * Makes sure that nobody listens there.
     *
     * @throws IllegalStateException that says which port is taken, and what to do
     */
    void requireFree() {
        requireFree(nameServer, "the name server", "demo.nameServerPort");
        requireFree(broker, "the broker", "demo.brokerPort");
        requireFree(http, "Open Liberty", "demo.httpPort");
    }

    private static void requireFree(int port, String what, String property) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("Port " + port + ", wanted for " + what + ", is in use: stop what listens there, or choose "
                    + "another one with -D" + property + "=PORT", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("No free port", e);
        }
    }
}
