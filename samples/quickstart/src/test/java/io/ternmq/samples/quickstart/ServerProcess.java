package io.ternmq.samples.quickstart;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Broker and name server as a user starts them, on free loopback ports. With {@code -DnameServer=host:port} the tests use a server
 * that is running already, which should have been given the delay levels below.
 */
final class ServerProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    /** Retries take levels 3, 4, 5: 10 s, 30 s and 1 min unless the broker is told otherwise. */
    private static final String SHORT_DELAY_LEVELS = "1s 1s 1s 1s 1s 1s";

    private final Process process;
    private final String nameServerAddress;

    private ServerProcess(Process process, String nameServerAddress) {
        this.process = process;
        this.nameServerAddress = nameServerAddress;
    }

    /** Returns when the server says that it runs. */
    static ServerProcess start(Path directory) throws IOException {
        String running = System.getProperty("nameServer");
        if (running != null) {
            return new ServerProcess(null, running);
        }
        int nameServerPort = freePort();
        Path configuration = Files.write(directory.resolve("broker.properties"), List.of(
            "listenPort=" + freePort(),
            "nameServerPort=" + nameServerPort,
            "bindAddress=127.0.0.1",
            "brokerIP1=127.0.0.1",
            "storePathRootDir=" + directory.resolve("store"),
            "mapedFileSizeCommitLog=67108864",
            "messageDelayLevel=" + SHORT_DELAY_LEVELS));
        Path console = directory.resolve("console.log");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
            "-Duser.home=" + directory, "-Dlogback.configurationFile=logback_broker.xml", "-cp", Files.readString(Path.of(System.getProperty("server.class.path"))),
            "io.ternmq.broker.BrokerMain", "-c", configuration.toString())
            .redirectErrorStream(true).redirectOutput(console.toFile()).start();
        ServerProcess server = new ServerProcess(process, "127.0.0.1:" + nameServerPort);
        server.awaitReady(console);
        return server;
    }

    private void awaitReady(Path console) {
        await("broker started, console: " + console).atMost(START_TIMEOUT).until(() -> {
            String text = Files.readString(console);
            if (!process.isAlive()) {
                throw new IllegalStateException("broker ended with " + process.exitValue() + ": " + text);
            }
            return text.contains("boot success");
        });
    }

    String nameServerAddress() {
        return nameServerAddress;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            await("broker stopped").atMost(STOP_TIMEOUT).until(() -> !process.isAlive());
        }
    }
}
