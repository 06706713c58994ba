package io.ternmq.testkit;

import io.ternmq.broker.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The one broker of a test run, in this JVM. It can go and come back, on the same store and ports. Used by one thread at a time. */
public final class TestBroker {

    private static Path store;
    private static EmbeddedServer broker;
    private static Map<String, String> ports;

    private TestBroker() {
    }

    /** Starts it for the first time, with its store in a new directory below {@code parent}. */
    public static synchronized void open(Path parent) throws IOException {
        store = Files.createTempDirectory(parent, "store");
        ports = Map.of("nameServerPort", Integer.toString(FreePorts.next()),
            "listenPort", Integer.toString(FreePorts.next()));
        broker = EmbeddedServer.start(store, ports);
    }

    /** Address of its name server, {@code 127.0.0.1:port}; the same while it is away. */
    public static synchronized String nameServers() {
        if (ports == null) {
            throw new IllegalStateException("There is no broker: this test needs the system property liberty.home");
        }
        return "127.0.0.1:" + ports.get("nameServerPort");
    }

    /** A proxy in front of it, which can lose frames; to be closed by the caller. */
    public static synchronized FaultProxy proxy() {
        return new FaultProxy(Integer.parseInt(ports.get("listenPort")), Integer.parseInt(ports.get("nameServerPort")));
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
}
