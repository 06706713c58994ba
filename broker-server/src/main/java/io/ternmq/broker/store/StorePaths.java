package io.ternmq.broker.store;

import java.nio.file.Path;

/**
 * Where a store's parts are and how long its files become.
 *
 * @param root            the store directory: lock, snapshot
 * @param segmentLength   bytes of a new log segment; a log that exists keeps its own
 * @param entriesPerFile  entries of a new queue index file; files that exist keep their own
 * @param maxRecordLength bytes of the largest record, a message with all its parts
 */
public record StorePaths(Path root, Path commitLog, Path consumeQueue, Path checkpoint, Path abort, int segmentLength,
        int entriesPerFile, int maxRecordLength) {
    private static final int ENTRIES_PER_FILE = 300_000;

    /** RocketMQ's names below {@code root}, with segments of {@code segmentLength} bytes. */
    public static StorePaths below(Path root, int segmentLength) {
        return new StorePaths(root, root.resolve("commitlog"), root.resolve("consumequeue"), root.resolve("checkpoint"),
                root.resolve("abort"), segmentLength, ENTRIES_PER_FILE, 5 << 20);
    }
}
