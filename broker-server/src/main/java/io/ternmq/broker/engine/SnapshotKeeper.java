package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.IndexWriter;
import io.ternmq.broker.store.log.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * Remembers, in the small file {@code snapshot} of the store directory, the newest snapshot from which recovery may
 * start: one that is durable and whose queue index entries are on the disk. Engine thread and index-writer thread.
 */
final class SnapshotKeeper {
    private record Taken(long begin, long end) {
    }

    /** So many files are forced for any snapshot. */
    private static final int FEW_FILES = 100;
    /** Replaying this much takes about as long as forcing a file. */
    private static final long REPLAYED_BYTES_PER_FILE = 64 << 10;
    private static final long MAX_REPLAYED_BYTES = 1L << 30;

    private final Path file;
    private Taken laid;
    private volatile Taken newest;
    private volatile long usablePosition = -1;

    SnapshotKeeper(Path storeRoot) {
        this.file = storeRoot.resolve("snapshot");
    }

    /** Position at which recovery may start, if the file names one; recovery says whether it may, with {@link #use}. */
    OptionalLong read() {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (NoSuchFileException | MalformedInputException | NumberFormatException e) {
            return OptionalLong.empty(); // a new store, or a damaged hint: the log itself says it
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
    }

    /** Recovery starts from the snapshot that the file names. */
    void use(long position) {
        usablePosition = position;
    }

    /** What the file names is of no use. To be called before the log is cut: it may be behind the new end. */
    void discard() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StoreException("cannot delete " + file, e);
        }
    }

    /** First position of the log that recovery may need, -1 for all of it. */
    long usablePosition() {
        return usablePosition;
    }

    /** A snapshot was laid into the log. Engine thread. */
    void onTaken(long begin, long end) {
        laid = new Taken(begin, end);
    }

    /**
     * The batch is in the file, and the index writer may have all its entries. Only now: the log can be durable behind a
     * snapshot before the entries that it counts may be written. Engine thread.
     */
    void onPublished() {
        if (laid != null) {
            newest = laid;
            laid = null;
        }
    }

    /**
     * The same as {@link #keepIfDurable}, unless so many index files are to be forced that it is better to replay somewhat more of the
     * log after a crash: with traffic over 10,000 queues that would take seconds of the disk for each snapshot.
     */
    void keepIfWorthwhile(long durablePosition, IndexWriter indexWriter) {
        Taken taken = newest;
        if (taken != null && (indexWriter.unforcedCount() <= FEW_FILES
            || taken.begin - usablePosition >= Math.min(MAX_REPLAYED_BYTES, indexWriter.unforcedCount() * REPLAYED_BYTES_PER_FILE))) {
            keepIfDurable(durablePosition, indexWriter);
        }
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
            write(next, Long.toString(taken.begin));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException("cannot write " + file, e);
        }
        usablePosition = taken.begin;
    }

    // Forced, since retention deletes what only an older hint would need.
    private static void write(Path target, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }
}
