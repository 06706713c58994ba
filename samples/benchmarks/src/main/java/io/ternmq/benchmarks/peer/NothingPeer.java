package io.ternmq.benchmarks.peer;

/** {@link NothingBroker} in its process: shows what the driver can do, only for loads that do not consume. */
final class NothingPeer implements Peer {

    private final PeerSettings settings;
    private final String classPath;
    private final int port = LoopbackPorts.free();
    private ServerProcess process;

    NothingPeer(PeerSettings settings, ClassPaths classPaths) {
        this.settings = settings;
        this.classPath = classPaths.ternMq();
    }

    @Override
    public void start() {
        StoreDirectory.create(settings.directory());
        process = ServerProcess.start("nothing", settings.directory(), settings.logDirectory(), settings.brokerJvmFlags(), classPath,
            NothingBroker.class.getName(), Integer.toString(port));
        process.awaitLine(line -> line.contains("boot success"));
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
