package io.ternmq.benchmarks.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Open Liberty with the application and one messaging provider: a broker in a process of its own and its resource adapter, or Open
 * Liberty's own engine. Beans begin to listen when the application tells them to.
 */
public final class LibertyPeer implements Peer {

    private static final String SERVER = "benchmarks";
    private static final String READY = "CWWKF0011I";
    private static final String STARTED = "CWWKZ0001I";
    private static final int MAX_WARNINGS = 5;

    private final PeerKind kind;
    private final Peer brokerOrNull;
    private final Path home;
    private final PeerSettings settings;
    private final ClassPaths classPaths;
    private final String reliability;
    private final Map<String, Integer> sessionsByBean;
    private final int port = LoopbackPorts.free();
    private ServerProcess process;

    private LibertyPeer(PeerKind kind, PeerSettings settings, ClassPaths classPaths, String reliability,
            Map<String, Integer> sessionsByBean) {
        this.kind = kind;
        this.brokerOrNull = kind == PeerKind.LIBERTY ? null : kind.create(settings, classPaths);
        this.home = settings.directory().resolveSibling(kind.label() + "-server");
        this.settings = settings;
        this.classPaths = classPaths;
        this.reliability = reliability;
        this.sessionsByBean = sessionsByBean;
    }

    /**
     * A server that is not started yet.
     *
     * @param reliability what a persistent message is to Open Liberty's own engine
     * @param sessionsByBean the beans of the application, each listening to the queue of its name with so many sessions
     */
    public static LibertyPeer create(PeerKind kind, PeerSettings settings, ClassPaths classPaths, String reliability,
            Map<String, Integer> sessionsByBean) {
        return new LibertyPeer(kind, settings, classPaths, reliability, sessionsByBean);
    }

    @Override
    public void start() {
        if (brokerOrNull != null) {
            brokerOrNull.start();
        }
        StoreDirectory.create(home);
        try {
            deploy();
        } catch (IOException e) {
            throw new UncheckedIOException("setting up Open Liberty in " + home, e);
        }
        process = ServerProcess.launch(kind.label() + "-liberty", home, settings.logDirectory(),
            Map.of("JAVA_HOME", System.getProperty("java.home"), "WLP_USER_DIR", home.toString()),
            List.of(classPaths.openLiberty().resolve("bin/server").toString(), "run", SERVER));
        process.awaitLine(line -> line.contains(READY));
        process.awaitLine(line -> line.contains(STARTED));
    }

    private void deploy() throws IOException {
        Path server = home.resolve("servers").resolve(SERVER);
        Files.createDirectories(server.resolve("apps"));
        Files.createDirectories(server.resolve("resources"));
        Files.copy(classPaths.deployments().resolve("benchmarks.war"), server.resolve("apps/benchmarks.war"));
        if (brokerOrNull != null) {
            Path adapter = classPaths.deployments().resolve(kind.label() + ".rar");
            Files.copy(adapter, server.resolve("resources/adapter.rar"));
        }
        LibertyServerXml configuration = LibertyServerXml.of(kind, brokerOrNull == null ? reliability : brokerOrNull.address());
        Files.writeString(server.resolve("server.xml"), configuration.text(port, sessionsByBean));
        Files.write(server.resolve("jvm.options"), settings.brokerJvmFlags());
    }

    @Override
    public String note() {
        return brokerOrNull == null ? "persistent messages are " + reliability : brokerOrNull.note();
    }

    @Override
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(brokerOrNull == null ? List.of() : brokerOrNull.warnings());
        process.lines(line -> line.startsWith("[ERROR")).stream().limit(MAX_WARNINGS).forEach(warnings::add);
        return warnings;
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The application server's process. */
    public long serverPid() {
        return process.pid();
    }

    /** Whether the broker is a part of the application server's process. */
    public boolean isEmbedded() {
        return brokerOrNull == null;
    }

    @Override
    public long brokerPid() {
        return brokerOrNull == null ? process.pid() : brokerOrNull.brokerPid();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        StoreDirectory.delete(home);
        if (brokerOrNull != null) {
            brokerOrNull.close();
        }
    }
}
