package io.ternmq.broker.delivery.lease;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.ternmq.broker.delivery.lease.SettleRecord.QueueSettlement;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Durable progress of one group in one topic: what is finished, and what was given back how often. Two equal objects have seen
 * the same records. A queue that was never touched counts as "nothing finished". Engine thread; changed by {@link #apply}
 * alone.
 */
public final class GroupProgress {

    private static final int VERSION = 3;

    private final String group;
    private final String topic;
    private final ViewKind kind;
    private final long createdPosition;
    /** By queue id, null where nothing was touched. */
    private QueueProgress[] queues = {};
    private final QueueProgress untouched = new QueueProgress();

    /**
     * Nothing finished yet.
     *
     * @param group consumer group
     * @param topic topic
     * @param kind what the group drains
     * @param createdPosition log position at which a subscription was made; 0 for a queue
     */
    public GroupProgress(String group, String topic, ViewKind kind, long createdPosition) {
        this.group = requireNonNull(group, "group");
        this.topic = requireNonNull(topic, "topic");
        this.kind = requireNonNull(kind, "kind");
        this.createdPosition = createdPosition;
    }

    /** The consumer group. */
    public String group() {
        return group;
    }

    /** The topic. */
    public String topic() {
        return topic;
    }

    /** What the group drains. */
    public ViewKind kind() {
        return kind;
    }

    /**
     * Messages that were sent before this log position and copied to the topic later are not owed: only subscriptions that existed
     * at the time of sending get a delayed message (Messaging 3.1 §7.9). 0 when all are owed.
     */
    public long createdPosition() {
        return createdPosition;
    }

    /** Everything below this queue offset is finished or was never owed. Retention may delete up to here. */
    public long lowWaterMark(int queueId) {
        return queue(queueId).lowWaterMark();
    }

    /** Whether a message is finished, or was never owed. */
    public boolean isFinished(int queueId, long queueOffset) {
        return queue(queueId).isFinished(queueOffset);
    }

    /**
     * How many messages of a queue are not finished; those that a subscription will not want are counted until it has passed
     * them.
     *
     * @param maxOffset one more than the queue's last offset
     */
    public long unfinishedCount(int queueId, long maxOffset) {
        return Math.max(0, maxOffset - queue(queueId).lowWaterMark() - queue(queueId).finishedAboveMark());
    }

    /** Applies one record of this group and topic: the only way to change this state. */
    public void apply(SettleRecord record) {
        for (QueueSettlement settlement : record.queues()) {
            obtain(settlement.queueId()).apply(settlement);
        }
    }

    /** For reading only: asking about a queue must not change what a snapshot holds. */
    QueueProgress queue(int queueId) {
        QueueProgress queue = queueId < queues.length ? queues[queueId] : null;
        return queue == null ? untouched : queue;
    }

    private QueueProgress obtain(int queueId) {
        if (queueId >= queues.length) {
            queues = Arrays.copyOf(queues, queueId + 1);
        }
        if (queues[queueId] == null) {
            queues[queueId] = new QueueProgress();
        }
        return queues[queueId];
    }

    /** Those that were touched, by queue id. */
    Map<Integer, QueueProgress> queues() {
        Map<Integer, QueueProgress> touched = new TreeMap<>();
        for (int queueId = 0; queueId < queues.length; queueId++) {
            if (queues[queueId] != null) {
                touched.put(queueId, queues[queueId]);
            }
        }
        return touched;
    }

    /** Writes the state for a snapshot. */
    public void encode(ByteBuf out) {
        out.writeByte(VERSION);
        Varint.writeText(out, group);
        Varint.writeText(out, topic);
        out.writeByte(kind.ordinal());
        Varint.write(out, createdPosition);
        Map<Integer, QueueProgress> touched = queues();
        Varint.write(out, touched.size());
        touched.forEach((queueId, queue) -> {
            Varint.write(out, queueId);
            queue.encode(out);
        });
    }

    /**
     * Reads what {@link #encode} wrote; {@code in} stays with the caller.
     *
     * @throws IllegalArgumentException when its version is not known
     */
    public static GroupProgress decode(ByteBuf in) {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("group progress of version " + version + " (expected: " + VERSION + ")");
        }
        GroupProgress progress =
            new GroupProgress(Varint.readText(in), Varint.readText(in), ViewKind.values()[in.readUnsignedByte()], Varint.read(in));
        int queueCount = Varint.readInt(in);
        for (int i = 0; i < queueCount; i++) {
            int queueId = Varint.readInt(in);
            progress.obtain(queueId);
            progress.queues[queueId] = QueueProgress.decode(in);
        }
        return progress;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupProgress that && group.equals(that.group) && topic.equals(that.topic) && kind == that.kind
            && createdPosition == that.createdPosition && queues().equals(that.queues());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * group.hashCode() + topic.hashCode()) + queues().hashCode();
    }

    @Override
    public String toString() {
        return group + "@" + topic + " " + kind + " " + queues();
    }
}
