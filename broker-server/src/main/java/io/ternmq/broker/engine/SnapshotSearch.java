package io.ternmq.broker.engine;

import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.LogScanner;
import io.ternmq.wire.message.MessageView;
import java.util.OptionalLong;

/** Finds snapshots in the log that are whole, before recovery relies on one: a crash may have cut any of them short. */
final class SnapshotSearch {
    private final CommitLog log;
    private long begin;
    private boolean isWhole;

    SnapshotSearch(CommitLog log) {
        this.log = log;
    }

    /** Whether a whole snapshot begins at {@code position}, which need not be a record's. */
    boolean isAt(long position) {
        if (position < log.minPosition()) {
            return false;
        }
        begin = -1;
        isWhole = false;
        new LogScanner(log).scan(position, (record, at) -> {
            look(record, at);
            return !isWhole && begin == position;
        });
        return isWhole;
    }

    /** The first whole snapshot at or behind {@code position}, a record's. */
    OptionalLong firstFrom(long position) {
        begin = -1;
        isWhole = false;
        new LogScanner(log).scan(position, (record, at) -> {
            look(record, at);
            return !isWhole;
        });
        return isWhole ? OptionalLong.of(begin) : OptionalLong.empty();
    }

    // The records of a snapshot follow each other; anything in between means that its writer died.
    private void look(MessageView record, long position) {
        int[] type = {0};
        if (StateRecords.isState(record)) {
            StateRecords.decode(record, (changeType, payload) -> type[0] = changeType);
        }
        switch (type[0]) {
            case StateTypes.SNAPSHOT_BEGIN -> begin = position;
            case StateTypes.SNAPSHOT_CHUNK -> { }
            case StateTypes.SNAPSHOT_END -> isWhole = begin >= 0;
            default -> begin = -1;
        }
    }
}
