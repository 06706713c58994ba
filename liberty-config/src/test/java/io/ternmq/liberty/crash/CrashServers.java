package io.ternmq.liberty.crash;

import static org.awaitility.Awaitility.await;

import io.ternmq.testkit.FaultProxy;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.JavaProcess;
import io.ternmq.testkit.KillableBroker;
import io.ternmq.testkit.LibertyDirectory;
import io.ternmq.testkit.LibertyProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Broker and Open Liberty, each a process of its own, and the proxy between them. Used by one thread. */
final class CrashServers implements AutoCloseable {

    private static final String SERVER = "crash";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(180);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path home = Path.of(System.getProperty("liberty.home"));
    private final int brokerPort = FreePorts.next();
    private final int nameServerPort = FreePorts.next();
    private final int httpPort = FreePorts.next();
    private final Path store;
    private final Path log = Path.of("target", "crash-messages.log");
    private final LibertyDirectory directory = new LibertyDirectory(home, SERVER);
    private final FaultProxy proxy = new FaultProxy(brokerPort, nameServerPort);
    private JavaProcess broker;
    private LibertyProcess server;
    private int life;

    CrashServers(Path store) {
        this.store = store;
    }

    /** Makes the server, and starts both for the first time, with the proxy between them. */
    void start() throws IOException, InterruptedException {
        prepare(proxy.address());
        startBroker();
        startServer();
    }

    /**
     * Makes the server.
     *
     * @param nameServers that it is to use
     */
    void prepare(String nameServers) throws IOException {
        directory.delete();
        Path folder = Files.createDirectories(directory.path());
        Path resources = Files.createDirectories(folder.resolve("resources"));
        Path shared = home.resolve("usr/servers").resolve(System.getProperty("liberty.server")).resolve("resources");
        for (String name : List.of("ternmq.rar", "derby.jar", "derbyshared.jar", "derbytools.jar")) {
            Files.copy(shared.resolve(name), resources.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(Path.of("src/test/liberty-crash/server.xml"), folder.resolve("server.xml"), StandardCopyOption.REPLACE_EXISTING);
        WebArchive application = ShrinkWrap.create(WebArchive.class, "crash.war").addPackage("io.ternmq.liberty.crash.app");
        application.as(ZipExporter.class).exportTo(Files.createDirectories(folder.resolve("apps")).resolve("crash.war").toFile());
        directory.variable("http.port", Integer.toString(httpPort)).variable("ternmq.nameServers", nameServers);
        Files.deleteIfExists(log);
    }

    /** Kills; what is killed stays away. */
    void kill(CrashCase.Victim victim) throws InterruptedException {
        if (victim.isServer()) {
            server.kill();
        }
        if (victim.isBroker()) {
            broker.kill();
        }
    }

    /** Starts what was killed, and lets frames pass again. */
    void revive(CrashCase.Victim victim) throws IOException, InterruptedException {
        if (victim.isBroker()) {
            startBroker();
        }
        proxy.goOn();
        if (victim.isServer()) {
            startServer();
        }
    }

    void startBroker() throws IOException, InterruptedException {
        broker = new JavaProcess(KillableBroker.class, store.toString(), Integer.toString(brokerPort), Integer.toString(nameServerPort));
        broker.awaitLine(KillableBroker.READY);
    }

    /** Starts its next life, and waits for the application. */
    void startServer() throws IOException {
        life++;
        directory.variable("crash.life", life());
        server = LibertyProcess.start(home, SERVER, this::log);
        await("the application, see " + log.toAbsolutePath()).atMost(START_TIMEOUT).until(this::isUp);
    }

    /** Stops the server in order; fails when it does not end by itself. */
    void stopServer() throws InterruptedException {
        if (!server.stop()) {
            throw new AssertionError("Open Liberty does not stop, see " + log.toAbsolutePath());
        }
    }

    private synchronized void log(String line) {
        try {
            Files.writeString(log, life() + " " + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isUp() throws InterruptedException {
        if (!server.isHealthy()) {
            throw new IllegalStateException("Open Liberty did not start the application, see " + log.toAbsolutePath());
        }
        try {
            return HTTP.send(request("").build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Not yet listening.
            return false;
        }
    }

    /** Name of the server's present life. */
    String life() {
        return "life-" + life;
    }

    FaultProxy proxy() {
        return proxy;
    }

    /** The broker's name server, past the proxy. */
    String nameServers() {
        return "127.0.0.1:" + nameServerPort;
    }

    /** The broker's queues. */
    CrashQueues queues() {
        return new CrashQueues(nameServers());
    }

    /** Has the application enter and send a message in one transaction; what it answers, or a failure when it is killed. */
    CompletableFuture<String> send(String id, boolean isDatabaseFirst) {
        return post("?id=" + id + "&databaseFirst=" + isDatabaseFirst);
    }

    /** The same without the database. */
    CompletableFuture<String> send(String id) {
        return post("?id=" + id + "&noDatabase=true");
    }

    private CompletableFuture<String> post(String query) {
        HttpRequest request = request(query).POST(HttpRequest.BodyPublishers.noBody()).build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> answer.statusCode() == 200 ? answer.body().trim() : "status " + answer.statusCode());
    }

    /** What the database has of a message, a line "life attempt" for each entry. */
    List<String> entries(String id) {
        return lines("?id=" + id);
    }

    /** How often a bean got a message in the server's present life. */
    int seen(String id) {
        return Integer.parseInt(lines("?seen=" + id).get(0));
    }

    /** Messages of a queue that are not consumed, whoever has them. */
    long unfinished(String queue) {
        return QueueProgress.unfinished(brokerPort, queue);
    }

    /** Transactions that are prepared in the database. */
    List<String> inDoubt() {
        return lines("");
    }

    private List<String> lines(String query) {
        try {
            HttpResponse<String> answer = HTTP.send(request(query).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
            }
            return answer.body().lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/crash/book" + query));
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        proxy.close();
        if (broker != null) {
            broker.close();
        }
    }
}
