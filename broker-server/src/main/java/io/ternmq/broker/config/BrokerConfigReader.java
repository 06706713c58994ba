package io.ternmq.broker.config;

import io.ternmq.broker.config.BrokerConfig.Admission;
import io.ternmq.broker.config.BrokerConfig.FlushDiskType;
import io.ternmq.broker.config.BrokerConfig.Identity;
import io.ternmq.broker.config.BrokerConfig.Jms;
import io.ternmq.broker.config.BrokerConfig.Network;
import io.ternmq.broker.config.BrokerConfig.Paths;
import io.ternmq.broker.config.BrokerConfig.Pull;
import io.ternmq.broker.config.BrokerConfig.Retention;
import io.ternmq.broker.config.BrokerConfig.Storage;
import io.ternmq.wire.jms.RedeliveryTerms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns a RocketMQ-style property file into a {@link BrokerConfig}. Every key that has an effect is read in this class:
 * <ul>
 * <li>{@code brokerClusterName} (DefaultCluster), {@code brokerName} (host name), {@code brokerId} (0), {@code brokerRole}
 * (ASYNC_MASTER; a master without slaves for now, SLAVE is refused)
 * <li>{@code listenPort} (10911; 0 = any free), {@code bindAddress} (0.0.0.0 with a file, 127.0.0.1 without),
 * {@code brokerIP1} (address told to clients), {@code haListenPort} (listenPort + 1), {@code nameServerPort} (9876, embedded
 * only)
 * <li>{@code namesrvAddr}: {@code host:port;host:port}; without it the name server runs inside the broker
 * <li>{@code storePathRootDir} (${user.home}/ternmq/store), {@code storePathCommitLog} and, below it by default,
 * {@code storePathConsumeQueue}, {@code storePathIndex}, {@code storeCheckpoint}, {@code abortFile}
 * <li>{@code mappedFileSizeCommitLog} (1073741824 bytes, at least 1048576), {@code mappedFileSizeConsumeQueue} (300000, in
 * <em>entries</em>, as the comments in circulating files say), both also with the old spelling {@code maped…}
 * <li>{@code flushDiskType} (ASYNC_FLUSH), {@code maxMessageSize} (4194304 bytes)
 * <li>{@code deliverWhenDurable} (false): whether JMS consumers get a message whose sender waits for the disk only when the disk has it;
 * else as soon as it is in the file, while the disk takes it
 * <li>{@code messageDelayLevel} (1s 5s 10s 30s 1m … 2h: the delays of levels 1, 2, …)
 * <li>{@code deleteWhen} (04; hours separated by {@code ;}), {@code fileReservedTime} (72 hours), {@code diskMaxUsedSpaceRatio}
 * (75 percent)
 * <li>{@code autoCreateTopicEnable} (true), {@code autoCreateSubscriptionGroup} (true), {@code defaultTopicQueueNums} (8),
 * {@code brokerPermission} (6), {@code allowAnonymousAdmin} (false)
 * <li>{@code jmsUsersFile} (none: JMS connections need no user): file of the users as whom JMS connections must sign on; kept with
 * {@code bin/mqusers}, read again when it changes
 * <li>{@code longPollingEnable} (true), {@code maxTransferBytesOnMessageInMemory} (262144),
 * {@code maxTransferCountOnMessageInMemory} (32), {@code maxTransferBytesOnMessageInDisk} (65536),
 * {@code maxTransferCountOnMessageInDisk} (8)
 * <li>{@code jmsMaxDeliveries} (10), {@code jmsRedeliveryDelayMs} (0), {@code jmsRedeliveryMultiplierPercent} (100: every delay is as
 * long as the first), {@code jmsMaxRedeliveryDelayMs} (3600000), {@code jmsRedeliveryJitterPercent} (0), {@code jmsDeadLetter}
 * ({@code default}: {@code %DLQ%} and the group; {@code discard}; {@code block}; or the name of a queue): what becomes of messages
 * that JMS applications fail to process, unless a consumer says otherwise
 * <li>{@code jmsExpiryQueue} (none): name of the queue that keeps expired messages
 * <li>{@code jmsTransactionMemoryBytes} (8388608, or half of {@code mappedFileSizeCommitLog} when that is less, which is the most): bytes
 * of messages of one open JMS transaction that are in memory, and committed in one go; what it sends beyond that is written to the log
 * meanwhile, and copied from there when it commits
 * <li>{@code jmsMaxHeldBytes} (a quarter of the largest heap): the same of all open transactions together
 * </ul>
 */
