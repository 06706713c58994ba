package io.ternmq.jms.rocketmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Apache RocketMQ as it was released: a name server and two brokers of one cluster on loopback, in processes of their own. One for all
 * tests of this JVM, which is what takes the time; or, with {@code -Drocketmq.name.server=host:port}, one that runs already.
 */
final class RocketMqServers {
    private static final int MAX_ATTEMPTS = 100;
    private static final List<String> NAME_SERVER_FLAGS = List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final List<String> BROKER_FLAGS = List.of("-Xmx384m", "-XX:MaxDirectMemorySize=256m", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        // What RocketMQ's own start script gives to a JVM after 8
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED", "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    private static RocketMqServers shared;

    private final Path home;
    private final String classPath;
    private final String nameServerAddress;
    private final List<ServerProcess> processes = new ArrayList<>();

    private RocketMqServers(String nameServer) {
        home = null;
        classPath = null;
        nameServerAddress = nameServer;
    }

    private RocketMqServers() throws IOException, InterruptedException {
        int nameServerPort = freePort();
        nameServerAddress = "127.0.0.1:" + nameServerPort;
        classPath = Files.readString(Path.of(System.getProperty("rocketmq.class.path"))).trim();
        home = Files.createTempDirectory("rocketmq-it");
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        ServerProcess nameServer = ServerProcess.start("namesrv", home, NAME_SERVER_FLAGS, classPath,
            "org.apache.rocketmq.namesrv.NamesrvStartup", "-c", write("namesrv", Map.of("listenPort", Integer.toString(nameServerPort),
                "bindAddress", "127.0.0.1")));
        processes.add(nameServer);
        nameServer.awaitLine("boot success");
        List<ServerProcess> brokers = List.of(startBroker("broker-a"), startBroker("broker-b"));
        processes.addAll(brokers);
        for (ServerProcess broker : brokers) {
            broker.awaitLine("boot success");
        }
    }

    /** Starts them when they do not run yet. */
    static synchronized RocketMqServers shared() throws IOException, InterruptedException {
        if (shared == null) {
            String running = System.getProperty("rocketmq.name.server");
            shared = running == null ? new RocketMqServers() : new RocketMqServers(running);
        }
        return shared;
    }

    /** {@code host:port}. */
    String nameServerAddress() {
        return nameServerAddress;
    }

    String uri(String options) {
        return "rocketmq://" + nameServerAddress() + "?" + options;
    }

    private ServerProcess startBroker(String name) throws IOException {
        int port = freeBrokerPort();
        String store = home.resolve(name).toString();
        Map<String, String> settings = new TreeMap<>(Map.of("brokerName", name, "brokerIP1", "127.0.0.1", "bindAddress", "127.0.0.1",
            "namesrvAddr", nameServerAddress(), "listenPort", Integer.toString(port), "haListenPort", Integer.toString(port + 1),
            "storePathRootDir", store, "storePathCommitLog", store + "/commitlog", "mappedFileSizeCommitLog", "67108864",
            "mappedFileSizeConsumeQueue", "120000"));
        settings.put("messageIndexEnable", "false");
        settings.put("enablePropertyFilter", "true");
        settings.put("mappedFileSizeTimerLog", "5200000");
        return ServerProcess.start(name, home, BROKER_FLAGS, classPath, "org.apache.rocketmq.broker.BrokerStartup", "-c",
            write(name, settings));
    }

    private String write(String name, Map<String, String> settings) throws IOException {
        List<String> lines = settings.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
        return Files.write(home.resolve(name + ".properties"), lines).toString();
    }

    private void stop() {
        processes.forEach(ServerProcess::close);
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + home, e);
        }
    }

    /** A port p such that p - 2 and p + 1 are free as well, which a broker takes too. */
    private static int freeBrokerPort() {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int port = freePort();
            if (isFree(port - 2) && isFree(port + 1)) {
                return port;
            }
        }
        throw new IllegalStateException("no three free loopback ports in " + MAX_ATTEMPTS + " attempts");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free loopback port", e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
