package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.lease.LeasedGroup.Sweep;
import io.ternmq.broker.delivery.view.ExpiredSearch;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.broker.delivery.view.Sharing;
import io.ternmq.broker.delivery.view.ViewKey;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineTask;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds expired messages that nobody asks for, so that a forgotten queue does not keep the log for ever: a few views at a time, one
 * after the other, by their marks; the messages themselves are read by a reader thread, one job at a time. Engine thread, except
 * where said otherwise.
 */
final class ExpirySweep {

    private static final Logger LOG = LoggerFactory.getLogger(ExpirySweep.class);
    private static final long INTERVAL_MS = 1_000;
    private static final int VIEWS_PER_TURN = 256;
    private static final int MAX_LOOKS = 1_024;

    private record Found(ExpiredSearch search, List<Lease> leases) {
    }

    private final LeasedViews views;
    private final QueueIndexes indexes;
    private final LogReader log;
    private final TopicAccess topics;
    private final Settlements settlements;
    private final Deliveries deliveries;
    private final Executor readers;
    private final Predicate<EngineTask> engine;
    /** Set by a reader thread. */
    private final AtomicReference<Found> found = new AtomicReference<>();
    private boolean isSearching;
    private LeasedView current;
    private ViewKey lastKey;
    private int queueId;
    private long nextOffset;
    private long nextTurnMs;

    /**
     * @param readers may wait for the disk, and reject when too much waits already
     * @param engine submits a task; false when the engine takes no more
     */
    ExpirySweep(LeasedViews views, QueueIndexes indexes, LogReader log, TopicAccess topics, Settlements settlements,
            Deliveries deliveries, Executor readers, Predicate<EngineTask> engine) {
        this.views = views;
        this.indexes = indexes;
        this.log = log;
        this.topics = topics;
        this.settlements = settlements;
        this.deliveries = deliveries;
        this.readers = readers;
        this.engine = engine;
    }

    long nextTimerMs() {
        return isSearching ? Long.MAX_VALUE : nextTurnMs;
    }

    void onTimer(EngineContext context) {
        if (isSearching || context.nowMs() < nextTurnMs) {
            return;
        }
        nextTurnMs = context.nowMs() + INTERVAL_MS;
        for (int i = 0; i < VIEWS_PER_TURN && !isSearching; i++) {
            boolean canGoOn = (current != null || nextView()) && step(context.nowMs());
            if (!canGoOn) {
                return;
            }
        }
    }

    /** False at the end of the table: the next turn begins anew. */
    private boolean nextView() {
        current = views.after(lastKey);
        lastKey = current == null ? null : current.definition().key();
        queueId = 0;
        nextOffset = 0;
        return current != null;
    }

    /** Looks at one piece of the current view; false when the readers have too much to do. */
    private boolean step(long nowMs) {
        String topic = current.definition().topic();
        // A group by name without consumers is a native group, which knows no expiration.
        boolean isOurs = current.definition().sharing() != Sharing.GROUP || current.group().consumerCount() > 0;
        if (!isOurs || queueId >= topics.readQueueCount(topic) || views.get(lastKey) != current) {
            current = null;
            return true;
        }
        Sweep sweep = current.group().sweep(queueId, nextOffset, MAX_LOOKS);
        QueueIndex index = indexes.get(topic, queueId);
        if (index != null && !sweep.offsets().isEmpty() && !tryStart(new ExpiredSearch(log, current, index, sweep.offsets(), nowMs))) {
            return false;
        }
        nextOffset = Math.max(0, sweep.nextOffset());
        if (sweep.nextOffset() < 0) {
            queueId++;
        }
        return true;
    }

    private boolean tryStart(ExpiredSearch search) {
        try {
            readers.execute(() -> run(search));
            isSearching = true;
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the readers have too much to do for a look at {}", search.view().definition().topic());
            return false;
        }
    }

    /** Reader thread. */
    private void run(ExpiredSearch search) {
        List<Lease> leases = List.of();
        try {
            leases = search.run();
        } catch (RuntimeException | InternalError e) {
            // Whatever it is, the sweep has to go on elsewhere.
            LOG.warn("{} cannot be searched for expired messages", search.view().definition().topic(), e);
        }
        found.set(new Found(search, leases));
        engine.test(new WakeUp());
    }

    /** Takes back what a reader has found: to be called in each round. */
    void collect(EngineContext context) {
        Found result = found.getAndSet(null);
        if (result == null) {
            return;
        }
        isSearching = false;
        // There is more to look at.
        nextTurnMs = context.nowMs();
        LeasedView view = result.search.view();
        if (!result.leases.isEmpty() && views.get(view.definition().key()) == view) {
            settlements.log(context);
            view.group().expireUnheld(result.leases);
            settlements.log(context, view.group().takeExpired());
            deliveries.onChanged(view.group());
        }
    }
}
