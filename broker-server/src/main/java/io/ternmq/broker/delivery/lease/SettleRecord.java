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
