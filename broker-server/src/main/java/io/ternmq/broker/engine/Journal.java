package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.message.RecordChecksum;
import io.ternmq.wire.message.SysFlags;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays records into the log and applies each at once. Begins every segment with a snapshot, so that recovery never
 * needs an older one. Engine thread.
 */
final class Journal {
    private static final int MESSAGE_ILLEGAL = 13;
    private static final int SERVICE_NOT_AVAILABLE = 14;
    private static final int ENGINE_HEADROOM = 64;
    private static final StateChange GROUP_END = new StateChange(StateTypes.GROUP_END, new byte[0]);

    private final CommitLog log;
    private final QueueIndexes indexes;
    private final StateMachine state;
    private final StateRecords records;
    private final Visibility visibility;
    private final SnapshotKeeper snapshots;
    private final long snapshotIntervalBytes;
    /** What one record can hold. */
    private final int maxChangeBytes;
    private final RecordChecksum checksum = new RecordChecksum();
    private boolean isInSnapshot;
    private long nextSnapshotPosition;
    private long nowMs;
    private String refusal;
    private String copyRefusal;

    Journal(CommitLog log, QueueIndexes indexes, StateMachine state, Visibility visibility, SnapshotKeeper snapshots,
            EngineSettings settings) {
        this.log = log;
        this.indexes = indexes;
        this.state = state;
        this.records = new StateRecords(settings.storeHost());
        this.maxChangeBytes = log.maxRecordLength() - records.overheadBytes();
        this.visibility = visibility;
        this.snapshots = snapshots;
        this.snapshotIntervalBytes = settings.snapshotIntervalBytes();
    }

    void nowMs(long nowMs) {
        this.nowMs = nowMs;
    }

    long nowMs() {
        return nowMs;
    }

    void refuseSends(String reasonOrNull) {
        refusal = reasonOrNull;
    }

    void refuseCopies(String reasonOrNull) {
        copyRefusal = reasonOrNull;
    }

    Appended send(NewMessage message, Durability level) {
        requireRoom();
        return append(message, level);
    }

    void requireRoom() {
        if (refusal != null) {
            throw new AppendRefusedException(SERVICE_NOT_AVAILABLE, refusal);
        }
    }

    void requireRoomToCopy() {
        if (copyRefusal != null) {
            throw new AppendRefusedException(SERVICE_NOT_AVAILABLE, copyRefusal);
        }
    }

    private Appended append(NewMessage message, Durability level) {
        int size = checkedLength(message);
        makeRoom(size);
        return lay(message, size, level);
    }

    private int checkedLength(NewMessage message) {
        int size = message.encodedLength();
        if (size > log.maxRecordLength()) {
            throw new AppendRefusedException(MESSAGE_ILLEGAL, "message of " + size + " bytes, the log takes at most "
                    + log.maxRecordLength());
        }
        return size;
    }

    private Appended lay(NewMessage message, int size, Durability level) {
        if (DestinationNames.isTemporary(message.topic())) {
            // No restart and no RocketMQ shall find it: it is in a transient index, or its destination is gone and so is it.
            return lay(message.hidden(), size, level, indexes.get(message.topic(), message.queueId()));
        }
        return lay(message, size, level,
            SysFlags.isIndexed(message.sysFlag()) ? indexes.obtain(message.topic(), message.queueId()) : null);
    }

    private Appended lay(NewMessage message, int size, Durability level, QueueIndex queue) {
        long position = log.endPosition();
        Appended at = new Appended(position, size, queue == null ? 0 : queue.appendedOffset(), nowMs);
        message.encode(log.reserve(size), at.queueOffset(), position, nowMs, checksum);
        state.applyLive(message, queue, at);
        if (queue != null) {
            visibility.onAppended(queue, position + size, level);
        }
        return at;
    }

    void change(List<StateChange> changes) {
        layState(changes);
        apply(changes);
    }

    private void apply(List<StateChange> changes) {
        for (StateChange change : changes) {
            state.applyChange(change.type(), ByteBuffer.wrap(change.payload()));
        }
    }

