package io.ternmq.broker.delivery.lease;

/**
 * How far a costly filter may look ahead.
 *
 * @param inlineEntries messages that may be left to look at for the engine to evaluate them itself, at least 1
 * @param firstChunkEntries messages that the first {@link ScanJob} of a filter evaluates, at least 1; each further one twice as many
 * @param chunkEntries messages that a job evaluates at most, at least as many
 * @param jobs jobs of one filter that may be under way at a time, at least 1
 */
record ScanLimits(int inlineEntries, int firstChunkEntries, int chunkEntries, int jobs) {

    /**
     * Near the tail a hand-over would cost more than it saves; a chunk takes a worker a millisecond or two. Whoever waits for a
     * first match need not wait for so long. With one processor a second job of a filter would only take time from the engine.
     */
    static final ScanLimits DEFAULT = new ScanLimits(512, 1_024, 8_192, Math.min(2, Runtime.getRuntime().availableProcessors()));
}