public final class BrokerConfigReader {
    private static final int QUEUE_ENTRY_BYTES = 20;
    // A record lies in one file, and those of a snapshot have 128 KiB and more.
    private static final int MIN_COMMIT_LOG_FILE_BYTES = 1 << 20;
    private static final int MAX_COMMIT_LOG_FILE_BYTES = 1 << 30;
    private static final int DEFAULT_TRANSACTION_MEMORY_BYTES = 8 << 20;
    private static final int HELD_SHARE_OF_HEAP = 4;
    private static final int LARGEST_FRAME_BODY_BYTES = 15 * 1024 * 1024;
    private static final String NAME_PATTERN = "[%|a-zA-Z0-9_.-]{1,120}";
    private static final String DEFAULT_DELAY_LEVELS = "1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h";
    private static final String DELAY = "\\d{1,9}(ms|s|m|h|d)";
    private static final List<String> UNSAFE_TO_IGNORE = List.of("aclEnable", "authenticationEnabled", "authorizationEnabled",
        "enableDLegerCommitLog", "enableControllerMode", "duplicationEnable");

    private static final int MAX_QUEUE_NAME_LENGTH = 1000;

    private enum Role { ASYNC_MASTER, SYNC_MASTER, SLAVE }

    private final SettingReader settings;
    private final boolean isFromFile;

    private BrokerConfigReader(SettingReader settings, boolean isFromFile) {
        this.settings = settings;
        this.isFromFile = isFromFile;
    }

    /** Reads a file. Throws {@link ConfigException}. */
    public static LoadedBrokerConfig fromFile(Path file) {
        return fromFile(file, Map.of());
    }

    /** Reads a file; {@code overrides} (command line options) win over it. Throws {@link ConfigException}. */
    public static LoadedBrokerConfig fromFile(Path file, Map<String, String> overrides) {
        return from(PropertyText.read(file), overrides, true);
    }

    /**
     * Everything at its default, which is to listen on loopback only, but for the settings given. Throws {@link
     * ConfigException}.
     */
    public static LoadedBrokerConfig withoutFile(Map<String, String> overrides) {
        return from(new PropertyText("settings", List.of()), overrides, false);
    }

    static LoadedBrokerConfig from(PropertyText text, Map<String, String> overrides, boolean isFromFile) {
        List<Setting> merged = new ArrayList<>(text.settings());
        merged.removeIf(setting -> overrides.containsKey(setting.key()));
        merged.addAll(PropertyText.of(text.source(), overrides).settings());
        SettingReader settings = new SettingReader(new PropertyText(text.source(), merged));
        BrokerConfig config = new BrokerConfigReader(settings, isFromFile).read();
        settings.requireNoFaults();
        List<String> warnings = new ArrayList<>(settings.warnings());
        return new LoadedBrokerConfig(config, warnings, KnownKeys.review(settings, warnings));
    }

    private BrokerConfig read() {
        UNSAFE_TO_IGNORE.forEach(this::requireFalse);
        Storage storage = storage();
        return new BrokerConfig(identity(), network(), nameServers(), storage, admission(), pull(), jms(storage.commitLogFileBytes()));
    }

    private void requireFalse(String key) {
        if (settings.flag(key, false)) {
            settings.fault(key, "false: this version does not offer it, and ignoring it would be unsafe");
        }
    }