    private Appended layState(List<StateChange> changes) {
        return append(records.encode(changes, nowMs), Durability.APPENDED);
    }

    List<Appended> appendGroup(List<NewMessage> messages, List<StateChange> changes, Durability level) {
        if (messages.isEmpty() && isOneRecord(changes)) {
            // One record is there or is not: it needs no brackets.
            if (!changes.isEmpty()) {
                change(changes);
            }
            return List.of();
        }
        return appendGroup(messages, closing(changes), changes, level);
    }

    private List<Appended> appendGroup(List<NewMessage> messages, List<NewMessage> closing, List<StateChange> changes, Durability level) {
        NewMessage begin = groupBegin(0);
        long length = begin.encodedLength();
        for (NewMessage message : messages) {
            length += checkedLength(message);
        }
        for (NewMessage record : closing) {
            length += checkedLength(record);
        }
        if (!log.fitsSegment(length + ENGINE_HEADROOM)) {
            throw new AppendRefusedException(MESSAGE_ILLEGAL, "transaction of " + length + " bytes, a log segment holds "
                    + log.segmentLength());
        }
        makeRoom(length);
        lay(groupBegin(length), begin.encodedLength(), level);
        List<Appended> places = new ArrayList<>(messages.size());
        for (NewMessage message : messages) {
            places.add(lay(message, message.encodedLength(), level));
        }
        for (NewMessage record : closing) {
            lay(record, record.encodedLength(), level);
        }
        apply(changes);
        return places;
    }

    private boolean isOneRecord(List<StateChange> changes) {
        long bytes = 0;
        for (StateChange change : changes) {
            bytes += StateRecords.lengthOf(change);
        }
        return bytes <= maxChangeBytes;
    }

    /** The changes of a group and its end, in as many records as it takes. */
    private List<NewMessage> closing(List<StateChange> changes) {
        List<NewMessage> closing = new ArrayList<>(1);
        List<StateChange> record = new ArrayList<>(changes.size() + 1);
        int bytes = StateRecords.lengthOf(GROUP_END);
        for (StateChange change : changes) {
            int length = StateRecords.lengthOf(change);
            if (bytes + length > maxChangeBytes && !record.isEmpty()) {
                closing.add(records.encode(record, nowMs));
                record.clear();
                bytes = StateRecords.lengthOf(GROUP_END);
            }
            record.add(change);
            bytes += length;
        }
        record.add(GROUP_END);
        closing.add(records.encode(record, nowMs));
        return closing;
    }

    private NewMessage groupBegin(long length) {
        return records.encode(
                List.of(new StateChange(StateTypes.GROUP_BEGIN, new StateWriter().putLong(length).toBytes())), nowMs);
    }

    private void makeRoom(long length) {
        if (!log.fitsActiveSegment(length)) {
            log.roll();
            snapshot();
            if (!log.fitsActiveSegment(length)) {
                // Only with segments hardly larger than a snapshot: the record goes to the next one.
                log.roll();
            }
        } else if (log.endPosition() >= nextSnapshotPosition) {
            snapshot();
            if (!log.fitsActiveSegment(length)) {
                log.roll();
            }
        }
    }

    /** Writes the whole state into the log. A snapshot within a snapshot (it filled a segment) is not begun. */
    void snapshot() {
        if (isInSnapshot) {
            return;
        }
        isInSnapshot = true;
        try {
            nextSnapshotPosition = Long.MAX_VALUE;
            // Not where the log ends now: that may be too near to the end of its segment.
            long begin = layState(List.of(new StateChange(StateTypes.SNAPSHOT_BEGIN, new byte[0]))).position();
            state.snapshot((typeBase, chunk) -> layState(List.of(new StateChange(StateTypes.SNAPSHOT_CHUNK,
                    new StateWriter().putInt(typeBase).putBytes(chunk).toBytes()))));
            layState(List.of(new StateChange(StateTypes.SNAPSHOT_END, new byte[0])));
            snapshots.onTaken(begin, log.endPosition());
        } finally {
            nextSnapshotPosition = log.endPosition() + snapshotIntervalBytes;
            isInSnapshot = false;
        }
    }
}
