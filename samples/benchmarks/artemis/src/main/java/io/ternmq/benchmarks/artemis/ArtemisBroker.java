package io.ternmq.benchmarks.artemis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** The process: tunes the journal, writes the instance's {@code broker.xml}, starts the server and says so on the console. */
public final class ArtemisBroker {

    private ArtemisBroker() {
    }

    /** Arguments: the folder of the instance, the loopback port. Runs until it is killed. */
    public static void main(String[] args) throws Exception {
        Path instance = Path.of(args[0]);
        Path data = Files.createDirectories(instance.resolve("data"));
        JournalTuning tuning = JournalTuning.measure(data);
        Path configuration = Files.writeString(instance.resolve("broker.xml"), brokerXml(tuning, data, args[1]));
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfigResourcePath(configuration.toUri().toString());
        server.start();
        System.out.println("boot success: Artemis " + server.getActiveMQServer().getVersion().getFullVersion() + ", journal "
            + tuning.journalType() + ", journal-buffer-timeout " + tuning.bufferTimeoutNs() + " ns");
        Thread.currentThread().join();
    }

    private static String brokerXml(JournalTuning tuning, Path data, String port) throws IOException {
        return template()
            .replace("@journal-type@", tuning.journalType())
            .replace("@journal-buffer-timeout@", Long.toString(tuning.bufferTimeoutNs()))
            .replace("@page-sync-timeout@", Long.toString(tuning.pageSyncTimeoutNs()))
            .replace("@journal-max-io@", Integer.toString(tuning.maxIo()))
            .replace("@data@", data.toString())
            .replace("@port@", port);
    }

    private static String template() throws IOException {
        try (InputStream file = ArtemisBroker.class.getResourceAsStream("/broker.xml")) {
            if (file == null) {
                throw new IOException("no broker.xml beside the classes");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
