package io.ternmq.broker.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file of the log: {@code length} bytes from {@code basePosition} on, sparse until written. Written by the
 * appending thread only; {@link #slice} and {@link #force} from any thread.
 */
final class Segment implements AutoCloseable {
    private final Path path;
    private final long basePosition;
    private final int length;
    private final FileChannel channel;
    // Mapped at the first read, so that a segment nobody reads costs no address space.
    private volatile MappedByteBuffer mapping;
    private volatile boolean isDeleted;
    private volatile long preparedPosition;

    private Segment(Path path, long basePosition, int length, FileChannel channel) {
        this.path = path;
        this.basePosition = basePosition;
        this.length = length;
        this.channel = channel;
        this.preparedPosition = basePosition;
    }

    static String fileName(long basePosition) {
        return String.format("%020d", basePosition);
    }

    /** Opens or creates the file and gives it its logical length. */
    static Segment open(Path folder, long basePosition, int length) {
        Path path = folder.resolve(fileName(basePosition));
        try {
            boolean isNew = !Files.exists(path);
            FileChannel channel = FileChannel.open(path,
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
            if (isNew) {
                PrivateFiles.restrict(path);
            }
            extend(channel, length);
            return new Segment(path, basePosition, length, channel);
        } catch (IOException e) {
            throw new StoreException("cannot open log segment " + path, e);
        }
    }

    // One zero byte at the end gives the logical length and leaves the rest a hole.
    private static void extend(FileChannel channel, int length) throws IOException {
        if (channel.size() < length) {
            channel.write(ByteBuffer.allocate(1), length - 1L);
        }
    }

    long basePosition() {
        return basePosition;
    }

    long endPosition() {
        return basePosition + length;
    }

    Path path() {
        return path;
    }

    /** Writes all of {@code bytes} at absolute {@code position}. */
    void write(ByteBuffer bytes, long position) {
        long at = position - basePosition;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw new StoreException("cannot write log segment " + path + " at position " + (basePosition + at), e);
        }
    }

    /** Everything from some earlier {@link #prepare} to here has blocks on the disk; starts at {@link #basePosition}. */
    long preparedPosition() {
        return preparedPosition;
    }

    /** Writes zeros over {@code bytes}' length at absolute {@code position}, where nothing is written yet. */
    void prepare(ByteBuffer zeros, long position) {
        long end = position + zeros.remaining();
        write(zeros, position);
        preparedPosition = end;
    }

    /** Forces the file; one that retention deletes meanwhile need not be forced. */
    void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            if (isDeleted) {
                return;
            }
            throw new StoreException("cannot force log segment " + path, e);
        }
    }

    /**
     * A read-only view of {@code size} bytes at absolute {@code position}; stays valid after the file is deleted.
     *
     * @return null when the file was deleted before anybody read it
     */
    ByteBuffer slice(long position, int size) {
        ByteBuffer mapped = mapping();
        return mapped == null ? null : mapped.slice((int) (position - basePosition), size);
    }

    /** The whole segment, read-only; null as {@link #slice} says. */
    ByteBuffer mapping() {
        MappedByteBuffer mapped = mapping;
        return mapped != null ? mapped : map();
    }

    private synchronized ByteBuffer map() {
        if (mapping == null) {
            try {
                mapping = channel.map(MapMode.READ_ONLY, 0, length);
            } catch (IOException e) {
                if (isDeleted) {
                    return null;
                }
                throw new StoreException("cannot map log segment " + path, e);
            }
        }
        return mapping;
    }

    /** Removes everything from {@code position} on: what follows reads as zeros. Only before anything is mapped. */
    void cut(long position) {
        if (mapping != null) {
            throw new IllegalStateException("segment " + path + " is mapped and cannot be cut");
        }
        try {
            channel.truncate(position - basePosition);
            extend(channel, length);
            channel.force(true);
        } catch (IOException e) {
            throw new StoreException("cannot cut log segment " + path + " at position " + position, e);
        }
    }

    long lastWriteMs() {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (IOException e) {
            throw new StoreException("cannot read the time of log segment " + path, e);
        }
    }

    void delete() {
        isDeleted = true;
        close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new StoreException("cannot delete log segment " + path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("cannot close log segment " + path, e);
        }
    }
}
