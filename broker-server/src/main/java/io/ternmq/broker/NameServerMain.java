package io.ternmq.broker;

import io.ternmq.broker.config.NameServerConfig;
import io.ternmq.namesrv.NameServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The name server as a process: {@code bin/mqnamesrv}. */
@Command(name = "mqnamesrv", mixinStandardHelpOptions = true, versionProvider = Version.class,
    description = "Starts a name server, which tells clients where the brokers are.")
public final class NameServerMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(NameServerMain.class);

    @Option(names = {"-c", "--configFile"}, paramLabel = "FILE", description = "property file with the name server's settings")
    private Path file;

    @Option(names = {"-p", "--printConfigItem"}, description = "prints the settings as they were understood, and ends")
    private boolean isPrintOnly;

    NameServerMain() {
    }

    /** Runs until it is told to stop; ends with 1 when it cannot start. */
    public static void main(String[] args) {
        LeakDetection.disableUnlessSet(System.getProperties());
        int exitCode = ProcessLife.commandLine(new NameServerMain()).execute(args);
        System.exit(exitCode);
    }

    @Override
    public Integer call() throws InterruptedException {
        NameServerConfig.Loaded loaded = file == null ? NameServerConfig.withoutFile(Map.of()) : NameServerConfig.fromFile(file);
        NameServerConfig config = loaded.config();
        if (isPrintOnly) {
            System.out.println(config);
            return CommandLine.ExitCode.OK;
        }
        loaded.warnings().forEach(LOG::warn);
        loaded.notes().forEach(LOG::info);
        NameServer nameServer = NameServer.start(Broker.resolve(config.bindAddress(), config.listenPort()),
            config.keyValueFile(), config.allowAnonymousAdmin());
        ProcessLife.closeAtExit("name server", nameServer);
        ProcessLife.announce("The Name Server boot success. It listens on port " + nameServer.address().getPort());
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }
}
