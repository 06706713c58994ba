package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The engine's own state: where each queue ends, and which reign this is. Written into each snapshot. */
final class QueueTails implements StateModule {
    private static final int CHUNK_LENGTH = 128 << 10;
    private static final int CHUNK_QUEUES = 1;
    private static final int CHUNK_EPOCH = 2;

    private final QueueIndexes indexes;
    private long epoch;

    QueueTails(QueueIndexes indexes) {
        this.indexes = indexes;
    }

    /** Number of this master's reign: 1 for the first start of a store. */
    long epoch() {
        return epoch;
    }

    @Override
    public int typeBase() {
        return StateTypes.ENGINE;
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        if (type == StateTypes.EPOCH) {
            epoch = payload.getLong();
        }
    }

    static StateChange epochChange(long epoch, long nowMs) {
        return new StateChange(StateTypes.EPOCH, new StateWriter().putLong(epoch).putLong(nowMs).toBytes());
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        chunks.accept(new StateWriter().putByte(CHUNK_EPOCH).putLong(epoch).toBytes());
        StateWriter writer = new StateWriter();
        indexes.forEachSorted(queue -> {
            if (queue.appendedOffset() == 0) {
                return; // only looked at so far: nothing of it is in the log
            }
            if (writer.length() == 0) {
                writer.putByte(CHUNK_QUEUES);
            }
            write(writer, queue);
            if (writer.length() >= CHUNK_LENGTH) {
                chunks.accept(writer.toBytes());
                writer.clear();
            }
        });
        if (writer.length() > 0) {
            chunks.accept(writer.toBytes());
        }
    }

    private static void write(StateWriter writer, QueueIndex queue) {
        writer.putString(queue.topic()).putInt(queue.queueId()).putLong(queue.unhiddenOffset()).putLong(queue.appendedOffset());
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader reader = new StateReader(chunk);
        if (reader.getByte() == CHUNK_EPOCH) {
            epoch = reader.getLong();
            return;
        }
        while (reader.hasRemaining()) {
            QueueIndex queue = indexes.obtain(reader.getString(), reader.getInt());
            queue.reset(reader.getLong(), reader.getLong());
        }
    }
}
