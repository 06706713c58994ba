package io.ternmq.samples.orders.demo;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.testkit.LibertyDirectory;
import io.ternmq.testkit.LibertyProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The broker, in this JVM, and Open Liberty with adapter and application. */
final class DemoServers implements AutoCloseable {

    private static final long START_TIMEOUT_MS = 180_000;
    private static final long POLL_MS = 250;

    /** Messages for information that the server itself, not the application or the adapter, prints. */
    private static final Pattern CHATTER = Pattern.compile("^\\[INFO +] [A-Z0-9]{8,13}:|^\\[INFO +] (WELD|RESTEASY)|^\\s+at |^$");

    private final EmbeddedServer broker;
    private final LibertyProcess liberty;
    private final LibertyDirectory directory;
    private final String page;

    private DemoServers(EmbeddedServer broker, LibertyProcess liberty, LibertyDirectory directory, String page) {
        this.broker = broker;
        this.liberty = liberty;
        this.directory = directory;
        this.page = page;
    }

    /** Starts both; returns when the application answers. */
    static DemoServers start(Ports ports, Consumer<String> progress) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("liberty.home"));
        progress.accept("Starting the broker");
        EmbeddedServer broker = EmbeddedServer.start(Files.createTempDirectory(home.getParent(), "store"),
                Map.of("nameServerPort", Integer.toString(ports.nameServer()), "listenPort", Integer.toString(ports.broker())));
        LibertyProcess liberty = null;
        try {
            progress.accept("Starting Open Liberty with the resource adapter and the application");
            String server = System.getProperty("liberty.server");
            LibertyDirectory directory = new LibertyDirectory(home, server).clean()
                    .variable("http.port", Integer.toString(ports.http()))
                    .variable("ternmq.nameServers", broker.nameServerAddress());
            liberty = LibertyProcess.start(home, server, line -> {
                if (!CHATTER.matcher(line).find()) {
                    progress.accept("  " + line);
                }
            });
            DemoServers servers = new DemoServers(broker, liberty, directory, "http://127.0.0.1:" + ports.http() + "/orders/");
            servers.awaitApplication(home);
            return servers;
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (liberty != null) {
                liberty.close();
            }
            broker.close();
            throw e;
        }
    }

    private void awaitApplication(Path home) throws InterruptedException {
        OrdersClient client = new OrdersClient(page);
        long deadlineNs = System.nanoTime() + START_TIMEOUT_MS * 1_000_000;
        while (!client.isUp()) {
            if (!liberty.isHealthy() || System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("Open Liberty did not start the application; see the logs in "
                        + home.resolve("usr/servers"));
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** Address of the application's page. */
    String page() {
        return page;
    }

    String nameServerAddress() {
        return broker.nameServerAddress();
    }

    String brokerAddress() {
        return broker.brokerAddress();
    }

    @Override
    public void close() {
        liberty.close();
        broker.close();
        try {
            directory.forgetVariables();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
