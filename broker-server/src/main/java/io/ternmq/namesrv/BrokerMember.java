package io.ternmq.namesrv;

/**
 * One live broker process.
 *
 * @param version     of the topic table it registered last
 * @param lastSeenMs  when it was last heard of
 * @param timeoutMs   silence after which it is dropped
 * @param channel     identity of its connection; the end of it drops the broker at once
 */
record BrokerMember(BrokerIdentity identity, TableVersion version, long lastSeenMs, long timeoutMs, Object channel) {
    BrokerMember seen(long nowMs) {
        return new BrokerMember(identity, version, nowMs, timeoutMs, channel);
    }

    boolean isExpired(long nowMs) {
        return nowMs - lastSeenMs > timeoutMs;
    }
}
