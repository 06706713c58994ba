package io.ternmq.broker.engine;

import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.LogScanner;
import io.ternmq.broker.store.log.StoreException;
import io.ternmq.wire.message.MessageView;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings state and indexes to the end of the log: restores the snapshot that the keeper names (else the one the log
 * begins with), replays what follows through {@code apply}, drops an incomplete commit group, cuts a torn tail.
 * Used once, by the starting thread, before the engine runs.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final CommitLog log;
    private final StateMachine state;
    private final SnapshotKeeper snapshots;
    private long messages;
    private long changes;
    private String stopReason;
    private SnapshotPhase phase = SnapshotPhase.EXPECTED;

    private enum SnapshotPhase { EXPECTED, RESTORING, DONE }

    Recovery(CommitLog log, StateMachine state, SnapshotKeeper snapshots) {
        this.log = log;
        this.state = state;
        this.snapshots = snapshots;
    }

    RecoveryReport run(boolean wasClean) {
        long startNs = System.nanoTime();
        new LogScanner(log).requireChecksums();
        long start = startPosition(snapshots.read());
        LogScanner.Result end = new LogScanner(log).scan(start, this::onRecord);
        String reason = stopReason != null ? stopReason : end.defect();
        long lastSegment = log.segmentPositions().stream().reduce(0L, (first, next) -> next);
        if (reason == null && lastSegment > end.endPosition()) {
            reason = "nothing at position " + end.endPosition() + ", though the log has a segment at " + lastSegment;
        }
        long cutBytes = reason == null ? 0 : log.writtenPosition() - end.endPosition();
        log.cutAt(end.endPosition());
        return new RecoveryReport(wasClean, start, end.endPosition(), messages, changes, cutBytes, reason,
                (System.nanoTime() - startNs) / 1_000_000);
    }

    // The hint may be older than what retention has left, or name what a crash has damaged: then all of the log is replayed.
    private long startPosition(OptionalLong hint) {
        SnapshotSearch search = new SnapshotSearch(log);
        if (hint.isPresent()) {
            long position = hint.getAsLong();
            if (position > log.writtenPosition()) {
                throw new StoreException("snapshot position " + position + " is outside of the log, which has "
                        + log.minPosition() + " to " + log.writtenPosition()
                        + ": segments are missing; remove the file 'snapshot' to go on with what is there");
            }
            if (search.isAt(position)) {
                snapshots.use(position);
                return position;
            }
            LOG.warn("There is no whole snapshot at position {}, which the file 'snapshot' names: replaying all of the log",
                    position);
            snapshots.discard();
        }
        if (log.minPosition() == 0) {
            phase = SnapshotPhase.DONE; // a log from its very beginning needs none
            return 0;
        }
        return search.firstFrom(log.minPosition()).orElseThrow(() -> new StoreException("the log, which begins at position "
                + log.minPosition() + ", has no whole snapshot from which it could be replayed"));
    }

    private boolean onRecord(MessageView record, long position) {
        if (!StateRecords.isState(record)) {
            requireSnapshotSeen(position);
            stopReason = state.mismatch(record);
            if (stopReason != null) {
                return false;
            }
            messages++;
            state.applyLogged(record, position);
            return true;
        }
        changes++;
        long[] groupLength = {0};
        StateRecords.decode(record, (type, payload) -> {
            if (type == StateTypes.GROUP_BEGIN) {
                groupLength[0] = payload.getLong();
            } else {
                onChange(type, payload, position);
            }
        });
        if (groupLength[0] > 0 && !isWhole(position, groupLength[0])) {
            stopReason = "commit group at position " + position + " is incomplete: " + groupLength[0] + " bytes expected";
            return false;
        }
        return true;
    }

    private void onChange(int type, ByteBuffer payload, long position) {
        switch (phase) {
            case EXPECTED -> {
                if (type != StateTypes.SNAPSHOT_BEGIN) {
                    requireSnapshotSeen(position);
                }
                phase = SnapshotPhase.RESTORING;
            }
            case RESTORING -> restore(type, payload);
            case DONE -> state.applyChange(type, payload);
        }
    }

    private void requireSnapshotSeen(long position) {
        if (phase == SnapshotPhase.EXPECTED) {
            throw new StoreException("no snapshot at position " + position + ", where replay must begin");
        }
    }

    private void restore(int type, ByteBuffer payload) {
        if (type == StateTypes.SNAPSHOT_END) {
            phase = SnapshotPhase.DONE;
        } else {
            int typeBase = payload.getInt();
            int length = payload.getInt();
            state.restore(typeBase, payload.slice(payload.position(), length));
        }
    }

    private boolean isWhole(long position, long length) {
        long end = position + length;
        LogScanner.Result reached = new LogScanner(log).scan(position, (record, at) -> at < end);
        return reached.endPosition() >= end;
    }
}
