package io.ternmq.broker.schedule;

import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.AppliedMessage;
import io.ternmq.broker.engine.DelayedMessages;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineHook;
import io.ternmq.broker.engine.HiddenMessage;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.Tags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives delayed messages to their real topic when they are due. The copy carries the position of the delayed message in
 * its prepared-transaction field, so that applying the copy <em>is</em> the progress: after a crash a message is neither
 * lost nor copied twice. Engine thread.
 */
public final class DelayedDelivery implements StateModule, EngineHook, DelayedMessages {
    private static final Logger LOG = LoggerFactory.getLogger(DelayedDelivery.class);
    private static final int SKIPPED = StateTypes.SCHEDULE + 1;
    private static final byte[] DELAY = MessageProperties.DELAY.getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_PER_ROUND = 512;
    private static final long RETRY_MS = 1000;

    private final DelayLevels levels;
    private final CommitLog log;
    private final QueueIndexes indexes;
    private final byte[] storeHost;
    private final Level[] queues;
    private long notBeforeMs;

    /** Progress of one level and its cached next message. */
    private static final class Level {
        long nextOffset;
        long headOffset = -1;
        long headPosition;
        int headSize;
        long headDueMs = Long.MAX_VALUE;
    }

    /** @param storeHost host field of the copies, 8 or 20 bytes */
    public DelayedDelivery(DelayLevels levels, CommitLog log, QueueIndexes indexes, byte[] storeHost) {
        this.levels = levels;
        this.log = log;
        this.indexes = indexes;
        this.storeHost = storeHost.clone();
        this.queues = new Level[levels.maxLevel()];
        Arrays.setAll(queues, i -> new Level());
    }

    @Override
    public long dueMs(String topic, MessageView record) {
        if (!DelayLevels.TOPIC.equals(topic)) {
            return -1;
        }
        String level = record.property(DELAY);
        int number = level == null ? record.queueId() + 1 : Integer.parseInt(level);
        return record.storeTimestamp() + levels.delayMs(Math.max(1, levels.clamp(number)));
    }

    @Override
    public int typeBase() {
        return StateTypes.SCHEDULE;
    }

    @Override
    public void onMessage(AppliedMessage message) {
        delivered(message.preparedTransactionOffset());
    }

    @Override
    public void onHidden(HiddenMessage message) {
        if (DestinationNames.isTemporary(message.topic())) {
            // All messages of temporary destinations are hidden, the copy of one that was delayed as well.
            delivered(message.preparedTransactionOffset());
        }
    }

    private void delivered(long delayedPosition) {
        if (delayedPosition == 0) {
            return;
        }
        for (int i = 0; i < queues.length; i++) {
            Level level = queues[i];
            if (loadHead(i) && level.headPosition == delayedPosition) {
                level.nextOffset++;
                return;
            }
        }
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        if (type == SKIPPED) {
            int level = payload.getInt();
            if (level < queues.length) {
                queues[level].nextOffset = payload.getLong() + 1;
            }
        }
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        StateWriter writer = new StateWriter().putInt(queues.length);
        for (Level level : queues) {
            writer.putLong(level.nextOffset);
        }
        chunks.accept(writer.toBytes());
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader reader = new StateReader(chunk);
        int count = reader.getInt();
        for (int i = 0; i < count; i++) {
            long nextOffset = reader.getLong();
            if (i < queues.length) {
                queues[i].nextOffset = nextOffset;
            }
        }
    }

    @Override
    public long nextTimerMs() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < queues.length; i++) {
            if (loadHead(i)) {
                next = Math.min(next, queues[i].headDueMs);
            }
        }
        return next == Long.MAX_VALUE ? next : Math.max(next, notBeforeMs);
    }

    // Cheap when nothing changed: two comparisons a level.
    private boolean loadHead(int i) {
        Level level = queues[i];
        if (level.headOffset == level.nextOffset) {
            return true;
        }
        QueueIndex queue = indexes.get(DelayLevels.TOPIC, i);
        if (queue == null || level.nextOffset >= queue.maxOffset()) {
            return false;
        }
        level.nextOffset = Math.max(level.nextOffset, queue.minOffset());
        queue.read(level.nextOffset, 1, (queueOffset, position, size, dueMs) -> {
            level.headOffset = queueOffset;
            level.headPosition = position;
            level.headSize = size;
            level.headDueMs = dueMs;
            return true;
        });
        return level.headOffset == level.nextOffset;
    }

    @Override
    public void onTimer(EngineContext engine) {
        int left = MAX_PER_ROUND;
        for (int i = 0; i < queues.length; i++) {
            while (left > 0 && loadHead(i) && queues[i].headDueMs <= engine.nowMs()) {
                left--;
                if (!deliver(engine, i)) {
                    notBeforeMs = engine.nowMs() + RETRY_MS;
                    return;
                }
            }
        }
    }

    private boolean deliver(EngineContext engine, int i) {
        Level level = queues[i];
        NewMessage copy = copyOf(level);
        if (copy == null) {
            LOG.error("Delayed message at position {} has no real topic or is gone; it is skipped", level.headPosition);
            skip(engine, i);
            return true;
        }
        if (DestinationNames.isTemporary(copy.topic()) && indexes.get(copy.topic(), copy.queueId()) == null) {
            LOG.debug("A delayed message is dropped, since {} does not exist any more", copy.topic());
            skip(engine, i);
            return true;
        }
        try {
            engine.append(copy, Durability.APPENDED);
            return true;
        } catch (AppendRefusedException e) {
            LOG.warn("A due delayed message waits: {}", e.getMessage());
            return false;
        }
    }

    private void skip(EngineContext engine, int i) {
        engine.change(new StateChange(SKIPPED,
                new StateWriter().putInt(i).putLong(queues[i].nextOffset).toBytes()));
    }

    private NewMessage copyOf(Level level) {
        ByteBuffer stored = log.read(level.headPosition, level.headSize);
        if (stored == null) {
            return null;
        }
        MessageView delayed = new MessageView().wrap(stored, 0);
        Map<String, String> properties = MessageProperties.decode(delayed.propertiesText());
        String topic = properties.get(MessageProperties.REAL_TOPIC);
        String queueId = properties.get(MessageProperties.REAL_QUEUE_ID);
        if (topic == null || queueId == null || !queueId.matches("\\d{1,9}")) {
            return null;
        }
        byte[] bornHost = delayed.bornHostBytes();
        return new NewMessage(topic, NewMessage.bytesOf(topic), Integer.parseInt(queueId), delayed.flag(),
                NewMessage.withHosts(delayed.sysFlag(), bornHost, storeHost), delayed.bornTimestamp(), bornHost, storeHost,
                delayed.reconsumeTimes(), level.headPosition, delayed.body(), delayed.bodyCrc(), delayed.propertiesBytes(),
                Tags.code(properties.get(MessageProperties.TAGS)), 0);
    }
}
