package io.ternmq.broker;

import io.ternmq.broker.config.BrokerConfigReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Name server and broker in this JVM, on loopback and free ports: for tests and for applications that carry their own broker. */
public final class EmbeddedServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final int LOG_FILE_BYTES = 64 << 20;

    private final Broker broker;

    private EmbeddedServer(Broker broker) {
        this.broker = broker;
    }

    /** Starts with defaults. */
    public static EmbeddedServer start(Path storeDirectory) {
        return start(storeDirectory, Map.of());
    }

    /**
     * Starts with the given settings, named as in a broker's property file.
     *
     * @throws RuntimeException when a setting is wrong or the store cannot be opened, with a message that says which
     */
    public static EmbeddedServer start(Path storeDirectory, Map<String, String> brokerProperties) {
        Map<String, String> settings = new HashMap<>();
        settings.put("brokerName", "broker-a");
        settings.put("listenPort", "0");
        settings.put("nameServerPort", "0");
        settings.put("mappedFileSizeCommitLog", Integer.toString(LOG_FILE_BYTES));
        settings.put("storePathRootDir", storeDirectory.toString());
        settings.putAll(brokerProperties);
        return new EmbeddedServer(Broker.start(BrokerConfigReader.withoutFile(settings).config(),
            failure -> LOG.error("the embedded broker has stopped working", failure)));
    }

    /** {@code 127.0.0.1:port}. */
    public String nameServerAddress() {
        return broker.nameServerAddress();
    }

    /** {@code 127.0.0.1:port}. */
    public String brokerAddress() {
        return broker.address();
    }

    /** Stops both and closes the store cleanly. */
    @Override
    public void close() {
        broker.close();
    }
}
