package io.ternmq.benchmarks.peer;

import java.util.ArrayList;
import java.util.List;

/** Apache Artemis with what its {@code create} command sets, journal type and timeouts measured anew at each start. */
final class ArtemisPeer implements Peer {

    private static final String PAGING = "AMQ222038";
    private static final int MAX_WARNINGS = 3;
    private static final String READY = "boot success: ";
    /** What its own artemis.profile gives to a JVM, beside sizes and the management console. */
    private static final List<String> PROFILE_FLAGS = List.of("-XX:AutoBoxCacheMax=20000", "-XX:+UseStringDeduplication",
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

    private final PeerSettings settings;
    private final ClassPaths classPaths;
    private final int port = LoopbackPorts.free();
    private ServerProcess process;
    private String note;

    ArtemisPeer(PeerSettings settings, ClassPaths classPaths) {
        this.settings = settings;
        this.classPaths = classPaths;
    }

    @Override
    public void start() {
        StoreDirectory.create(settings.directory());
        List<String> flags = new ArrayList<>(settings.brokerJvmFlags());
        flags.addAll(PROFILE_FLAGS);
        flags.add("-Djava.library.path=" + classPaths.artemisNative());
        process = ServerProcess.start("artemis-broker", settings.directory(), settings.logDirectory(), flags, classPaths.artemis(),
            "io.ternmq.benchmarks.artemis.ArtemisBroker", settings.directory().toString(), Integer.toString(port));
        note = process.awaitLine(line -> line.startsWith(READY)).substring(READY.length());
    }

    @Override
    public String note() {
        return note;
    }

    @Override
    public List<String> warnings() {
        // Paging is no warning to Artemis, but it changes what is measured
        return process.lines(line -> line.contains(" WARN ") || line.contains(PAGING)).stream()
            .map(line -> line.substring(line.indexOf("] ") + 2))
            .limit(MAX_WARNINGS)
            .toList();
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
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
