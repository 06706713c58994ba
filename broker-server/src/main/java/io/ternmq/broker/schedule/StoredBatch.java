package io.ternmq.broker.schedule;

import io.ternmq.broker.engine.ColdReads;
import io.ternmq.broker.store.log.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Brings the stored bytes of waiting messages to the engine, one batch at a time: at once when they are in memory, else by a
 * reader thread. Owned by the engine thread.
 */
final class StoredBatch {
    private final StoredBytes log;
    private final ColdReads reads;
    private final Runnable wake;
    private final AtomicReference<Result> arrived = new AtomicReference<>();
    private boolean isReading;

    /** Reads stored messages. Any thread. */
    @FunctionalInterface
    interface StoredBytes {
        /** A view of the stored message, or null when it is not there any more. */
        ByteBuffer read(long position, int size);
    }

    /**
     * A waiting message and its bytes.
     *
     * @param bytes null when retention has removed it
     */
    record Stored(Scheduled entry, ByteBuffer bytes) {
    }

    /**
     * What became of a batch.
     *
     * @param entries as they were asked for
     * @param stored  the same in the same order; null when reading failed
     * @param failure why, or null
     */
    record Result(List<Scheduled> entries, List<Stored> stored, RuntimeException failure) {
    }

    /** @param wake makes the engine come by, any thread */
    StoredBatch(StoredBytes log, ColdReads reads, Runnable wake) {
        this.log = log;
        this.reads = reads;
        this.wake = wake;
    }

    /** Whether a batch is being read, or waits to be taken. */
    boolean isReading() {
        return isReading;
    }

    /** Begins to read; false when the readers have too much to do. */
    boolean tryRead(List<Scheduled> entries) {
        if (entries.stream().allMatch(entry -> reads.isHot(entry.position()))) {
            List<Stored> stored = new ArrayList<>(entries.size());
            entries.forEach(entry -> stored.add(new Stored(entry, log.read(entry.position(), entry.sizeBytes()))));
            arrived.set(new Result(entries, stored, null));
            isReading = true;
            return true;
        }
        isReading = reads.tryRun(() -> {
            arrived.set(readCold(entries));
            wake.run();
        });
        return isReading;
    }

    private Result readCold(List<Scheduled> entries) {
        try {
            List<Stored> stored = new ArrayList<>(entries.size());
            for (Scheduled entry : entries) {
                ByteBuffer bytes = log.read(entry.position(), entry.sizeBytes());
                // A copy: what is only mapped might have left memory again when the engine comes to it.
                stored.add(new Stored(entry, bytes == null ? null : ByteBuffer.allocate(bytes.remaining()).put(bytes).flip()));
            }
            return new Result(entries, stored, null);
        } catch (RuntimeException | InternalError e) {
            // A mapping whose disk fails throws an InternalError. Whatever it is, the engine has to hear of it.
            return new Result(entries, null, new StoreException("waiting messages cannot be read", e));
        }
    }

    /** The batch, when it is there; null otherwise. */
    Result take() {
        Result result = arrived.getAndSet(null);
        if (result != null) {
            isReading = false;
        }
        return result;
    }
}
