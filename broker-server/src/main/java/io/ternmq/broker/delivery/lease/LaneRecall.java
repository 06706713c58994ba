package io.ternmq.broker.delivery.lease;

import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the lanes known again after a start. They are known only by what is stored then: those of messages that wait for their time, or are
 * held by a transaction that has survived. Engine thread.
 */
final class LaneRecall {

    private final Lanes lanes;
    private final QueueEntries entries;
    private boolean isDone;

    LaneRecall(Lanes lanes, QueueEntries entries) {
        this.lanes = lanes;
        this.entries = entries;
    }

    /**
     * Before the first message is given; the next calls do nothing.
     *
     * @param delayed what waits, and what has waited until it was finished or given back once more
     * @param holds of all queues, by number
     */
    void recall(GroupProgress progress, DelayedReleases delayed, List<QueueHolds> holds) {
        if (isDone) {
            return;
        }
        isDone = true;
        delayed.forEach(due -> {
            if (progress.queue(due.queueId()).notBeforeMs(due.queueOffset()) == due.notBeforeMs()) {
                find(due.queueId(), due.queueOffset(), lane -> lanes.delay(lane, due.queueId(), due.queueOffset()));
            }
        });
        for (int id = 0; id < holds.size(); id++) {
            int queueId = id;
            holds.get(id).held().forEach(offset -> {
                if (!lanes.isInFlight(queueId, offset)) {
                    find(queueId, offset, lane -> lanes.given(lane, queueId, offset, null));
                }
            });
        }
    }

    private void find(int queueId, long queueOffset, Consumer<Lane> action) {
        if (entries.marks(queueId).isDetailed(queueOffset)) {
            entries.read(queueId, queueOffset, 1, (offset, position, sizeBytes, tagsCode) -> {
                String messageGroup = entries.details(position, sizeBytes).messageGroup();
                if (messageGroup != null) {
                    action.accept(lanes.of(messageGroup));
                }
                return false;
            });
        }
    }
}
