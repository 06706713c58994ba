package io.ternmq.broker;

import io.ternmq.broker.config.BrokerConfig;
import io.ternmq.broker.config.BrokerConfigReader;
import io.ternmq.broker.config.LoadedBrokerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The broker as a process: {@code bin/mqbroker}. */
@Command(name = "mqbroker", mixinStandardHelpOptions = true, versionProvider = Version.class,
    description = "Starts a broker. Without options it carries its own name server and listens on this machine only.")
public final class BrokerMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerMain.class);
    private static final int STORE_FAILED = 2;

    @Option(names = {"-c", "--configFile"}, paramLabel = "FILE", description = "property file with the broker's settings")
    private Path file;

    @Option(names = {"-n", "--namesrvAddr"}, paramLabel = "HOST:PORT[;HOST:PORT]",
        description = "name servers to register with; wins over the file")
    private String nameServers;

    @Option(names = {"-p", "--printConfigItem"}, description = "prints the settings as they were understood, and ends")
    private boolean isPrintOnly;

    BrokerMain() {
    }

    /** Runs until it is told to stop; ends with 1 when it cannot start and 2 when it can no longer store. */
    public static void main(String[] args) {
        LeakDetection.disableUnlessSet(System.getProperties());
        int exitCode = ProcessLife.commandLine(new BrokerMain()).execute(args);
        System.exit(exitCode);
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> overrides = new HashMap<>();
        if (nameServers != null) {
            overrides.put("namesrvAddr", nameServers);
        }
        LoadedBrokerConfig loaded = file == null ? BrokerConfigReader.withoutFile(overrides)
            : BrokerConfigReader.fromFile(file, overrides);
        BrokerConfig config = loaded.config();
        if (isPrintOnly) {
            System.out.println(config);
            return CommandLine.ExitCode.OK;
        }
        loaded.warnings().forEach(LOG::warn);
        loaded.notes().forEach(LOG::info);
        CountDownLatch failed = new CountDownLatch(1);
        Broker broker = Broker.start(config, failure -> failed.countDown());
        ProcessLife.closeAtExit("broker", broker);
        ProcessLife.announce("The broker[" + config.identity().brokerName() + ", " + broker.address()
            + "] boot success. name server is " + broker.nameServerAddress());
        if (config.admission().allowAnonymousAdmin()) {
            LOG.warn("allowAnonymousAdmin=true: whoever reaches port {} may change topics and groups",
                config.network().listenPort());
        }
        failed.await();
        System.err.println("The broker can no longer store and stops; see its log.");
        return STORE_FAILED;
    }
}
