package io.ternmq.liberty.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Open Liberty starts with its application while there is no broker. */
@Timeout(600)
class LateBrokerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path store;

    @Test
    void deliversOnceTheBrokerIsThere() throws Exception {
        try (CrashServers servers = new CrashServers(store)) {
            servers.prepare(servers.nameServers());
            servers.startServer();
            assertThat(servers.send("too-early", true).get()).as("a send without a broker").isEqualTo("status 500");
            assertThat(servers.entries("too-early")).isEmpty();

            servers.startBroker();
            servers.queues().sendToBean(List.of("to-the-bean"));
            await("the bean sends it on").atMost(PATIENCE).until(() -> servers.queues().out().equals(List.of("to-the-bean")));
            assertThat(servers.send("from-the-application", true).get()).isEqualTo("committed");
            assertThat(servers.queues().out()).containsExactly("to-the-bean", "from-the-application");
        }
    }
}
