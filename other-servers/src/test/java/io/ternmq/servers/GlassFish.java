package io.ternmq.servers;

import io.ternmq.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** GlassFish or Payara: a new domain, changed by {@code glassfish.asadmin}. */
final class GlassFish implements ApplicationServer {

    private static final String DOMAIN = "ternmq";
    // Distances from create-domain's port base.
    private static final int ADMIN_PORT = 48;
    private static final int HTTP_PORT = 80;

    private final Path asadmin;
    private final int httpPort = FreePorts.next();

    /** For the server whose {@code bin/asadmin} is in {@code home}. */
    GlassFish(Path home) {
        asadmin = home.resolve("bin/asadmin");
    }

    @Override
    public ServerProcess start(Path folder, String nameServers) throws IOException, InterruptedException {
        int portBase = httpPort - HTTP_PORT;
        Path domain = folder.resolve(DOMAIN);
        run(folder, "create-domain", "--nopassword=true", "--portbase", Integer.toString(portBase), "--domaindir", folder.toString(), DOMAIN);
        listenOnLoopback(domain.resolve("config/domain.xml"));
        ServerProcess server = startAgain(folder, nameServers);
        try {
            configure(folder, nameServers, Integer.toString(portBase + ADMIN_PORT));
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
        return server;
    }

    @Override
    public ServerProcess startAgain(Path folder, String nameServers) throws IOException, InterruptedException {
        run(folder, "start-domain", "--domaindir", folder.toString(), DOMAIN);
        return ServerProcess.of(Long.parseLong(Files.readString(folder.resolve(DOMAIN).resolve("config/pid")).trim()));
    }

    /** Never: {@code asadmin} says so itself, and its failure is an exception of {@link #start}. */
    @Override
    public boolean hasFailed(Path folder) {
        return false;
    }

    private void configure(Path folder, String nameServers, String adminPort) throws IOException, InterruptedException {
        Files.copy(Folders.built("ternmq.rar"), folder.resolve("ternmq.rar"));
        run(folder, "--port", adminPort, "create-system-properties", "ternmq.nameServers=" + nameServers.replace(":", "\\:"));
        run(folder, "--port", adminPort, "multimode", "--file", Folders.configuration("glassfish.asadmin").toString());
        run(folder, "--port", adminPort, "deploy", "--name", "tests", "--contextroot", "tests", Folders.built("tests.war").toString());
    }

    /** A new domain would listen on all addresses. */
    private static void listenOnLoopback(Path domainXml) throws IOException {
        Files.writeString(domainXml, Files.readString(domainXml)
                .replace("address=\"0.0.0.0\"", "address=\"127.0.0.1\"")
                .replace("<network-listener port=", "<network-listener address=\"127.0.0.1\" port="));
    }

    private void run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", asadmin.toString()));
        command.addAll(List.of(arguments));
        ServerProcess.run(command, Map.of(), folder, folder.resolve("asadmin.log"));
    }

    @Override
    public int httpPort() {
        return httpPort;
    }
}