    private Identity identity() {
        if (settings.choice("brokerRole", Role.ASYNC_MASTER) == Role.SLAVE) {
            settings.fault("brokerRole", "ASYNC_MASTER or SYNC_MASTER; this version does not replicate");
        }
        String brokerName = name("brokerName", HostNames.localName());
        if (brokerName.indexOf('|') >= 0) {
            // Seed files carry "broker-a|broker-b", meaning "write one of these". RocketMQ takes it as one legal name, so do we:
            // choosing for the user would change the name, and with it the identity of all queues, behind their back.
            settings.warn("brokerName",
                "'" + brokerName + "' is taken as one name. If it was meant as a choice, write one of the two");
        }
        long brokerId = settings.number("brokerId", 0, 0, Long.MAX_VALUE);
        if (brokerId != 0) {
            settings.fault("brokerId", "0, which is a master; this version does not replicate");
        }
        return new Identity(name("brokerClusterName", "DefaultCluster"), brokerName, brokerId);
    }

    private String name(String key, String defaultValue) {
        String value = settings.text(key, defaultValue);
        if (!value.matches(NAME_PATTERN)) {
            settings.fault(key, "1 to 120 of the characters % | a-z A-Z 0-9 _ . -");
        }
        return value;
    }

    private Network network() {
        int listenPort = settings.integer("listenPort", 10911, 0, 65535);
        String bindAddress = settings.text("bindAddress", isFromFile ? "0.0.0.0" : "127.0.0.1");
        return new Network(bindAddress, listenPort, settings.text("brokerIP1", null),
            settings.integer("haListenPort", Math.min(listenPort + 1, 65535), 0, 65535),
            settings.integer("nameServerPort", BrokerConfig.NAME_SERVER_PORT, 0, 65535));
    }

