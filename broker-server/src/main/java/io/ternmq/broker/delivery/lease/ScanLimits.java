package io.ternmq.broker.delivery.lease;

/**
 * How far a costly filter may look ahead.
 *
 * @param inlineEntries messages that may be left to look at for the engine to evaluate them itself, at least 1
 * @param chunkEntries messages that a {@link ScanJob} evaluates, at least 1
 */
record ScanLimits(int inlineEntries, int chunkEntries) {

    /** Near the tail a hand-over would cost more than it saves; a chunk takes a worker some milliseconds. */
    static final ScanLimits DEFAULT = new ScanLimits(512, 8_192);
}
