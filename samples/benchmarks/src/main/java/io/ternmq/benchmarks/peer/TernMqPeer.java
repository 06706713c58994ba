package io.ternmq.benchmarks.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** TernMQ: broker and name server in one process, as {@code bin/mqbroker} starts them; so the name server's CPU time is counted too. */
final class TernMqPeer implements Peer {

    private final PeerSettings settings;
    private final String classPath;
    private ServerProcess process;
    private int nameServerPort;

    TernMqPeer(PeerSettings settings, ClassPaths classPaths) {
        this.settings = settings;
        this.classPath = classPaths.ternMq();
    }

    @Override
    public void start() {
        StoreDirectory.create(settings.directory());
        nameServerPort = LoopbackPorts.free();
        String configuration = StoreDirectory.writeProperties(settings.directory().resolve("broker.properties"), brokerProperties())
            .toString();
        List<String> flags = new ArrayList<>(settings.brokerJvmFlags());
        flags.add("-Dlogback.configurationFile=logback_broker.xml");
        process = ServerProcess.start("ternmq-broker", settings.directory(), settings.logDirectory(), flags, classPath,
            "io.ternmq.broker.BrokerMain", "-c", configuration);
        process.awaitLine(line -> line.contains("boot success"));
    }

    private Map<String, String> brokerProperties() {
        String store = settings.directory().resolve("store").toString();
        return Map.of(
            "brokerName", "broker-a",
            "brokerIP1", "127.0.0.1",
            "bindAddress", "127.0.0.1",
            "nameServerPort", Integer.toString(nameServerPort),
            "listenPort", Integer.toString(LoopbackPorts.freeForBroker()),
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
        return process.pid();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        StoreDirectory.delete(settings.directory());
    }
}
