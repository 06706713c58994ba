package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.log.CommitLog;
import java.util.function.Consumer;

/** What becomes of what was logged: it is written, forced, made visible and answered. Engine thread. */
final class Publisher {
    private static final int FEW = 2;

    private final CommitLog log;
    private final Visibility visibility;
    private final Replies replies;
    private final SnapshotKeeper snapshots;
    private final LogSync sync;
    private final Consumer<QueueIndex> onLeasable;

    /** @param onLeasable gets each queue that has new messages to lease */
    Publisher(CommitLog log, Visibility visibility, Replies replies, SnapshotKeeper snapshots, LogSync sync,
            Consumer<QueueIndex> onLeasable) {
        this.log = log;
        this.visibility = visibility;
        this.replies = replies;
        this.snapshots = snapshots;
        this.sync = sync;
        this.onLeasable = onLeasable;
    }

    /** Whether something is logged that is not written. */
    boolean hasUnwritten() {
        return log.endPosition() > log.writtenPosition();
    }

    /** Writes, makes visible what may be seen, answers whom it concerns; whether there was anybody. */
    boolean publish() {
        log.write();
        visibility.onWritten();
        snapshots.onPublished();
        long durable = sync.durablePosition();
        visibility.onDurable(durable);
        visibility.drain(onLeasable);
        return replies.onProgress(durable);
    }

    /** Lets the log be forced while the engine goes on, if somebody waits for it. */
    void requestForce() {
        if (isWaitingForDisk()) {
            sync.request();
        }
    }

    /**
     * Forces the log, or lets it be forced; when somebody waits for it.
     *
     * @param isIdle with nothing else to do, this thread is the nearest that can
     * @return whether it is forced, so that there is something to publish
     */
    boolean force(boolean isIdle) {
        if (isIdle && sync.forceIfQuick(replies.averagePerForce() <= FEW)) {
            return true;
        }
        sync.request();
        return false;
    }

    /** Whether the log was forced for somebody since the last {@link #publish}. */
    boolean hasDurableNews() {
        return isWaitingForDisk() && sync.durablePosition() > replies.lastDurablePosition();
    }

    /** Whether somebody waits until the log is forced. */
    boolean isWaitingForDisk() {
        return replies.isWaiting() || visibility.isWaiting();
    }
}
