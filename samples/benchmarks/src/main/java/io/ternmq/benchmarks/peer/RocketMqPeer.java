package io.ternmq.benchmarks.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Apache RocketMQ: a name server and a broker process with its released configuration and logging. */
final class RocketMqPeer implements Peer {

    /** What its own runbroker.sh gives to a JVM after 8, beside sizes. */
    private static final List<String> MODULE_FLAGS = List.of(
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

    private final PeerSettings settings;
    private final String classPath;
    private final List<ServerProcess> processes = new ArrayList<>();
    private int nameServerPort;

    RocketMqPeer(PeerSettings settings, ClassPaths classPaths) {
        this.settings = settings;
        this.classPath = classPaths.rocketMq();
    }

    @Override
    public void start() {
        StoreDirectory.create(settings.directory());
        startNameServer();
        startBroker();
    }

    private void startNameServer() {
        nameServerPort = LoopbackPorts.free();
        String configuration = StoreDirectory.writeProperties(settings.directory().resolve("namesrv.properties"),
            Map.of("listenPort", Integer.toString(nameServerPort), "bindAddress", "127.0.0.1")).toString();
        ServerProcess process = ServerProcess.start("rocketmq-namesrv", settings.directory(), settings.logDirectory(),
            List.of("-Xmx256m", "-Duser.home=" + settings.directory()), classPath,
            "org.apache.rocketmq.namesrv.NamesrvStartup", "-c", configuration);
        processes.add(process);
        process.awaitLine(line -> line.contains("boot success"));
    }

    private void startBroker() {
        String configuration = StoreDirectory.writeProperties(settings.directory().resolve("broker.properties"), brokerProperties())
            .toString();
        List<String> flags = new ArrayList<>(settings.brokerJvmFlags());
        flags.addAll(MODULE_FLAGS);
        ServerProcess process = ServerProcess.start("rocketmq-broker", settings.directory(), settings.logDirectory(), flags, classPath,
            "org.apache.rocketmq.broker.BrokerStartup", "-c", configuration);
        processes.add(process);
        process.awaitLine(line -> line.contains("boot success"));
    }

    private Map<String, String> brokerProperties() {
        int port = LoopbackPorts.freeForBroker();
        String store = settings.directory().resolve("store").toString();
        return Map.of(
            "brokerName", "broker-a",
            "brokerIP1", "127.0.0.1",
            "bindAddress", "127.0.0.1",
            "namesrvAddr", address(),
            "listenPort", Integer.toString(port),
            "haListenPort", Integer.toString(port + 1),
            "storePathRootDir", store,
            "storePathCommitLog", store + "/commitlog",
            // On a disk that is fuller than 75 % retention would take what a case has still to receive.
            "diskMaxUsedSpaceRatio", "95",
            "flushDiskType", settings.flushMode().property());
    }

    @Override
    public String address() {
        return "127.0.0.1:" + nameServerPort;
    }

    @Override
    public long brokerPid() {
        return processes.get(processes.size() - 1).pid();
    }

    @Override
    public void close() {
        processes.forEach(ServerProcess::close);
        processes.clear();
        StoreDirectory.delete(settings.directory());
    }
}
