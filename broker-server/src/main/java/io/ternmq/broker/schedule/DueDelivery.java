package io.ternmq.broker.schedule;

import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineHook;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives messages with a delivery time to their queues when they are due, in the order of their times: a batch a round, so that
 * the engine goes on serving others, and through a reader thread when they are not in memory any more. Engine thread.
 */
final class DueDelivery implements EngineHook {
    private static final Logger LOG = LoggerFactory.getLogger(DueDelivery.class);
    private static final int MAX_BATCH_MESSAGES = 256;
    private static final int MAX_BATCH_BYTES = 1 << 20;
    private static final long RETRY_MS = 1000;

    private final DelayTable table;
    private final StoredBatch batch;
    private final DelayedQueues queues;
    private final byte[] storeHost;
    private long notBeforeMs;

    /** @param storeHost host field of the copies, 8 or 20 bytes */
    DueDelivery(DelayTable table, StoredBatch batch, DelayedQueues queues, byte[] storeHost) {
        this.table = table;
        this.batch = batch;
        this.queues = queues;
        this.storeHost = storeHost.clone();
    }

    @Override
    public void beforeWrite(EngineContext engine) {
        StoredBatch.Result read = batch.take();
        if (read != null) {
            deliver(engine, read);
        }
    }

    @Override
    public long nextTimerMs() {
        return batch.isReading() ? Long.MAX_VALUE : Math.max(table.nextDueMs(), notBeforeMs);
    }

    @Override
    public void onTimer(EngineContext engine) {
        List<Scheduled> due = poll(engine);
        if (due.isEmpty()) {
            return;
        }
        if (!batch.tryRead(due)) {
            retry(engine, due);
        }
        StoredBatch.Result read = batch.take();
        if (read != null) {
            deliver(engine, read);
        }
    }

    private List<Scheduled> poll(EngineContext engine) {
        List<Scheduled> due = new ArrayList<>();
        List<Long> homeless = new ArrayList<>();
        long bytes = 0;
        Scheduled next = table.pollDue(engine.nowMs());
        while (next != null) {
            if (queues.queueCount(table.topicOf(next.origin())) == 0) {
                homeless.add(next.origin());
            } else {
                due.add(next);
                bytes += next.sizeBytes();
            }
            boolean isFull = due.size() + homeless.size() >= MAX_BATCH_MESSAGES || bytes >= MAX_BATCH_BYTES;
            next = isFull ? null : table.pollDue(engine.nowMs());
        }
        if (!homeless.isEmpty()) {
            LOG.warn("{} delayed messages are dropped, since their topics do not exist any more", homeless.size());
            engine.change(DelayStore.drop(homeless));
        }
        return due;
    }

    private void deliver(EngineContext engine, StoredBatch.Result read) {
        if (read.failure() != null) {
            LOG.error("Due messages cannot be read, they will be tried again: {}", read.failure().toString(), read.failure());
            retry(engine, read.entries());
            return;
        }
        for (int i = 0; i < read.stored().size(); i++) {
            try {
                deliver(engine, read.stored().get(i));
            } catch (AppendRefusedException e) {
                LOG.warn("{} due messages wait: {}", read.stored().size() - i, e.getMessage());
                retry(engine, read.entries().subList(i, read.entries().size()));
                return;
            }
        }
    }

    private void deliver(EngineContext engine, StoredBatch.Stored stored) {
        long origin = stored.entry().origin();
        String topic = table.topicOf(origin);
        int queueCount = topic == null ? 0 : queues.queueCount(topic);
        if (queueCount == 0) {
            // Cancelled, or deleted with its topic, while it was being read.
            table.unpoll(origin);
            return;
        }
        if (stored.bytes() == null) {
            lost(engine, stored.entry());
            return;
        }
        var view = DelayedMessage.view(stored.bytes());
        engine.append(DelayedMessage.due(view, topic, view.queueId() % queueCount, origin, storeHost), Durability.APPENDED);
    }

    private void lost(EngineContext engine, Scheduled entry) {
        if (!entry.equals(table.get(entry.origin()))) {
            // It has moved meanwhile.
            table.unpoll(entry.origin());
            return;
        }
        LOG.error("A delayed message, due at {}, is not in the log any more at position {}", entry.dueMs(), entry.position());
        engine.change(DelayStore.drop(List.of(entry.origin())));
    }

    private void retry(EngineContext engine, List<Scheduled> entries) {
        entries.forEach(entry -> table.unpoll(entry.origin()));
        notBeforeMs = engine.nowMs() + RETRY_MS;
    }
}
