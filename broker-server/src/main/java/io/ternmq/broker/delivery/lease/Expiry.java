package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.List;

/** The messages of a group of which the time is over, from when that is found until a record says so. Engine thread. */
final class Expiry {

    private final LeasedGroup group;
    private final QueueEntries entries;
    private final List<Lease> expired = new ArrayList<>();

    Expiry(LeasedGroup group, QueueEntries entries) {
        this.group = group;
        this.entries = entries;
    }

    /** Nobody gets the message any more. */
    void add(Lease lease) {
        group.holds(lease.queueId()).held().add(lease.queueOffset());
        expired.add(lease);
    }

    /** See {@link LeasedGroup#takeExpired}. */
    SettleDecision take() {
        if (expired.isEmpty()) {
            return SettleDecision.NOTHING;
        }
        SettleDraft draft = group.draft();
        expired.forEach(draft::expire);
        expired.clear();
        return draft.build();
    }

    /** See {@link LeasedGroup#sweep}. */
    LeasedGroup.Sweep sweep(int queueId, long fromOffset, int maxLooks) {
        EntryMarks marks = entries.marks(queueId);
        QueueProgress queue = group.progress().queue(queueId);
        List<Long> found = new ArrayList<>();
        long end = entries.maxOffset(queueId);
        long start = Math.max(fromOffset, Math.max(queue.lowWaterMark(), entries.minOffset(queueId)));
        long offset = marks.nextDetailed(start);
        for (int i = 0; i < maxLooks && offset < end; i++) {
            if (isUnheld(queueId, queue, offset)) {
                found.add(offset);
            }
            offset = marks.nextDetailed(offset + 1);
        }
        return new LeasedGroup.Sweep(found, offset < end ? offset : -1);
    }

    /** See {@link LeasedGroup#expireUnheld}. */
    void addUnheld(List<Lease> found) {
        for (Lease lease : found) {
            QueueProgress queue = group.progress().queue(lease.queueId());
            if (isUnheld(lease.queueId(), queue, lease.queueOffset())) {
                add(new Lease(lease.queueId(), lease.queueOffset(), lease.position(), lease.sizeBytes(),
                    queue.deliveries(lease.queueOffset())));
            }
        }
    }

    private boolean isUnheld(int queueId, QueueProgress queue, long queueOffset) {
        return !queue.isFinished(queueOffset) && !group.holds(queueId).held().contains(queueOffset);
    }
}
