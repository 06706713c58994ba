package io.ternmq.servers;

import io.ternmq.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** WildFly, its shipped {@code standalone.xml} changed by {@code wildfly.cli}. */
final class WildFly implements ApplicationServer {

    private static final int DEFAULT_HTTP_PORT = 8080;

    private final Path home = Folders.server("wildfly-" + System.getProperty("wildfly.version"));
    private final int httpPort = FreePorts.next();

    @Override
    public ServerProcess start(Path folder, String nameServers) throws IOException, InterruptedException {
        Path base = folder.resolve("standalone");
        Folders.copy(home.resolve("standalone"), base);
        ServerProcess.run(List.of("sh", home.resolve("bin/jboss-cli.sh").toString(), "--file=" + Folders.configuration("wildfly.cli")),
                Map.of("JAVA_OPTS", "-Djboss.server.base.dir=" + base), folder, folder.resolve("cli.log"));
        Files.copy(Folders.built("ternmq.rar"), base.resolve("deployments/ternmq.rar"));
        Files.copy(Folders.built("tests.war"), base.resolve("deployments/tests.war"));
        return startAgain(folder, nameServers);
    }

    @Override
    public ServerProcess startAgain(Path folder, String nameServers) throws IOException {
        return ServerProcess.start(List.of("sh", home.resolve("bin/standalone.sh").toString(), "-b", "127.0.0.1", "-bmanagement", "127.0.0.1",
                        "-Djboss.server.base.dir=" + folder.resolve("standalone"),
                        "-Djboss.socket.binding.port-offset=" + (httpPort - DEFAULT_HTTP_PORT),
                        "-Dternmq.nameServers=" + nameServers),
                Map.of(), folder, folder.resolve("server.log"));
    }

    /** The deployment scanner puts a marker beside what it could not deploy. */
    @Override
    public boolean hasFailed(Path folder) {
        Path deployments = folder.resolve("standalone/deployments");
        return Files.exists(deployments.resolve("ternmq.rar.failed")) || Files.exists(deployments.resolve("tests.war.failed"));
    }

    @Override
    public int httpPort() {
        return httpPort;
    }
}
