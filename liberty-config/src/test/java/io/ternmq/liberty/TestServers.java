package io.ternmq.liberty;

import io.ternmq.broker.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts the broker in this JVM before Arquillian starts Open Liberty, and tells the server, in files of its directory
 * {@code variables}, which ports to use.
 */
public final class TestServers implements LauncherSessionListener {

    private static volatile Path store;
    private static volatile EmbeddedServer broker;

    /** Address of the running broker's name server. */
    static String nameServers() {
        return broker.nameServerAddress();
    }

    /** Stops the broker, and starts it on the same store and ports. */
    static void restartBroker() {
        Map<String, String> samePorts = Map.of(
                "nameServerPort", portOf(broker.nameServerAddress()),
                "listenPort", portOf(broker.brokerAddress()));
        broker.close();
        broker = EmbeddedServer.start(store, samePorts);
    }

    private static String portOf(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        String home = System.getProperty("liberty.home");
        if (home == null || broker != null) {
            return;
        }
        try {
            store = Files.createTempDirectory(Path.of("target"), "store");
            broker = EmbeddedServer.start(store);
            int httpPort = freePort();
            System.setProperty("liberty.http.port", Integer.toString(httpPort));
            Path server = Path.of(home, "usr", "servers", System.getProperty("liberty.server"));
            // The server keeps what it unpacked from the rar and tells changes by time stamps, which reproducible builds do not have.
            delete(server.resolve("workarea"));
            Path variables = Files.createDirectories(server.resolve("variables"));
            Path overrides = Files.createDirectories(server.resolve("configDropins/overrides"));
            Files.copy(Path.of("src/test/liberty/tests.xml"), overrides.resolve("tests.xml"), StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(variables.resolve("http.port"), Integer.toString(httpPort));
            Files.writeString(variables.resolve("ternmq.nameServers"), nameServers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> contents = Files.walk(folder)) {
                for (Path path : contents.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
