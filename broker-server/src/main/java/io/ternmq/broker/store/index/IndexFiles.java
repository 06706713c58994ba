package io.ternmq.broker.store.index;

import io.ternmq.broker.store.log.PrivateFiles;
import io.ternmq.broker.store.log.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one queue: {@code <topic>/<queueId>/<20 digits>}, each of {@code entriesPerFile} × 20 bytes, sparse
 * (PROTOCOL §13). Opened for each run of writes and closed after it: a run is long where traffic is, and idle queues must
 * not hold files. The file that is being read stays mapped as long as it is read. Thread-safe.
 */
final class IndexFiles {
    static final int ENTRY_LENGTH = 20;
    private static final int NAME_LENGTH = 20;

    private final Path folder;
    private final int entriesPerFile;
    // What was read last; readers replace it, the index writer drops it when nobody has read for a while.
    private volatile MappedFile mapped;

    /** One file as it is in memory; {@code firstOffset} is the queue offset of its first entry. */
    private record MappedFile(long firstOffset, MappedByteBuffer bytes) {
    }

    IndexFiles(Path folder, int entriesPerFile) {
        this.folder = folder;
        this.entriesPerFile = entriesPerFile;
    }

    /** Entries per file of what is in {@code root} already, or the configured number when it is empty. */
    static int existingEntriesPerFile(Path root, int configured) {
        try (Stream<Path> files = Files.walk(root, 3)) {
            // An empty one was created just before a crash.
            return files.filter(file -> file.getFileName().toString().matches("\\d{20}") && Files.isRegularFile(file)
                            && length(file) >= ENTRY_LENGTH)
                    .findFirst().map(file -> (int) (length(file) / ENTRY_LENGTH)).orElse(configured);
        } catch (IOException e) {
            throw new StoreException("cannot list queue indexes in " + root, e);
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new StoreException("cannot read the length of queue index " + file, e);
        }
    }

    /** Writes the entries in {@code bytes}, the first of which has the given queue offset. */
    void write(long queueOffset, ByteBuffer bytes) {
        long offset = queueOffset;
        while (bytes.hasRemaining()) {
            long inFile = offset % entriesPerFile;
            int run = (int) Math.min(bytes.remaining() / ENTRY_LENGTH, entriesPerFile - inFile);
            ByteBuffer part = bytes.slice(bytes.position(), run * ENTRY_LENGTH);
            writeRun(offset, part);
            bytes.position(bytes.position() + run * ENTRY_LENGTH);
            offset += run;
        }
    }

    private void writeRun(long queueOffset, ByteBuffer run) {
        Path file = file(queueOffset);
        try (FileChannel channel = openForWriting(file)) {
            long at = queueOffset % entriesPerFile * ENTRY_LENGTH;
            while (run.hasRemaining()) {
                at += channel.write(run, at);
            }
        } catch (IOException e) {
            throw new StoreException("cannot write queue index " + file, e);
        }
    }

    private FileChannel openForWriting(Path file) throws IOException {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            extend(channel);
            return channel;
        } catch (NoSuchFileException e) {
            return create(file);
        }
    }

    private FileChannel create(Path file) throws IOException {
        PrivateFiles.createFolders(folder);
        FileChannel channel = FileChannel.open(file,
                StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
        PrivateFiles.restrict(file);
        extend(channel);
        return channel;
    }

    private void extend(FileChannel channel) throws IOException {
        long length = (long) entriesPerFile * ENTRY_LENGTH;
        if (channel.size() < length) {
            channel.write(ByteBuffer.allocate(1), length - 1);
        }
    }

    /**
     * Log position of the message at {@code queueOffset}, read without keeping anything of the file.
     *
     * @return -1 when {@link #deleteBefore} has deleted its file, which may have been on its way again, for later entries, when a kill came
     */
    long positionAt(long queueOffset) {
        Path file = file(queueOffset);
        ByteBuffer position = ByteBuffer.allocate(Long.BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int length = channel.read(position, queueOffset % entriesPerFile * ENTRY_LENGTH);
            return length == Long.BYTES ? position.getLong(0) : deletedPosition(queueOffset);
        } catch (NoSuchFileException e) {
            return deletedPosition(queueOffset);
        } catch (IOException e) {
            throw new StoreException("cannot read queue index " + file, e);
        }
    }

    private long deletedPosition(long queueOffset) {
        if (!filesBefore(queueOffset).isEmpty()) {
            throw new StoreException("queue index " + file(queueOffset) + " is missing or too short for offset " + queueOffset);
        }
        return -1;
    }

    /** Entries from {@code queueOffset} to the end of its file, ready to be read; null when there is no file. */
    ByteBuffer read(long queueOffset) {
        long first = queueOffset - queueOffset % entriesPerFile;
        MappedFile current = mapped;
        if (current == null || current.firstOffset != first) {
            current = map(first);
            if (current == null) {
                return null;
            }
            mapped = current;
        }
        int from = (int) (queueOffset - first) * ENTRY_LENGTH;
        return current.bytes.slice(from, current.bytes.limit() - from);
    }

    private MappedFile map(long first) {
        Path file = file(first);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new MappedFile(first, channel.map(MapMode.READ_ONLY, 0, channel.size()));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new StoreException("cannot map queue index " + file, e);
        }
    }

    /** Gives the memory of what was read back. */
    void dropMapping() {
        mapped = null;
    }

    /** Forces the files that hold the entries [{@code fromOffset}, {@code toOffset}). */
    void force(long fromOffset, long toOffset) {
        for (long at = fromOffset - fromOffset % entriesPerFile; at < toOffset; at += entriesPerFile) {
            Path file = file(at);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
            } catch (NoSuchFileException e) {
                // Nobody needs it any more: it was deleted before it was forced.
                continue;
            } catch (IOException e) {
                throw new StoreException("cannot force queue index " + file, e);
            }
        }
    }

    /** Deletes the files that end at or before {@code queueOffset}; {@link Long#MAX_VALUE} for all. */
    void deleteBefore(long queueOffset) {
        // One that is deleted and made again must not be read as it was.
        dropMapping();
        deleteFiles(queueOffset);
    }

    /** Deletes all files and the folder. */
    void deleteAll() {
        deleteFiles(Long.MAX_VALUE);
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new StoreException("cannot delete queue index folder " + folder, e);
        }
    }

    private void deleteFiles(long beforeOffset) {
        try {
            for (Path file : filesBefore(beforeOffset)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new StoreException("cannot delete queue index files in " + folder, e);
        }
    }

    /** The files all of whose entries are before an offset, oldest first: those that are left after a kill are the newest. */
    private List<Path> filesBefore(long offset) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{20}"))
                    .filter(file -> Long.parseLong(file.getFileName().toString()) / ENTRY_LENGTH + entriesPerFile <= offset
                            || offset == Long.MAX_VALUE).sorted().toList();
        } catch (IOException e) {
            throw new StoreException("cannot list queue index files in " + folder, e);
        }
    }

    private Path file(long queueOffset) {
        long first = queueOffset - queueOffset % entriesPerFile;
        String digits = Long.toString(first * ENTRY_LENGTH);
        return folder.resolve("0".repeat(NAME_LENGTH - digits.length()) + digits);
    }
}