    private List<String> nameServers() {
        List<String> addresses = new ArrayList<>();
        for (String part : settings.text("namesrvAddr", "").split("[;,]")) {
            String address = part.trim();
            if (!address.isEmpty() && !address.matches(".+:[0-9]{1,5}")) {
                settings.fault("namesrvAddr", "host:port, several separated by ;");
            } else if (!address.isEmpty()) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private Storage storage() {
        Retention retention = new Retention(deleteHours(), settings.integer("fileReservedTime", 72, 1, 1_000_000),
            settings.integer("diskMaxUsedSpaceRatio", 75, 10, 95));
        return new Storage(paths(), commitLogFileBytes(), consumeQueueFileEntries(),
            settings.choice("flushDiskType", FlushDiskType.ASYNC_FLUSH), settings.flag("deliverWhenDurable", false),
            settings.integer("maxMessageSize", 4 * 1024 * 1024, 1, LARGEST_FRAME_BODY_BYTES), retention, delayLevels());
    }

    private String delayLevels() {
        String levels = settings.text("messageDelayLevel", DEFAULT_DELAY_LEVELS);
        if (!levels.matches(DELAY + "(\\s+" + DELAY + ")*")) {
            settings.fault("messageDelayLevel", "delays separated by blanks, each a number and one of ms, s, m, h, d");
        }
        return levels;
    }

    private Paths paths() {
        Path root = Path.of(settings.text("storePathRootDir", defaultRoot())).toAbsolutePath().normalize();
        return new Paths(root, path("storePathCommitLog", root.resolve("commitlog")),
            path("storePathConsumeQueue", root.resolve("consumequeue")), path("storePathIndex", root.resolve("index")),
            path("storeCheckpoint", root.resolve("checkpoint")), path("abortFile", root.resolve("abort")));
    }

    private static String defaultRoot() {
        return Path.of(System.getProperty("user.home"), "ternmq", "store").toString();
    }

    private Path path(String key, Path defaultValue) {
        return Path.of(settings.text(key, defaultValue.toString())).toAbsolutePath().normalize();
    }

    private int commitLogFileBytes() {
        return settings.integer(spelling("mappedFileSizeCommitLog"), 1 << 30, MIN_COMMIT_LOG_FILE_BYTES, MAX_COMMIT_LOG_FILE_BYTES);
    }

    private int consumeQueueFileEntries() {
        String key = spelling("mappedFileSizeConsumeQueue");
        int entries = settings.integer(key, 300_000, 1, Integer.MAX_VALUE / QUEUE_ENTRY_BYTES);
        if (entries > 1_000_000) {
            settings.warn(key, "is read as a number of entries; each queue file will be "
                + (long) entries * QUEUE_ENTRY_BYTES + " bytes long");
        }
        return entries;
    }

    /** The spelling that the file uses; the new one when it uses both. */
    private String spelling(String key) {
        String old = key.replace("mapped", "maped");
        if (!settings.isSet(old)) {
            return key;
        }
        if (settings.isSet(key)) {
            settings.warn(old, "has no effect beside " + key);
            return key;
        }
        return old;
    }

    private List<Integer> deleteHours() {
        List<Integer> hours = new ArrayList<>();
        for (String part : settings.text("deleteWhen", "04").split(";")) {
            if (!part.trim().matches("[01]?[0-9]|2[0-3]")) {
                settings.fault("deleteWhen", "an hour from 00 to 23, several separated by ;");
                return List.of();
            }
            hours.add(Integer.valueOf(part.trim()));
        }
        return hours;
    }

    private Admission admission() {
        return new Admission(settings.flag("autoCreateTopicEnable", true), settings.flag("autoCreateSubscriptionGroup", true),
            settings.integer("defaultTopicQueueNums", 8, 1, 65536), settings.integer("brokerPermission", 6, 0, 6) & 6,
            settings.flag("allowAnonymousAdmin", false), settings.isSet("jmsUsersFile") ? path("jmsUsersFile", Path.of("")) : null);
    }

    private Pull pull() {
        return new Pull(settings.flag("longPollingEnable", true),
            settings.integer("maxTransferBytesOnMessageInMemory", 256 * 1024, 1, LARGEST_FRAME_BODY_BYTES),
            settings.integer("maxTransferCountOnMessageInMemory", 32, 1, 65536),
            settings.integer("maxTransferBytesOnMessageInDisk", 64 * 1024, 1, LARGEST_FRAME_BODY_BYTES),
            settings.integer("maxTransferCountOnMessageInDisk", 8, 1, 65536));
    }

    private Jms jms(int commitLogFileBytes) {
        RedeliveryTerms defaults = RedeliveryTerms.BROKER_DEFAULT;
        RedeliveryTerms redelivery = new RedeliveryTerms(
            settings.integer("jmsMaxDeliveries", defaults.maxDeliveries(), 1, Integer.MAX_VALUE),
            settings.number("jmsRedeliveryDelayMs", defaults.delayMs(), 0, RedeliveryTerms.MAX_DELAY_MS),
            settings.integer("jmsRedeliveryMultiplierPercent", defaults.multiplierPercent(), 100, RedeliveryTerms.MAX_MULTIPLIER_PERCENT),
            settings.number("jmsMaxRedeliveryDelayMs", defaults.maxDelayMs(), 0, RedeliveryTerms.MAX_DELAY_MS),
            settings.integer("jmsRedeliveryJitterPercent", defaults.jitterPercent(), 0, 100),
            queueName("jmsDeadLetter", defaults.deadLetter()));
        return new Jms(redelivery, queueName("jmsExpiryQueue", null), transactionMemoryBytes(commitLogFileBytes),
            settings.number("jmsMaxHeldBytes", heapShare(), 0, Long.MAX_VALUE));
    }

    private int transactionMemoryBytes(int commitLogFileBytes) {
        // One group, which lies in one file.
        int largest = commitLogFileBytes / 2;
        return settings.integer("jmsTransactionMemoryBytes", Math.min(DEFAULT_TRANSACTION_MEMORY_BYTES, largest), 1, largest);
    }

    private static long heapShare() {
        return Runtime.getRuntime().maxMemory() / HELD_SHARE_OF_HEAP;
    }

    private String queueName(String key, String defaultValue) {
        String name = settings.text(key, defaultValue);
        if (name != null && (name.isBlank() || name.length() > MAX_QUEUE_NAME_LENGTH)) {
            settings.fault(key, "the name of a queue, at most " + MAX_QUEUE_NAME_LENGTH + " characters");
            return defaultValue;
        }
        return name;
    }
}
