package io.ternmq.broker.delivery.lease;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * One change of a group's durable state, as it is written to the log. It says everything: applying the same records in the same
 * order yields the same state, whoever applies them.
 *
 * @param group consumer group
 * @param topic topic
 * @param reason why its messages are finished
 * @param queues what changes, per queue id
 */
public record SettleRecord(String group, String topic, Reason reason, List<QueueSettlement> queues) {

    /** Why the messages of a record are finished; a record holds one kind. Appended to only: the position is in the log. */
    public enum Reason {
        /** Their consumers, or the group's policy, are done with them; or there is nothing to be owed. */
        SETTLED,
        /** Their time was over before anybody took them. */
        EXPIRED
    }

    public SettleRecord {
        requireNonNull(group, "group");
        requireNonNull(topic, "topic");
        requireNonNull(reason, "reason");
        queues = List.copyOf(queues);
    }

    /**
     * This record in parts, which may be applied one after the other in its place.
     *
     * @param maxChanges how many ranges and releases a part has at most
     */
    public List<SettleRecord> parts(int maxChanges) {
        if (queues.stream().mapToLong(QueueSettlement::changeCount).sum() <= maxChanges) {
            return List.of(this);
        }
        List<SettleRecord> parts = new ArrayList<>();
        List<QueueSettlement> part = new ArrayList<>();
        int room = maxChanges;
        for (QueueSettlement queue : queues) {
            int taken = 0;
            do {
                QueueSettlement piece = queue.piece(taken, room);
                part.add(piece);
                taken += piece.changeCount();
                room -= piece.changeCount();
                if (room == 0) {
                    parts.add(new SettleRecord(group, topic, reason, part));
                    part.clear();
                    room = maxChanges;
                }
            } while (taken < queue.changeCount());
        }
        if (!part.isEmpty()) {
            parts.add(new SettleRecord(group, topic, reason, part));
        }
        return parts;
    }

    /**
     * The part of this record that finishes some of its messages and nothing else. The whole may be applied after it, since what is
     * finished can be finished again.
     *
     * @param leases messages that this record finishes
     */
    public SettleRecord finishing(List<Lease> leases) {
        TreeMap<Integer, TreeSet<Long>> offsets = new TreeMap<>();
        leases.forEach(lease -> offsets.computeIfAbsent(lease.queueId(), queueId -> new TreeSet<>()).add(lease.queueOffset()));
        List<QueueSettlement> parts = new ArrayList<>();
        offsets.forEach((queueId, finished) -> parts.add(new QueueSettlement(queueId, 0,
            finished.stream().flatMapToLong(offset -> LongStream.of(offset, offset + 1)).toArray(), List.of())));
        return new SettleRecord(group, topic, reason, parts);
    }

    /**
     * What changes in one queue.
     *
     * @param queueId queue of the topic
     * @param lowWaterMark everything below is finished; a mark below the present one changes nothing
     * @param finishedRanges pairs of first offset and end (exclusive), ascending
     * @param released messages given back with their new delivery count
     */
    public record QueueSettlement(int queueId, long lowWaterMark, long[] finishedRanges, List<Release> released) {

        public QueueSettlement {
            released = List.copyOf(released);
        }

        private int changeCount() {
            return finishedRanges.length / 2 + released.size();
        }

        /** Some of the changes, first the ranges and then the releases. */
        private QueueSettlement piece(int from, int maxCount) {
            int ranges = finishedRanges.length / 2;
            int to = Math.min(from + maxCount, changeCount());
            return new QueueSettlement(queueId, lowWaterMark,
                Arrays.copyOfRange(finishedRanges, 2 * Math.min(from, ranges), 2 * Math.min(to, ranges)),
                released.subList(Math.max(from, ranges) - ranges, Math.max(to, ranges) - ranges));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof QueueSettlement that && queueId == that.queueId && lowWaterMark == that.lowWaterMark
                && Arrays.equals(finishedRanges, that.finishedRanges) && released.equals(that.released);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * queueId + Arrays.hashCode(finishedRanges)) + released.hashCode();
        }
    }

    /**
     * A message given back.
     *
     * @param queueOffset its place, which it keeps
     * @param count how often the application has seen it
     * @param notBeforeMs wall-clock time before which it is not delivered again, 0 for at once
     * @param history its last failures
     */
    public record Release(long queueOffset, int count, long notBeforeMs, FailureHistory history) {
        public Release {
            requireNonNull(history, "history");
        }

        Release withoutHistory() {
            return new Release(queueOffset, count, notBeforeMs, FailureHistory.NONE);
        }
    }
}
