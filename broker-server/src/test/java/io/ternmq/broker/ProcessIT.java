package io.ternmq.broker;

import static io.ternmq.broker.NativeClients.bodies;
import static io.ternmq.broker.NativeClients.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed distribution, started and stopped by its scripts. */
class ProcessIT {
    @TempDir
    Path directory;

    private Installation installation;

    @BeforeEach
    void unpack() throws Exception {
        installation = Installation.unpack(directory.resolve("rocketmq"));
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    @Test
    void runsNameServerAndBrokerAsSeedStartsThem() throws Exception {
        int nameServerPort = Installation.freePort();
        Path nameServerFile = directory.resolve("namesrv.conf");
        Files.writeString(nameServerFile,
            "listenPort=" + nameServerPort + "\nkvConfigPath=" + directory.resolve("kv.json") + "\n");
        Path brokerFile = seedFile(nameServerPort);
        installation.start("mqnamesrv", "-c", nameServerFile.toString()).awaitBoot();
        Installation.Started broker = installation.start("mqbroker", "-c", brokerFile.toString()).awaitBoot();

        try (NativeClients clients = new NativeClients("127.0.0.1:" + nameServerPort)) {
            List<MessageExt> received = clients.collect("test_quick_consumer_name", "test_quick_topic", "*");
            clients.producer().send(message("test_quick_topic", "TagA", "Hello RocketMQ0"));
            await("the message").atMost(Duration.ofSeconds(30)).until(() -> received.size() == 1);
            assertThat(bodies(received)).containsExactly("Hello RocketMQ0");
        }
        assertThat(broker.text()).contains("broker-a|broker-b' is taken as one name");
        assertThat(Installation.openToOthers(installation.home().resolve("store"))).isEmpty();
        assertThat(Installation.openToOthers(installation.home().resolve("logs"))).isEmpty();

        Installation.Started stopBroker = installation.start("mqshutdown", "broker");
        assertThat(stopBroker.awaitEnd()).as(stopBroker.text()).isZero();
        assertThat(broker.awaitEnd()).isEqualTo(143);
        assertThat(installation.start("mqshutdown", "namesrv").awaitEnd()).isZero();
        assertThat(installation.start("mqshutdown", "namesrv").awaitEnd()).isEqualTo(1);
        assertThat(installation.home().resolve("store/abort")).doesNotExist();
    }

    /** The seed document's file, with its addresses and folders exchanged and nothing else. */
    private Path seedFile(int nameServerPort) throws Exception {
        String seed = Files.readString(Path.of(getClass().getResource("config/seed-broker-a.properties").toURI()));
        String text = seed.replace("rocketmq-nameserver1:9876", "127.0.0.1:" + nameServerPort)
            .replace("listenPort=10911", "listenPort=" + Installation.freePort())
            .replace("/usr/local/rocketmq", installation.home().toString());
        Path file = installation.home().resolve("conf/2m-2s-async/broker-a.properties");
        assertThat(file).exists();
        return Files.writeString(file, text);
    }

    @Test
    void saysInOneLineWhichPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Path file = brokerFile("listenPort=" + taken.getLocalPort());

            Installation.Started broker = installation.start("mqbroker", "-c", file.toString());

            assertThat(broker.awaitEnd()).isEqualTo(1);
            assertThat(broker.text().lines()).singleElement().asString()
                .contains("mqbroker cannot start: cannot listen on", String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void saysInOneLineThatItsOwnNameServerHasNoPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Path file = brokerFile("nameServerPort=" + taken.getLocalPort());

            Installation.Started broker = installation.start("mqbroker", "-c", file.toString());

            assertThat(broker.awaitEnd()).isEqualTo(1);
            assertThat(broker.text().lines().filter(line -> !line.contains("is set again"))).singleElement().asString()
                .contains("cannot listen on", String.valueOf(taken.getLocalPort()), "namesrvAddr=host:port");
        }
    }

    @Test
    void saysInOneLineWhichSettingIsWrong() throws Exception {
        Path file = brokerFile("flushDiskType=SOMETIMES");

        Installation.Started broker = installation.start("mqbroker", "-c", file.toString());

        assertThat(broker.awaitEnd()).isEqualTo(1);
        assertThat(broker.text().lines()).singleElement().asString()
            .contains(file + ":5: flushDiskType=SOMETIMES (expected: one of [ASYNC_FLUSH, SYNC_FLUSH])");
    }

    @Test
    void saysInOneLineThatJavaIsTooOldOrMissing() throws Exception {
        Path oldJava = directory.resolve("jdk-11/bin/java");
        Files.createDirectories(oldJava.getParent());
        Files.writeString(oldJava, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        Files.setPosixFilePermissions(oldJava, PosixFilePermissions.fromString("rwx------"));

        Installation.Started old = installation.start(Map.of("JAVA_HOME", directory.resolve("jdk-11").toString()), "mqbroker");
        Installation.Started missing = installation.start(Map.of("JAVA_HOME", "/nowhere"), "mqnamesrv");

        assertThat(old.awaitEnd()).isEqualTo(1);
        assertThat(old.text().lines()).singleElement().asString().contains("needs Java 17 or newer", "11.0.2");
        assertThat(missing.awaitEnd()).isEqualTo(1);
        assertThat(missing.text().lines()).singleElement().asString().contains("needs Java 17 or newer", "/nowhere");
    }

    @Test
    void looksForLeakedBuffersOnlyWhenTold() throws Exception {
        Path logging = installation.home().resolve("conf/logback_broker.xml");
        Files.writeString(logging, Files.readString(logging).replace("<root ",
            "<logger name=\"io.netty.util.ResourceLeakDetector\" level=\"DEBUG\"/><root "));
        Path file = brokerFile("listenPort=" + Installation.freePort());

        installation.start("mqbroker", "-c", file.toString()).awaitBoot().kill();
        assertThat(installation.brokerLog()).contains("-Dio.netty.leakDetection.level: disabled");

        installation.start(Map.of("JAVA_OPT_EXT", "-Xms64m -Xmx256m -Dio.netty.leakDetectionLevel=advanced"), "mqbroker", "-c", file.toString())
            .awaitBoot().kill();
        assertThat(installation.brokerLog()).contains("-Dio.netty.leakDetection.level: advanced");
    }

    private Path brokerFile(String line) throws IOException {
        return Files.writeString(directory.resolve("broker.properties"), """
            brokerName=broker-a
            bindAddress=127.0.0.1
            nameServerPort=0
            storePathRootDir=%s
            %s
            """.formatted(directory.resolve("store"), line));
    }
}
