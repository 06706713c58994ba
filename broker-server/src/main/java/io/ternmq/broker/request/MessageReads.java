package io.ternmq.broker.request;

import io.ternmq.broker.engine.ColdReads;
import io.ternmq.broker.engine.Engine.StoreReads;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.message.MessageView;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reading stored messages: the hot end of the log on any thread, the rest on a few reader threads with a bounded queue. When
 * that is full the answer is "busy", so that slow disks do not gather memory.
 */
public final class MessageReads implements ColdReads, AutoCloseable {
    private static final int READER_THREADS = 4;
    private static final int WAITING_READS = 1024;
    /** Index entries behind a queue's end that are taken to be in memory: 20 MB of them. */
    private static final long HOT_ENTRIES = 1 << 20;
    private static final int LENGTH_FIELD = 4;
    private static final int MAX_STORED_BYTES = 64 << 20;

    private final StoreReads store;
    private final long hotBytes;
    private final ThreadPoolExecutor readers;

    /** @param hotBytes how far behind the log's end messages are taken to be in memory */
    public MessageReads(StoreReads store, long hotBytes) {
        this.store = store;
        this.hotBytes = hotBytes;
        AtomicInteger number = new AtomicInteger();
        readers = new ThreadPoolExecutor(READER_THREADS, READER_THREADS, 30, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_READS), task -> {
                Thread thread = new Thread(task, "reader-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
        readers.allowCoreThreadTimeOut(true);
    }

    /** The index of a queue, or null when nothing was ever stored there. */
    QueueIndex queue(String topic, int queueId) {
        return store.indexes().get(topic, queueId);
    }

    /** The index of a queue, made when missing. Engine thread. */
    QueueIndex obtain(String topic, int queueId) {
        return store.indexes().obtain(topic, queueId);
    }

    long minPosition() {
        return store.log().minPosition();
    }

    long endPosition() {
        return store.log().writtenPosition();
    }

    @Override
    public boolean isHot(long position) {
        return position >= endPosition() - hotBytes;
    }

    /** Whether reading a queue from an offset on waits for no disk: neither for the index nor for the messages. */
    boolean isHot(QueueIndex queue, long offset) {
        return queue == null || isHot(queue.lastPosition()) && queue.maxOffset() - offset <= HOT_ENTRIES
            && isHot(positionAt(queue, offset));
    }

    /** Log position of a queue's message, or the log's end when there is none. */
    long positionAt(QueueIndex queue, long offset) {
        long[] found = {endPosition()};
        if (offset < queue.maxOffset()) {
            queue.read(offset, 1, (queueOffset, position, size, tagsCode) -> {
                found[0] = position;
                return true;
            });
        }
        return found[0];
    }

    /** A stored message, valid as long as it is referenced; null when it is deleted. */
    ByteBuffer read(long position, int size) {
        return store.log().read(position, size);
    }

    /** A stored message of which only the position is known; null when there is none. Reader thread. */
    ByteBuffer readAt(long position) {
        ByteBuffer length = position < 0 ? null : read(position, LENGTH_FIELD);
        if (length == null) {
            return null;
        }
        int size = length.getInt(0);
        ByteBuffer bytes = size <= LENGTH_FIELD || size > MAX_STORED_BYTES ? null : read(position, size);
        // Any position can be asked for: what is there must be a message that says it is there.
        return bytes == null || new MessageView().wrap(bytes, 0).defect(position, bytes.limit()) != null ? null : bytes;
    }

    /** Store time of a queue's message in ms; -1 when there is no such message. */
    long storeTimestamp(QueueIndex queue, long offset) {
        long[] time = {-1};
        if (offset >= queue.minOffset() && offset < queue.maxOffset()) {
            queue.read(offset, 1, (queueOffset, position, size, tagsCode) -> {
                ByteBuffer bytes = read(position, size);
                if (bytes != null) {
                    time[0] = new MessageView().wrap(bytes, 0).storeTimestamp();
                }
                return true;
            });
        }
        return time[0];
    }

    /** The reader threads, which reject work when too much waits. */
    public Executor readers() {
        return readers;
    }

    /** Does a request's work on a reader thread, or refuses the request with "busy". */
    void onReader(Connection connection, Frame request, Runnable work) {
        try {
            readers.execute(() -> Failures.guard(connection, request, work));
        } catch (RejectedExecutionException e) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST]system busy: " + WAITING_READS
                + " reads are waiting for the disk");
        }
    }

    @Override
    public boolean tryRun(Runnable work) {
        try {
            readers.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Stops the readers; what they are doing is finished. */
    @Override
    public void close() {
        readers.shutdown();
    }
}
