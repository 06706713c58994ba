package io.ternmq.broker.schedule;

import io.ternmq.broker.engine.ColdReads;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineHook;
import io.ternmq.broker.engine.EngineTask;
import io.ternmq.broker.engine.Movable;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import java.util.List;
import java.util.function.Predicate;

/**
 * Messages with a delivery time of their own, without a horizon: put together. A sender gives its message to the log as {@link
 * DelayedMessage#waiting}; everything else follows from that record.
 */
public final class Schedule {
    private final DelayStore store = new DelayStore();
    private final DueDelivery delivery;
    private final Relocation relocation;

    /**
     * Nothing waits yet.
     *
     * @param log       what may be read of the store
     * @param reads     reading off the engine
     * @param queues    the topics that exist
     * @param storeHost host field of messages that are stored again, 8 or 20 bytes
     * @param engine    submits a task; false when the engine takes no more
     */
    public Schedule(Engine.StoreReads log, ColdReads reads, DelayedQueues queues, byte[] storeHost, Predicate<EngineTask> engine) {
        Runnable wake = () -> engine.test(new Wake());
        StoredBatch.StoredBytes bytes = log.log()::read;
        delivery = new DueDelivery(store.table(), new StoredBatch(bytes, reads, wake), queues, storeHost);
        relocation = new Relocation(store.table(), new StoredBatch(bytes, reads, wake),
            () -> log.log().writtenPosition() - log.log().minPosition(), log.log().segmentLength(), storeHost);
    }

    /** Only makes the engine come by; when it is too busy to take this it does so anyway. */
    private static final class Wake implements EngineTask {
        @Override
        public void run(EngineContext engine) {
            // the hooks of this round do the work
        }

        @Override
        public void onFailed(Throwable cause) {
            // the engine has ended
        }
    }

    /** The state that lives in the log. */
    public StateModule module() {
        return store;
    }

    /** The parts in the engine's rounds. */
    public List<EngineHook> hooks() {
        return List.of(delivery, relocation);
    }

    /** What retention asks before it deletes. */
    public Movable movable() {
        return relocation;
    }

    /** Removes what waits for a topic that is being deleted. Engine thread. */
    public List<StateChange> dropTopic(String topic) {
        return store.dropTopic(topic);
    }

    /**
     * What waits for a topic, in the order of sending. Engine thread.
     *
     * @param afterOrigin origin of the last one of the page before, 0 for the first page
     */
    public List<Scheduled> page(String topic, long afterOrigin, int maxCount) {
        return store.table().page(topic, afterOrigin, maxCount);
    }

    /** What waits for a topic and may have that message id: its hash fits. Engine thread. */
    public List<Scheduled> candidates(String topic, String uniqueKey) {
        return store.table().candidates(topic, DelayedMessage.idHash(uniqueKey));
    }

    /** Takes a message out that waits. Engine thread. Returns false when it does not wait any more. */
    public boolean cancel(EngineContext engine, long origin) {
        if (store.table().get(origin) == null) {
            return false;
        }
        engine.change(DelayStore.drop(List.of(origin)));
        return true;
    }

    /** How many messages wait. Engine thread. */
    public int count() {
        return store.table().count();
    }
}
