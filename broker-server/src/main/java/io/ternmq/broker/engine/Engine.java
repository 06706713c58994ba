package io.ternmq.broker.engine;

import io.ternmq.broker.store.StoreFolder;
import io.ternmq.broker.store.StorePaths;
import io.ternmq.broker.store.index.IndexWriter;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer's thread and life.
 *
 * <pre>
 * NEW --recover()--> RECOVERED --start()--> RUNNING --close()--> CLOSED
 *                                              \--failure--> FAILED (every task is refused; onFailure is told once)
 * </pre>
 *
 * A round: run tasks, hooks' beforeWrite, one write, publish, answer, hooks' afterPublish, timers, perhaps force; then sleep
 * until somebody submits. While it sleeps, event loops may run a round for it, see {@link EngineRest}.
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final long MAX_SLEEP_MS = 1000;

    private final StoreFolder folder;
    private final CommitLog log;
    private final QueueIndexes indexes;
    private final LongSupplier clock;
    private final Consumer<Throwable> onFailure;
    private final SubmittedTasks tasks;
    private final EngineHook[] hooks;
    private final StateMachine state;
    private final Replies replies = new Replies();
    private final SnapshotKeeper snapshots;
    private final Journal journal;
    private final EngineContext context;
    private final Publisher publisher;
    private final LogSync sync;
    private final IndexWriter indexWriter;
    private final Thread thread = new Thread(this::run, "engine");
    private final EngineRest rest;
    private final Runnable helpAtRest;
    private final Object failureLock = new Object();
    private volatile boolean isRunning;
    private volatile Throwable failure;
    /** Guarded by this. */
    private boolean isClosed;

    /**
     * @param modules     every kind of state that the log may hold
     * @param hooks       called in this order
     * @param delayedTags due times of delayed messages, see {@link DelayedMessages}
     * @param clock       wall-clock ms since the epoch
     * @param onFailure   told once when the engine had to stop; the process should end then
     */
    public Engine(StoreFolder folder, CommitLog log, QueueIndexes indexes, EngineSettings settings, List<StateModule> modules,
            List<EngineHook> hooks, DelayedMessages delayedTags, LongSupplier clock, Consumer<Throwable> onFailure) {
        this.folder = folder;
        this.log = log;
        this.indexes = indexes;
        this.clock = clock;
        this.onFailure = onFailure;
        var queue = new MpscArrayQueue<EngineTask>(settings.queueCapacity());
        this.tasks = new SubmittedTasks(queue, log, settings.maxBatchBytes());
        this.hooks = hooks.toArray(EngineHook[]::new);
        this.state = new StateMachine(indexes, modules, delayedTags);
        this.snapshots = new SnapshotKeeper(folder.root());
        Visibility visibility = new Visibility(settings.leasesWhenDurable());
        this.journal = new Journal(log, indexes, state, visibility, snapshots, settings);
        this.context = new TaskContext(log, journal, replies, snapshots);
        this.rest = new EngineRest(thread, queue, this::round, this::nextTimerMs, clock, MAX_SLEEP_MS);
        this.sync = new LogSync(log, settings.flushIntervalMs(), rest::wake, this::fail, System::nanoTime);
        this.publisher = new Publisher(log, visibility, replies, snapshots, sync, this::onLeasable);
        this.indexWriter = new IndexWriter(indexes, 200, this::afterIndexFlush, this::fail);
        this.helpAtRest = rest::help;
        thread.setDaemon(true);
    }

    /**
     * Locks and opens the store's files and makes an engine for them; see the constructor for the other parameters.
     *
     * @throws StoreException when the store is in use, or its files are not what they must be
     */
    public static Engine open(StorePaths paths, EngineSettings settings, Function<StoreReads, Parts> parts, LongSupplier clock,
            Consumer<Throwable> onFailure) {
        StoreFolder folder = StoreFolder.open(paths.root(), paths.abort(), paths.checkpoint());
        try {
            CommitLog log = CommitLog.open(paths.commitLog(), paths.segmentLength(), paths.maxRecordLength());
            QueueIndexes indexes = QueueIndexes.open(paths.consumeQueue(), paths.entriesPerFile());
            Parts made = parts.apply(new StoreReads(log, indexes));
            return new Engine(folder, log, indexes, settings, made.modules, made.hooks, made.delayed, clock, onFailure);
        } catch (RuntimeException e) {
            folder.close(!folder.endedUncleanly());
            throw e;
        }
    }

    /** What of the store may be read from any thread. */
    public record StoreReads(CommitLog log, QueueIndexes indexes) {
    }

    /**
     * The parts of the broker that live in the engine.
     *
     * @param modules every kind of state that the log may hold
     * @param hooks   called in this order
     * @param delayed due times of delayed messages
     */
    public record Parts(List<StateModule> modules, List<EngineHook> hooks, DelayedMessages delayed) {
    }

    /** Brings state and indexes to the end of the log. Once, before {@link #start}. */
    public RecoveryReport recover() {
        RecoveryReport report = new Recovery(log, state, snapshots).run(!folder.endedUncleanly());
        // The snapshot may be older than the last deletion.
        indexes.forEach(queue -> queue.trimToLog(log.minPosition()));
        LOG.info("Store {}: {}", folder.root(), report);
        return report;
    }

    /** Begins a new reign and accepts tasks. */
    public void start() {
        isRunning = true;
        sync.start();
        indexWriter.start();
        thread.start();
    }

    /** Number of this reign. Valid once a task has run. */
    public long epoch() {
        return state.queueTails().epoch();
    }

    /** Everything before it is on the disk. */
    public long durablePosition() {
        return sync.durablePosition();
    }

    /**
     * Hands a task over. Any thread.
     *
     * @return false when the queue is full or the engine does not run: tell the client that the system is busy
     */
    public boolean submit(EngineTask task) {
        if (!offer(task)) {
            return false;
        }
        rest.wakeForTasks();
        return true;
    }

    /**
     * The same for an event loop that may have more to submit at once. A few tasks of an engine that sleeps are run by itself then,
     * which saves waking the engine for them and the event loop for their answers, and may wait for the disk when that is quick.
     *
     * @param afterMore runs what it is given on the calling thread when no more tasks follow at once; soon, since until then the
     *     engine may sleep
     */
    public boolean submit(EngineTask task, Executor afterMore) {
        if (!offer(task)) {
            return false;
        }
        if (tasks.size() > EngineRest.MAX_HELPED_TASKS) {
            rest.wakeForTasks();
        } else if (rest.isSleeping()) {
            afterMore.execute(helpAtRest);
        }
        return true;
    }

    boolean isSleeping() {
        return rest.isSleeping();
    }

    private boolean offer(EngineTask task) {
        return isRunning && tasks.offer(task);
    }

    /** Runs {@code work} on the engine thread; completes when its changes are appended. For operations that are not hot. */
    public <T> CompletableFuture<T> call(Function<EngineContext, T> work) {
        return call(work, Durability.APPENDED);
    }

    /** The same, completing when everything logged so far has reached {@code level}. */
    public <T> CompletableFuture<T> call(Function<EngineContext, T> work, Durability level) {
        EngineCall<T> call = new EngineCall<>(work, level);
        if (!submit(call)) {
            call.onFailed(new AppendRefusedException(2, "the broker is busy or stopping"));
        }
        return call.result();
    }

    /** The whole state as bytes: equal states give equal bytes. For comparing a replayed engine with a live one. */
    public CompletableFuture<byte[]> exportState() {
        return call(engine -> {
            StateWriter all = new StateWriter();
            state.snapshot((typeBase, chunk) -> all.putInt(typeBase).putBytes(chunk));
            return all.toBytes();
        });
    }

    private void run() {
        try {
            journal.nowMs(clock.getAsLong());
            context.change(QueueTails.epochChange(epoch() + 1, journal.nowMs()));
            journal.snapshot();
            while (isRunning) {
                if (!rest.round()) {
                    rest.sleep(() -> !isRunning || publisher.hasDurableNews());
                }
            }
            rest.end();
            if (failure == null) {
                finish();
            }
        } catch (Throwable e) {
            fail(e);
        } finally {
            rest.end();
            Throwable cause = failure != null ? failure : new IllegalStateException("the broker has stopped");
            tasks.end(cause);
            sync.abandon();
            replies.abort(cause);
            tasks.failLeft();
        }
    }

    private boolean round() {
        journal.nowMs(clock.getAsLong());
        int done = tasks.run(context);
        for (EngineHook hook : hooks) {
            hook.beforeWrite(context);
        }
        boolean progressed = done > 0 || publisher.hasUnwritten();
        progressed |= publisher.publish();
        if (!tasks.isEmpty()) {
            publisher.requestForce();
        }
        for (EngineHook hook : hooks) {
            progressed |= hook.afterPublish(context);
            if (hook.nextTimerMs() <= journal.nowMs()) {
                hook.onTimer(context);
                progressed = true;
            }
        }
        progressed |= force();
        return progressed;
    }

    private boolean force() {
        if (!publisher.isWaitingForDisk()) {
            return false;
        }
        for (EngineHook hook : hooks) {
            hook.beforeForce();
        }
        return publisher.force(tasks.isEmpty());
    }

    private void onLeasable(QueueIndex queue) {
        for (EngineHook hook : hooks) {
            hook.onLeasable(queue);
        }
    }

    private long nextTimerMs() {
        long next = Long.MAX_VALUE;
        for (EngineHook hook : hooks) {
            next = Math.min(next, hook.nextTimerMs());
        }
        return next;
    }

    private void afterIndexFlush() {
        snapshots.keepIfWorthwhile(sync.durablePosition(), indexWriter);
    }

    private void finish() throws InterruptedException {
        while (round()) {
            LOG.debug("finishing what was submitted before the stop");
        }
        journal.snapshot();
        log.write();
        sync.stop();
        publisher.publish();
    }

    private void fail(Throwable cause) {
        synchronized (failureLock) {
            if (failure != null) {
                return;
            }
            failure = cause;
        }
        isRunning = false;
        LOG.error("The engine stops: {}", cause.toString(), cause);
        rest.wake();
        onFailure.accept(cause);
    }

    /** Why the engine had to stop, or null. */
    public Throwable failure() {
        return failure;
    }

    /** Finishes what was submitted, takes a snapshot, forces everything and marks the end as clean. Idempotent. */
    @Override
    public void close() {
        if (!thread.isAlive() && thread.getState() == Thread.State.NEW) {
            closeFiles(!folder.endedUncleanly());
            return;
        }
        isRunning = false;
        rest.wake();
        awaitEnd();
        closeFiles(failure == null);
    }

    private void awaitEnd() {
        boolean isInterrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true; // an engine left half way would look like a crash
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void closeFiles(boolean isClean) {
        if (isClosed) {
            return;
        }
        isClosed = true;
        boolean isComplete = false;
        try {
            indexWriter.close();
            if (isClean && thread.getState() == Thread.State.TERMINATED) {
                if (indexWriter.isForced()) {
                    snapshots.keepIfDurable(sync.durablePosition(), indexWriter);
                }
                folder.writeCheckpoint(journal.nowMs(), journal.nowMs());
            }
            isComplete = isClean;
        } finally {
            // A disk that fails now as well must not keep the store locked.
            log.close();
            folder.close(isComplete);
        }
    }
}
