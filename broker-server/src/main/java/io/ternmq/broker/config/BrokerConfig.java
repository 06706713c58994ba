package io.ternmq.broker.config;

import io.ternmq.wire.jms.RedeliveryTerms;
import java.nio.file.Path;
import java.util.List;

/**
 * All settings of a broker, checked. Read by {@link BrokerConfigReader}, which documents the keys.
 *
 * @param identity    who this broker is in its cluster
 * @param network     where it listens and how others reach it
 * @param nameServers addresses {@code host:port} of the name servers it registers with; empty when the name server is embedded
 * @param storage     where and how messages are kept
 * @param admission   what clients may make it create and do
 * @param pull        limits of one pull answer
 * @param jms         what becomes of JMS messages that fail or expire, and limits of transactions
 */
public record BrokerConfig(Identity identity, Network network, List<String> nameServers, Storage storage, Admission admission,
                           Pull pull, Jms jms) {

    /** Default name server port. */
    public static final int NAME_SERVER_PORT = 9876;

    public BrokerConfig {
        nameServers = List.copyOf(nameServers);
    }

    /** Whether this process also runs the name server. */
    public boolean hasEmbeddedNameServer() {
        return nameServers.isEmpty();
    }

    /**
     * Who this broker is.
     *
     * @param brokerId 0 for the master
     */
    public record Identity(String clusterName, String brokerName, long brokerId) {}

    /**
     * Where the broker listens.
     *
     * @param bindAddress       address of the listening socket
     * @param listenPort        0 takes a free port
     * @param advertisedAddress host or IP address that clients are told; null: chosen from {@code bindAddress}
     * @param haListenPort      told to name servers; nobody listens there yet
     * @param nameServerPort    port of the embedded name server, 0 takes a free one
     */
    public record Network(String bindAddress, int listenPort, String advertisedAddress, int haListenPort, int nameServerPort) {}

    /** When a message counts as stored for a native producer. */
    public enum FlushDiskType { ASYNC_FLUSH, SYNC_FLUSH }

    /**
     * How messages are kept.
     *
     * @param commitLogFileBytes      length of a new commit log file; existing files keep theirs
     * @param consumeQueueFileEntries entries (20 bytes each) of a new queue file; existing files keep theirs
     * @param deliversWhenDurable     whether JMS consumers get what waits for the disk only when the disk has it
     * @param maxMessageBytes         largest body
     * @param delayLevels             the delays of levels 1, 2, … such as {@code 1s 5s 10s}
     */
    public record Storage(Paths paths, int commitLogFileBytes, int consumeQueueFileEntries, FlushDiskType flushDiskType,
                          boolean deliversWhenDurable, int maxMessageBytes, Retention retention, String delayLevels) {}

    /** Directories and files of the store. */
    public record Paths(Path root, Path commitLog, Path consumeQueue, Path index, Path checkpoint, Path abort) {}

    /**
     * When old messages are deleted.
     *
     * @param deleteHours         hours of the day, 0 to 23
     * @param reservedHours       how long a file is kept after its last write
     * @param maxUsedSpacePercent share of the disk above which old files are deleted at any hour
     */
    public record Retention(List<Integer> deleteHours, int reservedHours, int maxUsedSpacePercent) {
        public Retention {
            deleteHours = List.copyOf(deleteHours);
        }
    }

    /**
     * What clients may make the broker create and do.
     *
     * @param defaultTopicQueues  queues of a topic created for a send, at most
     * @param permission          2 write, 4 read, 6 both
     * @param allowAnonymousAdmin whether codes that change a running broker are answered to other machines
     * @param jmsUsersFile        users as whom JMS connections must sign on; null when they need not
     */
    public record Admission(boolean autoCreateTopic, boolean autoCreateGroup, int defaultTopicQueues, int permission,
                            boolean allowAnonymousAdmin, Path jmsUsersFile) {}

    /** Limits of one pull answer (PROTOCOL §7), and whether an empty one waits. */
    public record Pull(boolean longPolling, int maxBytesFromMemory, int maxMessagesFromMemory, int maxBytesFromDisk,
                       int maxMessagesFromDisk) {}

    /**
     * What becomes of JMS messages that fail or expire, and how much of transactions is in memory.
     *
     * @param redelivery  unless a consumer says otherwise; leaves nothing open
     * @param expiryQueue name of the queue that keeps expired messages; null when they are dropped
     * @param transactionMemoryBytes messages of one open transaction that are in memory, with their headers; more wait in the log. At most
     *                               half a commit log file
     * @param maxHeldBytes the same of all open transactions together
     */
    public record Jms(RedeliveryTerms redelivery, String expiryQueue, int transactionMemoryBytes, long maxHeldBytes) {}
}
