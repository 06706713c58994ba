package io.ternmq.broker.delivery.lease;

import io.ternmq.broker.delivery.lease.SettleRecord.Release;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Messages of a group that were given back to wait for their time. A message may be here more than once, and may be finished meanwhile: the
 * group's progress knows for which time it waits really. Engine thread.
 */
final class DelayedReleases {

    /** A message and when it may be given again, ms since the epoch. */
    record Due(long notBeforeMs, int queueId, long queueOffset) {
    }

    private final PriorityQueue<Due> waiting = new PriorityQueue<>(Comparator.comparingLong(Due::notBeforeMs));

    /** A message was given back; nothing when it need not wait. */
    void add(int queueId, Release release) {
        if (release.notBeforeMs() > 0) {
            waiting.add(new Due(release.notBeforeMs(), queueId, release.queueOffset()));
        }
    }

    /** The earliest time at which one becomes due; {@link Long#MAX_VALUE} when there is none. */
    long nextDueMs() {
        return waiting.isEmpty() ? Long.MAX_VALUE : waiting.peek().notBeforeMs();
    }

    /** Takes the next one out that is due; null when there is none. */
    Due takeDue(long nowMs) {
        return nextDueMs() <= nowMs ? waiting.poll() : null;
    }

    void forEach(Consumer<Due> visitor) {
        waiting.forEach(visitor);
    }
}
