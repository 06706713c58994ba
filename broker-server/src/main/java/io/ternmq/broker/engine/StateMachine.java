package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.broker.store.log.StoreException;
import io.ternmq.wire.jms.MessageMarks;
import io.ternmq.wire.jms.ProducerMark;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import io.ternmq.wire.message.Tags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * {@code apply(record)}: the only place where logged state changes, live and in recovery. Owned by the engine thread
 * (before its start by the recovering thread).
 */
final class StateMachine {
    private static final int MAX_QUEUE_ID = 1 << 16;
    /** How many numbers a module has. */
    private static final int TYPES = 100;
    private static final byte[] TAGS = MessageProperties.TAGS.getBytes(StandardCharsets.US_ASCII);

    private final QueueIndexes indexes;
    private final QueueTails queueTails;
    private final StateModule[] all;
    /** By type base / {@link #TYPES}; null where there is none. */
    private final StateModule[] byHundred;
    private final DelayedMessages delayedTags;
    private final AppliedMessage applied = new AppliedMessage();
    private final byte[] propertiesStart = new byte[ProducerMark.LENGTH];

    StateMachine(QueueIndexes indexes, List<StateModule> modules, DelayedMessages delayedTags) {
        this.indexes = indexes;
        this.delayedTags = delayedTags;
        this.queueTails = new QueueTails(indexes);
        TreeMap<Integer, StateModule> byBase = new TreeMap<>();
        byBase.put(StateTypes.ENGINE, queueTails);
        for (StateModule module : modules) {
            if (byBase.put(module.typeBase(), module) != null) {
                throw new IllegalArgumentException("two state modules with type base " + module.typeBase());
            }
        }
        this.all = byBase.values().toArray(StateModule[]::new);
        this.byHundred = new StateModule[byBase.lastKey() / TYPES + 1];
        byBase.forEach((base, module) -> byHundred[base / TYPES] = module);
    }

    QueueTails queueTails() {
        return queueTails;
    }

    /** A message that is being laid into the log. */
    QueueIndex applyLive(NewMessage message, QueueIndex queue, Appended at) {
        if (queue == null) {
            if (!StateRecords.TOPIC.equals(message.topic())) {
                applyHidden(new HiddenMessage(message.topic(), message.queueId(), at.position(), at.size(),
                        message.preparedTransactionOffset(), () -> new String(message.properties(), StandardCharsets.UTF_8)));
                applyProducer(message.properties(), message.properties().length, at.storeTimestamp());
            }
            return null;
        }
        applied.topic = message.topic();
        applied.queueId = message.queueId();
        applied.queueOffset = at.queueOffset();
        applied.position = at.position();
        applied.size = at.size();
        applied.tagsCode = message.indexTagsCode(at.storeTimestamp());
        applied.storeTimestamp = at.storeTimestamp();
        applied.preparedTransactionOffset = message.preparedTransactionOffset();
        applied.marks = message.delayMs() > 0 ? MessageMarks.PLAIN : message.marks();
        applyIndexed(queue);
        applyProducer(message.properties(), message.properties().length, at.storeTimestamp());
        return queue;
    }

    /**
     * Why a sound message cannot be the next of its queue; null when it can.
     */
    String mismatch(MessageView record) {
        if (!SysFlags.isIndexed(record.sysFlag())) {
            return null;
        }
        if (record.queueId() < 0 || record.queueId() > MAX_QUEUE_ID || record.queueOffset() < 0) {
            return "message at position " + record.position() + " has queue id " + record.queueId() + " and queue offset "
                    + record.queueOffset();
        }
        QueueIndex queue = indexes.get(record.topic(), record.queueId());
        boolean isNext = queue == null || queue.appendedOffset() == 0 || queue.appendedOffset() == record.queueOffset();
        return isNext ? null : "message at position " + record.position() + " has queue offset " + record.queueOffset()
                + ", expected " + queue.appendedOffset();
    }

    /** A record read back from the log. */
    void applyLogged(MessageView record, long position) {
        if (StateRecords.isState(record)) {
            StateRecords.decode(record, this::applyChange);
            return;
        }
        if (SysFlags.isIndexed(record.sysFlag())) {
            String topic = record.topic();
            QueueIndex queue = indexes.obtain(topic, record.queueId());
            if (queue.appendedOffset() == 0 && record.queueOffset() > 0) {
                // The log begins in the middle of this queue: what was before is deleted.
                queue.reset(record.queueOffset(), record.queueOffset());
            }
            long dueMs = delayedTags.dueMs(topic, record);
            applied.topic = topic;
            applied.queueId = record.queueId();
            applied.queueOffset = record.queueOffset();
            applied.position = position;
            applied.size = record.totalSize();
            applied.tagsCode = dueMs >= 0 ? dueMs : Tags.code(record.property(TAGS));
            applied.storeTimestamp = record.storeTimestamp();
            applied.preparedTransactionOffset = record.preparedTransactionOffset();
            applied.marks = dueMs >= 0 ? MessageMarks.PLAIN : MessageMarks.of(record.propertiesText());
            applyIndexed(queue);
            queue.onLogWritten();
            queue.publish(queue.appendedOffset());
        } else {
            applyHidden(new HiddenMessage(record.topic(), record.queueId(), position, record.totalSize(),
                    record.preparedTransactionOffset(), record::propertiesText));
        }
        applyProducer(propertiesStart, record.copyProperties(propertiesStart), record.storeTimestamp());
    }

    private void applyProducer(byte[] properties, int length, long storeTimestamp) {
        if (ProducerMark.isMarked(properties, length)) {
            long producerId = ProducerMark.producerId(properties);
            long sequence = ProducerMark.sequence(properties);
            for (StateModule module : all) {
                module.onProduced(producerId, sequence, storeTimestamp);
            }
        }
    }

    private void applyHidden(HiddenMessage message) {
        for (StateModule module : all) {
            module.onHidden(message);
        }
    }

    private void applyIndexed(QueueIndex queue) {
        queue.append(applied.queueOffset, applied.position, applied.size, applied.tagsCode);
        for (StateModule module : all) {
            module.onMessage(applied);
        }
    }

    void applyChange(int type, ByteBuffer payload) {
        if (type >= StateTypes.SNAPSHOT_BEGIN && type <= StateTypes.SNAPSHOT_END
                || type == StateTypes.GROUP_BEGIN || type == StateTypes.GROUP_END) {
            return; // brackets; a snapshot in the middle of a replay repeats what is known
        }
        module(type).apply(type, payload);
    }

    void restore(int typeBase, ByteBuffer chunk) {
        module(typeBase).restore(chunk);
    }

    /** Hands out the whole state, module by module. */
    void snapshot(SnapshotChunks target) {
        for (StateModule module : all) {
            Consumer<byte[]> chunks = chunk -> target.accept(module.typeBase(), chunk);
            module.snapshot(chunks);
        }
    }

    /** Receives pieces of a snapshot. */
    @FunctionalInterface
    interface SnapshotChunks {
        void accept(int typeBase, byte[] chunk);
    }

    private StateModule module(int type) {
        int hundred = type / TYPES;
        StateModule module = hundred >= 0 && hundred < byHundred.length ? byHundred[hundred] : null;
        if (module == null) {
            throw new StoreException("the log holds state of kind " + hundred * TYPES
                    + ", which this broker does not know: it was written by a newer TernMQ");
        }
        return module;
    }
}
