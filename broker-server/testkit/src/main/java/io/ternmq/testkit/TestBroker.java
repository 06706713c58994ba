package io.ternmq.testkit;

import io.ternmq.broker.EmbeddedServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The one broker of a test run, in this JVM. It can go and come back, on the same store and ports. Used by one thread at a time. */
public final class TestBroker {

    private static final int FIRST_PORT = 15_000;
    private static final int PORTS_END = 32_000;

    private static Path store;
    private static EmbeddedServer broker;
    private static Map<String, String> ports;

    private TestBroker() {
    }

    /** Starts it for the first time, with its store in a new directory below {@code parent}. */
    public static synchronized void open(Path parent) throws IOException {
        store = Files.createTempDirectory(parent, "store");
        ports = Map.of("nameServerPort", freePort(), "listenPort", freePort());
        broker = EmbeddedServer.start(store, ports);
    }

    /** Address of its name server, {@code 127.0.0.1:port}; the same while it is away. */
    public static synchronized String nameServers() {
        if (ports == null) {
            throw new IllegalStateException("There is no broker: this test needs the system property liberty.home");
        }
        return "127.0.0.1:" + ports.get("nameServerPort");
    }

    /** Stops it, if it runs. */
    public static synchronized void stop() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    /** Starts it again, if it does not run. */
    public static synchronized void start() {
        if (broker == null) {
            broker = EmbeddedServer.start(store, ports);
        }
    }

    /** Stops it, and starts it again. */
    public static synchronized void restart() {
        stop();
        start();
    }

    // Not of the range for outgoing connections: one of those must not have the port while the broker is away.
    private static String freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, PORTS_END);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return Integer.toString(probe.getLocalPort());
            } catch (BindException e) {
                // Somebody else's: the next one.
            }
        }
    }
}
