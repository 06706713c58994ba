package io.ternmq.broker.delivery.session;

import io.ternmq.wire.jms.RedeliveryTerms;

/**
 * The numbers of JMS sessions.
 *
 * @param lease how long a session lives without a sign of life
 * @param maxMessageBytes largest body
 * @param transactionMemoryBytes bytes of messages of one open transaction that are in memory; more wait in the log
 * @param maxHeldBytes the same of all open transactions together
 * @param brokerName name of the broker group, told to clients
 * @param brokerVersion for people
 * @param redelivery what becomes of messages that applications fail to process, as far as they have no wish; leaves nothing open
 * @param expiryQueue topic of the queue that keeps expired messages; null when they are dropped
 */
public record SessionSettings(Lease lease, int maxMessageBytes, long transactionMemoryBytes, long maxHeldBytes, String brokerName,
        String brokerVersion, RedeliveryTerms redelivery, String expiryQueue) {

    /** With memory for four transactions, and the default rules for failed messages; expired ones are dropped. */
    public SessionSettings(Lease lease, int maxMessageBytes, long transactionMemoryBytes, String brokerName, String brokerVersion) {
        this(lease, maxMessageBytes, transactionMemoryBytes, 4 * transactionMemoryBytes, brokerName, brokerVersion,
            RedeliveryTerms.BROKER_DEFAULT, null);
    }

    /**
     * How long a session lives without a sign of life. Its messages stay with it for the lease and the grace time; within the
     * grace time after its connection broke it can be taken up again.
     *
     * @param defaultMs granted when the client does not ask for a time
     * @param minMs shortest grant
     * @param maxMs longest grant
     * @param graceMs time after a broken connection, and on top of a lease that has run out
     */
    public record Lease(long defaultMs, long minMs, long maxMs, long graceMs) {

        /** 30 s, between 1 s and 10 min; 10 s of grace. */
        public static final Lease DEFAULT = new Lease(30_000, 1_000, 600_000, 10_000);

        long grant(long wantedMs) {
            return wantedMs <= 0 ? defaultMs : Math.max(minMs, Math.min(maxMs, wantedMs));
        }
    }

    /** Default leases, 4 MiB messages, 32 MiB of a transaction in memory. */
    public static SessionSettings defaults(String brokerName, String brokerVersion) {
        return new SessionSettings(Lease.DEFAULT, 4 << 20, 32L << 20, brokerName, brokerVersion);
    }
}
