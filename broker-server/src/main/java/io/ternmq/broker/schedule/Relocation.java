package io.ternmq.broker.schedule;

import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Completion;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineHook;
import io.ternmq.broker.engine.Movable;
import io.ternmq.broker.store.log.NewMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies waiting messages forward out of a segment that is to be deleted, so that a message which is due next year does not keep
 * all of a year's log. As long as they are at most half of the log this frees more than it writes. Engine thread.
 */
final class Relocation implements EngineHook, Movable {
    private static final Logger LOG = LoggerFactory.getLogger(Relocation.class);
    private static final int MAX_BATCH_MESSAGES = 256;
    private static final int MAX_BATCH_BYTES = 1 << 20;
    private static final int SEGMENT_SHARE = 4;
    private static final long RETRY_MS = 1000;

    private final DelayTable table;
    private final StoredBatch batch;
    private final LongSupplier logBytes;
    private final int maxBatchBytes;
    private final byte[] storeHost;
    private long[] toMove = {};
    private int next;
    private long notBeforeMs;
    private long clearedEnd;
    private boolean isForcing;

    /**
     * @param logBytes      length of the whole log
     * @param segmentLength bytes of a segment: a batch must fit into one
     * @param storeHost     host field of the copies, 8 or 20 bytes
     */
    Relocation(DelayTable table, StoredBatch batch, LongSupplier logBytes, int segmentLength, byte[] storeHost) {
        this.table = table;
        this.batch = batch;
        this.logBytes = logBytes;
        this.maxBatchBytes = Math.min(MAX_BATCH_BYTES, segmentLength / SEGMENT_SHARE);
        this.storeHost = storeHost.clone();
    }

    @Override
    public Clearance clear(EngineContext engine, long end) {
        if (clearedEnd >= end) {
            return Clearance.CLEAR;
        }
        if (isMoving() || isForcing) {
            return Clearance.MOVING;
        }
        long[] found = table.originsBefore(end);
        if (found.length == 0) {
            force(engine, end);
            return Clearance.MOVING;
        }
        if (2 * table.bytes() > logBytes.getAsLong()) {
            return Clearance.PINNED;
        }
        LOG.info("{} delayed messages before position {} are copied forward", found.length, end);
        toMove = found;
        next = 0;
        return Clearance.MOVING;
    }

    // Nothing waits there any more, and what stands for it further on must be on the disk before it is deleted.
    private void force(EngineContext engine, long end) {
        isForcing = true;
        engine.whenLogged(Durability.DURABLE, new Completion() {
            @Override
            public Executor executor() {
                return Runnable::run;
            }

            @Override
            public void onComplete() {
                isForcing = false;
                clearedEnd = end;
            }

            @Override
            public void onAborted(Throwable cause) {
                isForcing = false;
            }
        });
    }

    private boolean isMoving() {
        return batch.isReading() || next < toMove.length;
    }

    @Override
    public void beforeWrite(EngineContext engine) {
        StoredBatch.Result read = batch.take();
        if (read == null) {
            return;
        }
        if (read.failure() != null) {
            LOG.error("Delayed messages cannot be copied forward: {}", read.failure().toString(), read.failure());
            giveUp();
            return;
        }
        try {
            // A group, since single messages are refused when the disk is nearly full: this is what makes room.
            engine.appendGroup(read.stored().stream().filter(this::isStillThere).map(this::copy).toList(), List.of(),
                Durability.APPENDED);
        } catch (AppendRefusedException e) {
            LOG.warn("Delayed messages cannot be copied forward now: {}", e.getMessage());
            giveUp();
        }
    }

    // Retention asks again.
    private void giveUp() {
        next = toMove.length;
    }

    private boolean isStillThere(StoredBatch.Stored stored) {
        return stored.bytes() != null && stored.entry().equals(table.get(stored.entry().origin()));
    }

    private NewMessage copy(StoredBatch.Stored stored) {
        return DelayedMessage.forward(DelayedMessage.view(stored.bytes()), stored.entry().origin(), storeHost);
    }

    @Override
    public long nextTimerMs() {
        return batch.isReading() || next == toMove.length ? Long.MAX_VALUE : notBeforeMs;
    }

    @Override
    public void onTimer(EngineContext engine) {
        int from = next;
        List<Scheduled> entries = new ArrayList<>();
        long bytes = 0;
        while (next < toMove.length && entries.size() < MAX_BATCH_MESSAGES && bytes < maxBatchBytes) {
            Scheduled entry = table.get(toMove[next++]);
            if (entry != null) {
                entries.add(entry);
                bytes += entry.sizeBytes();
            }
        }
        if (!entries.isEmpty() && !batch.tryRead(entries)) {
            next = from;
            notBeforeMs = engine.nowMs() + RETRY_MS;
        }
    }
}
