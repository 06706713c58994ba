package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.IndexWriter;
import io.ternmq.broker.store.log.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;

/**
 * Remembers, in the small file {@code snapshot} of the store directory, the newest snapshot from which recovery may
 * start: one that is durable and whose queue index entries are on the disk. Engine thread and index-writer thread.
 */
final class SnapshotKeeper {
    private record Taken(long begin, long end) {
    }

    private final Path file;
    private volatile Taken newest;
    private volatile long usablePosition = -1;

    SnapshotKeeper(Path storeRoot) {
        this.file = storeRoot.resolve("snapshot");
    }

    /** Position at which recovery may start, if the file names one. */
    OptionalLong read() {
        try {
            long position = Long.parseLong(Files.readString(file).strip());
            usablePosition = position;
            return OptionalLong.of(position);
        } catch (NoSuchFileException | NumberFormatException e) {
            return OptionalLong.empty(); // a new store, or a damaged hint: the log itself says it
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
    }

    /** First position of the log that recovery may need, -1 for all of it. */
    long usablePosition() {
        return usablePosition;
    }

    void onTaken(long begin, long end) {
        newest = new Taken(begin, end);
    }

    /** Makes the newest snapshot the one to recover from, once the log is durable behind it. Not the engine's thread. */
    void keepIfDurable(long durablePosition, IndexWriter indexWriter) {
        Taken taken = newest;
        if (taken == null || taken.begin <= usablePosition || durablePosition < taken.end) {
            return;
        }
        indexWriter.flush(true);
        try {
            Path next = file.resolveSibling("snapshot.next");
            Files.writeString(next, Long.toString(taken.begin));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException("cannot write " + file, e);
        }
        usablePosition = taken.begin;
    }
}
