package io.ternmq.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.config.BrokerConfig.FlushDiskType;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerConfigReaderTest {
    @TempDir
    Path directory;

    @Test
    void readsTheSeedFileAsItStands() throws URISyntaxException {
        Path seed = Path.of(getClass().getResource("seed-broker-a.properties").toURI());

        LoadedBrokerConfig loaded = BrokerConfigReader.fromFile(seed);

        BrokerConfig config = loaded.config();
        assertThat(config.identity()).isEqualTo(new BrokerConfig.Identity("rocketmq-cluster", "broker-a|broker-b", 0));
        assertThat(config.nameServers()).containsExactly("rocketmq-nameserver1:9876");
        assertThat(config.network().listenPort()).isEqualTo(10911);
        assertThat(config.network().bindAddress()).isEqualTo("0.0.0.0");
        assertThat(config.storage().commitLogFileBytes()).isEqualTo(1073741824);
        assertThat(config.storage().consumeQueueFileEntries()).isEqualTo(300000);
        assertThat(config.storage().maxMessageBytes()).isEqualTo(65536);
        assertThat(config.storage().flushDiskType()).isEqualTo(FlushDiskType.ASYNC_FLUSH);
        assertThat(config.storage().retention()).isEqualTo(new BrokerConfig.Retention(List.of(4), 120, 88));
        assertThat(config.storage().paths().commitLog()).isEqualTo(Path.of("/usr/local/rocketmq/store/commitlog"));
        assertThat(config.storage().paths().abort()).isEqualTo(Path.of("/usr/local/rocketmq/store/abort"));
        assertThat(config.admission().defaultTopicQueues()).isEqualTo(4);
        assertThat(loaded.warnings()).singleElement().asString().contains(":4: brokerName", "broker-a|broker-b");
        assertThat(loaded.notes()).isEmpty();
    }

    @Test
    void listensOnLoopbackWithoutAFile() {
        LoadedBrokerConfig loaded = BrokerConfigReader.withoutFile(Map.of());

        assertThat(loaded.config().network().bindAddress()).isEqualTo("127.0.0.1");
        assertThat(loaded.config().hasEmbeddedNameServer()).isTrue();
        assertThat(loaded.config().admission().allowAnonymousAdmin()).isFalse();
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void namesFileLineKeyAndExpectationOfEveryWrongValue() throws IOException {
        Path file = write("""
            # first

            listenPort = 109x1
            flushDiskType=SOMETIMES
            diskMaxUsedSpaceRatio=120
            autoCreateTopicEnable=yes
            """);

        assertThatThrownBy(() -> BrokerConfigReader.fromFile(file)).isInstanceOf(ConfigException.class)
            .hasMessageContaining(file + ":3: listenPort=109x1 (expected: a whole number from 0 to 65535)")
            .hasMessageContaining(file + ":4: flushDiskType=SOMETIMES (expected: one of [ASYNC_FLUSH, SYNC_FLUSH])")
            .hasMessageContaining(file + ":5: diskMaxUsedSpaceRatio=120 (expected: a whole number from 10 to 95)")
            .hasMessageContaining(file + ":6: autoCreateTopicEnable=yes (expected: true or false)");
    }

    @Test
    void warnsOfUnknownKeysAndNotesThoseWithoutEffect() throws IOException {
        Path file = write("brokerName=a\nlistenPrt=10911\nsendMessageThreadPoolNums=128\n");

        LoadedBrokerConfig loaded = BrokerConfigReader.fromFile(file);

        assertThat(loaded.warnings()).containsExactly(file + ":2: unknown key listenPrt");
        assertThat(loaded.notes()).singleElement().asString().endsWith(": sendMessageThreadPoolNums");
    }

    @Test
    void warnsWhenAKeyIsSetTwiceAndTakesTheLast() throws IOException {
        Path file = write("listenPort=1\nlistenPort=2\n");

        LoadedBrokerConfig loaded = BrokerConfigReader.fromFile(file);

        assertThat(loaded.config().network().listenPort()).isEqualTo(2);
        assertThat(loaded.warnings()).containsExactly(file + ":2: listenPort is set again; line 1 has no effect");
    }

    @Test
    void readsBothSpellingsOfFileSizes() throws IOException {
        Path file = write("mappedFileSizeCommitLog=1048576\nmapedFileSizeConsumeQueue=1000\n");

        BrokerConfig.Storage storage = BrokerConfigReader.fromFile(file).config().storage();

        assertThat(storage.commitLogFileBytes()).isEqualTo(1048576);
        assertThat(storage.consumeQueueFileEntries()).isEqualTo(1000);
    }

    @Test
    void refusesLogFilesThatASnapshotsRecordsMayNotFit() throws IOException {
        Path file = write("mappedFileSizeCommitLog=1048575\n");

        assertThatThrownBy(() -> BrokerConfigReader.fromFile(file)).isInstanceOf(ConfigException.class)
            .hasMessageContaining(":1: mappedFileSizeCommitLog=1048575 (expected: a whole number from 1048576 to 1073741824)");
    }

    @Test
    void commitsAtMostHalfALogFileInOneGo() throws IOException {
        assertThat(BrokerConfigReader.fromFile(write("")).config().jms().transactionMemoryBytes()).isEqualTo(8 << 20);
        assertThat(BrokerConfigReader.fromFile(write("mappedFileSizeCommitLog=1048576\n")).config().jms().transactionMemoryBytes())
            .isEqualTo(524288);
        assertThat(BrokerConfigReader.fromFile(write("jmsTransactionMemoryBytes=268435456\n")).config().jms().transactionMemoryBytes())
            .isEqualTo(256 << 20);
        Path tooLarge = write("mappedFileSizeCommitLog=1048576\njmsTransactionMemoryBytes=524289\n");

        assertThatThrownBy(() -> BrokerConfigReader.fromFile(tooLarge)).isInstanceOf(ConfigException.class)
            .hasMessageContaining(":2: jmsTransactionMemoryBytes=524289 (expected: a whole number from 1 to 524288)");
    }

    @Test
    void givesAllTransactionsTogetherAShareOfTheHeap() throws IOException {
        assertThat(BrokerConfigReader.fromFile(write("")).config().jms().maxHeldBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
        assertThat(BrokerConfigReader.fromFile(write("jmsMaxHeldBytes=0\n")).config().jms().maxHeldBytes()).isZero();
        assertThat(BrokerConfigReader.fromFile(write("jmsMaxHeldBytes=1000000000000\n")).config().jms().maxHeldBytes())
            .isEqualTo(1_000_000_000_000L);
    }

    @Test
    void refusesWhatWouldBeUnsafeToIgnore() throws IOException {
        Path file = write("aclEnable=true\nbrokerRole=SLAVE\nbrokerId=1\n");

        assertThatThrownBy(() -> BrokerConfigReader.fromFile(file)).isInstanceOf(ConfigException.class)
            .hasMessageContaining(":1: aclEnable=true")
            .hasMessageContaining(":2: brokerRole=SLAVE (expected: ASYNC_MASTER or SYNC_MASTER; this version does not replicate)")
            .hasMessageContaining(":3: brokerId=1");
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> BrokerConfigReader.fromFile(directory.resolve("none.properties")))
            .isInstanceOf(ConfigException.class).hasMessageContaining("none.properties: no such file");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("broker.properties"), text);
    }
}
