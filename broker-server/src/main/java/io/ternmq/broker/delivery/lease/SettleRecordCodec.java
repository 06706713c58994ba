package io.ternmq.broker.delivery.lease;

import io.netty.buffer.ByteBuf;
import io.ternmq.broker.delivery.lease.SettleRecord.QueueSettlement;
import io.ternmq.broker.delivery.lease.SettleRecord.Reason;
import io.ternmq.broker.delivery.lease.SettleRecord.Release;
import java.util.ArrayList;
import java.util.List;

/**
 * Settle records as bytes. All numbers are varints, offsets are deltas from the one before:
 *
 * <pre>
 *   version (3) | group | topic | reason (1) | queue count | per queue:
 *     queue id | low-water mark | range count | { gap before, length } ...
 *     release count | { gap before, delivery count, notBeforeMs, history } ...
 * </pre>
 */
public final class SettleRecordCodec {

    private static final int VERSION = 3;

    private SettleRecordCodec() {
    }

    /** Appends the record to {@code out}. */
    public static void encode(SettleRecord record, ByteBuf out) {
        out.writeByte(VERSION);
        Varint.writeText(out, record.group());
        Varint.writeText(out, record.topic());
        out.writeByte(record.reason().ordinal());
        Varint.write(out, record.queues().size());
        for (QueueSettlement queue : record.queues()) {
            encodeQueue(queue, out);
        }
    }

    private static void encodeQueue(QueueSettlement queue, ByteBuf out) {
        Varint.write(out, queue.queueId());
        Varint.write(out, queue.lowWaterMark());
        long[] ranges = queue.finishedRanges();
        Varint.write(out, ranges.length / 2);
        long previous = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            Varint.write(out, ranges[i] - previous);
            Varint.write(out, ranges[i + 1] - ranges[i]);
            previous = ranges[i + 1];
        }
        Varint.write(out, queue.released().size());
        previous = 0;
        for (Release release : queue.released()) {
            Varint.write(out, release.queueOffset() - previous);
            Varint.write(out, release.count());
            Varint.write(out, release.notBeforeMs());
            release.history().encode(out);
            previous = release.queueOffset();
        }
    }

    /**
     * Reads one record from {@code in}, which stays with the caller.
     *
     * @throws IllegalArgumentException when its version is not known
     */
    public static SettleRecord decode(ByteBuf in) {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("settle record of version " + version + " (expected: " + VERSION + ")");
        }
        String group = Varint.readText(in);
        String topic = Varint.readText(in);
        Reason reason = reason(in.readUnsignedByte());
        int queueCount = Varint.readInt(in);
        List<QueueSettlement> queues = new ArrayList<>();
        for (int i = 0; i < queueCount; i++) {
            queues.add(decodeQueue(in));
        }
        return new SettleRecord(group, topic, reason, queues);
    }

    private static Reason reason(int code) {
        if (code >= Reason.values().length) {
            throw new IllegalArgumentException("settle record with reason " + code + " (expected: below " + Reason.values().length
                + ")");
        }
        return Reason.values()[code];
    }

    private static QueueSettlement decodeQueue(ByteBuf in) {
        int queueId = Varint.readInt(in);
        long lowWaterMark = Varint.read(in);
        long[] ranges = new long[2 * Varint.readInt(in)];
        long previous = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            ranges[i] = previous + Varint.read(in);
            ranges[i + 1] = ranges[i] + Varint.read(in);
            previous = ranges[i + 1];
        }
        int releaseCount = Varint.readInt(in);
        List<Release> released = new ArrayList<>();
        previous = 0;
        for (int i = 0; i < releaseCount; i++) {
            previous += Varint.read(in);
            released.add(new Release(previous, Varint.readInt(in), Varint.read(in), FailureHistory.decode(in)));
        }
        return new QueueSettlement(queueId, lowWaterMark, ranges, released);
    }
}
