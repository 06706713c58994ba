package io.ternmq.namesrv;

/**
 * Version of a broker's topic table, RocketMQ's {@code DataVersion}. Two tables are the same when all three are equal.
 *
 * @param timestampMs when the counter last moved
 */
record TableVersion(long stateVersion, long timestampMs, long counter) {
    static final TableVersion NONE = new TableVersion(0, 0, 0);
}
