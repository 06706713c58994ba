package io.ternmq.broker.store;

import io.ternmq.broker.store.log.PrivateFiles;
import io.ternmq.broker.store.log.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The store directory as a whole (PROTOCOL §13): {@code lock} is held while open, {@code abort} exists while running
 * (found at start: the last run did not end cleanly), {@code checkpoint} says how far files were forced.
 */
public final class StoreFolder implements AutoCloseable {
    private static final int CHECKPOINT_LENGTH = 4096;

    private final Path root;
    private final Path abort;
    private final Path checkpoint;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final boolean endedUncleanly;

    private StoreFolder(Path root, Path abort, Path checkpoint, FileChannel lockChannel, FileLock lock,
            boolean endedUncleanly) {
        this.root = root;
        this.abort = abort;
        this.checkpoint = checkpoint;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.endedUncleanly = endedUncleanly;
    }

    /**
     * Locks the directory, created when missing, and marks it as running.
     *
     * @throws StoreException when another process holds it
     */
    public static StoreFolder open(Path root, Path abort, Path checkpoint) {
        try {
            PrivateFiles.createFolders(root);
            FileChannel channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StoreException("store " + root + " is in use by another broker: its file lock is held");
            }
            boolean unclean = Files.exists(abort);
            Files.writeString(abort, Long.toString(ProcessHandle.current().pid()));
            PrivateFiles.restrict(abort);
            return new StoreFolder(root, abort, checkpoint, channel, lock, unclean);
        } catch (IOException e) {
            throw new StoreException("cannot open store " + root, e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by another broker in this process
        }
    }

    public Path root() {
        return root;
    }

    /** Whether the run before this one was killed. */
    public boolean endedUncleanly() {
        return endedUncleanly;
    }

    /**
     * Writes the checkpoint.
     *
     * @param logTimestampMs   store time of the newest message forced in the log
     * @param indexTimestampMs the same of the queue indexes
     */
    public void writeCheckpoint(long logTimestampMs, long indexTimestampMs) {
        ByteBuffer bytes = ByteBuffer.allocate(CHECKPOINT_LENGTH);
        bytes.putLong(0, logTimestampMs).putLong(8, indexTimestampMs).putLong(16, indexTimestampMs);
        try (FileChannel channel = FileChannel.open(checkpoint, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(bytes, 0);
            channel.force(false);
        } catch (IOException e) {
            throw new StoreException("cannot write checkpoint " + checkpoint, e);
        }
    }

    /** Releases the lock; {@code isClean} removes the abort marker. */
    public void close(boolean isClean) {
        try {
            if (isClean) {
                Files.deleteIfExists(abort);
            }
            lock.release();
            lockChannel.close();
        } catch (IOException e) {
            throw new StoreException("cannot close store " + root, e);
        }
    }

    /** Closes as after a crash: the marker stays. */
    @Override
    public void close() {
        close(false);
    }
}
