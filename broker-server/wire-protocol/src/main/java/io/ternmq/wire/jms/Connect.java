package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Makes the TCP connection a JMS connection and takes a lease for it. One TCP connection is one JMS connection.
 *
 * @param clientId      JMS client id, nullable; only one live connection may hold it ({@link JmsCodes#CLIENT_ID_IN_USE})
 * @param connectionId  made by the client, a UUID
 * @param leaseMs       how long the broker shall hold this connection's deliveries without hearing from it; a wish
 * @param reattachEpoch epoch of the session to take up again, 0 for a new one
 */
public record Connect(String clientId, String connectionId, long leaseMs, long reattachEpoch) implements Command {
    public Connect {
        requireNonNull(connectionId, "connectionId");
    }

    /** Reads it from a request. */
    public static Connect from(HeaderFields f) {
        return new Connect(f.get("cid"), f.require("cn"), f.getLong("lt", 0), f.getLong("re", 0));
    }

    @Override
    public int code() {
        return JmsCodes.CONNECT;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("cid", clientId).put("cn", connectionId).put("lt", leaseMs);
        if (reattachEpoch != 0) {
            f.put("re", reattachEpoch);
        }
    }

    /**
     * The answer to {@link Connect}.
     *
     * @param epoch               number of this session, in every later request
     * @param leaseMs             granted; the client renews at a third of it
     * @param maxMessageSizeBytes larger bodies are refused
     * @param brokerName          name of the broker group
     * @param brokerVersion       for people
     * @param storeId             the same for all connections to one store, whatever its address, and for no other store
     * @param redelivery          what the broker does with failed messages, unless a consumer says otherwise
     */
    public record Reply(long epoch, long leaseMs, int maxMessageSizeBytes, String brokerName, String brokerVersion,
            String storeId, RedeliveryTerms redelivery) {
        /** Without a word on failed messages: then the client has to decide. */
        public Reply(long epoch, long leaseMs, int maxMessageSizeBytes, String brokerName, String brokerVersion, String storeId) {
            this(epoch, leaseMs, maxMessageSizeBytes, brokerName, brokerVersion, storeId, RedeliveryTerms.NONE);
        }

        /** Reads it from a response. */
        public static Reply from(HeaderFields f) {
            return new Reply(f.requireLong("e"), f.requireLong("lt"), f.requireInt("mm"), f.get("bn"), f.get("bv"),
                f.get("si"), RedeliveryTerms.from(f));
        }

        /** Writes it into a response. */
        public void writeTo(HeaderFields f) {
            f.put("e", epoch).put("lt", leaseMs).put("mm", maxMessageSizeBytes).put("bn", brokerName).put("bv", brokerVersion)
                .put("si", storeId);
            redelivery.writeTo(f);
        }
    }
}
