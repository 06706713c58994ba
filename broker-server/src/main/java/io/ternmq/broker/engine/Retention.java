package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.retention.RetentionPolicy;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes old segments and the index entries that point into them, one segment a check; keeps what somebody pins and
 * what recovery needs. Engine thread.
 */
public final class Retention implements EngineHook {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final long CHECK_INTERVAL_MS = 10_000;
    private static final long ROOM_CHECK_INTERVAL_MS = 1_000;
    private static final long MOVING_INTERVAL_MS = 100;

    private final CommitLog log;
    private final QueueIndexes indexes;
    private final RetentionPolicy policy;
    private final List<LongSupplier> pinnedPositions;
    private final List<Movable> movables;
    private final LongSupplier bytesToCopy;
    private final DiskProbe disk;
    private long nextCheckMs;
    private long nextRoomCheckMs;
    private boolean isFull;

    /** Tells the state of the log's disk. */
    @FunctionalInterface
    public interface DiskProbe {
        RetentionPolicy.Disk read();
    }

    /**
     * @param pinnedPositions each gives the lowest log position that somebody still needs
     * @param movables        what can be copied forward instead
     * @param bytesToCopy     what is to be copied within the log, and needs room that sends must not take
     */
    public Retention(Engine.StoreReads store, RetentionPolicy policy, List<LongSupplier> pinnedPositions, List<Movable> movables,
            LongSupplier bytesToCopy, DiskProbe disk) {
        this.log = store.log();
        this.indexes = store.indexes();
        this.policy = policy;
        this.pinnedPositions = List.copyOf(pinnedPositions);
        this.movables = List.copyOf(movables);
        this.bytesToCopy = bytesToCopy;
        this.disk = disk;
    }

    @Override
    public long nextTimerMs() {
        return Math.min(nextCheckMs, nextRoomCheckMs);
    }

    @Override
    public void onTimer(EngineContext engine) {
        RetentionPolicy.Disk state = disk.read();
        noteFullness(engine, state);
        nextRoomCheckMs = engine.nowMs() + ROOM_CHECK_INTERVAL_MS;
        if (engine.nowMs() >= nextCheckMs) {
            nextCheckMs = engine.nowMs() + CHECK_INTERVAL_MS;
            deleteOldest(engine, state);
        }
    }

    private void deleteOldest(EngineContext engine, RetentionPolicy.Disk state) {
        long end = log.oldestSegmentEnd();
        if (end < 0 || !policy.isDeletable(log.oldestSegmentLastWriteMs(), engine.nowMs(), state)) {
            return;
        }
        long needed = neededPosition(engine);
        if (end > needed) {
            LOG.warn("The oldest log segment is due to be deleted but is kept: position {} is still needed", needed);
            return;
        }
        if (!isClear(engine, end)) {
            return;
        }
        log.deleteBefore(end);
        indexes.forEach(queue -> queue.trimToLog(log.minPosition()));
        nextCheckMs = engine.nowMs() + 1; // there may be more
        LOG.info("Deleted the log before position {}", end);
    }

    private boolean isClear(EngineContext engine, long end) {
        for (Movable movable : movables) {
            Movable.Clearance clearance = movable.clear(engine, end);
            if (clearance == Movable.Clearance.PINNED) {
                LOG.warn("The oldest log segment is due to be deleted but is kept: what waits in it makes up most of the log");
            } else if (clearance == Movable.Clearance.MOVING) {
                nextCheckMs = engine.nowMs() + MOVING_INTERVAL_MS;
            }
            if (clearance != Movable.Clearance.CLEAR) {
                return false;
            }
        }
        return true;
    }

    private void noteFullness(EngineContext engine, RetentionPolicy.Disk state) {
        long toCopy = bytesToCopy.getAsLong();
        boolean full = policy.isFull(state, toCopy);
        if (full != isFull) {
            isFull = full;
            if (full) {
                LOG.error("The disk of the log has {} bytes left, less than {} and {} for what transactions have sent: sends are refused",
                        state.usableBytes(), policy.minFreeBytes(), toCopy);
            } else {
                LOG.info("The disk of the log has room again: sends are accepted");
            }
        }
        engine.refuseSends(full ? "the disk is full: " + state.usableBytes() + " bytes left, " + policy.minFreeBytes()
                + " are kept free" + (toCopy > 0 ? ", and " + toCopy + " for what transactions have sent" : "") : null);
        engine.refuseCopies(policy.isFull(state, 0) ? "the disk is full: " + state.usableBytes() + " bytes left" : null);
    }

    private long neededPosition(EngineContext engine) {
        long needed = engine.recoveryPosition();
        for (LongSupplier pinned : pinnedPositions) {
            needed = Math.min(needed, pinned.getAsLong());
        }
        return needed;
    }
}
