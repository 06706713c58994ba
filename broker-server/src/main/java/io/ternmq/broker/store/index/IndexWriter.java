package io.ternmq.broker.store.index;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings index entries to the files. Owns the {@code index-writer} thread, which wakes every {@code intervalMs}; a
 * failure ends it and is reported once.
 *
 * <p>Opening and closing a file costs as much as writing thousands of entries. So an index with few new entries waits for its turn, one
 * that has got a full run goes at once: with traffic over many queues each file is written every {@value #TURN_ROUNDS} rounds, and not
 * every round. Nothing needs the entries earlier: readers find them in memory, a snapshot that recovery may start from forces all of
 * them, and before that recovery makes them anew.
 */
public final class IndexWriter implements AutoCloseable {
    private static final int MAX_FORCED_AT_END = 1000;
    /** Rounds in which each of the indexes that wait has its turn. */
    private static final int TURN_ROUNDS = 50;
    /** Indexes that have their turn in one round in any case. */
    private static final int MIN_TURNS = 20;

    private final QueueIndexes indexes;
    private final long intervalMs;
    private final Runnable afterFlush;
    private final Consumer<Throwable> onFailure;
    private final Thread thread = new Thread(this::run, "index-writer");
    private final CountDownLatch stop = new CountDownLatch(1);
    // Only queues with something to do are looked at: most of many thousands are idle. The next to be visited first.
    private final ArrayDeque<QueueIndex> waiting = new ArrayDeque<>();
    private final Set<QueueIndex> unforced = new LinkedHashSet<>();
    private long round;

    /** @param afterFlush run on the thread after each round */
    public IndexWriter(QueueIndexes indexes, long intervalMs, Runnable afterFlush, Consumer<Throwable> onFailure) {
        this.indexes = indexes;
        this.intervalMs = intervalMs;
        this.afterFlush = afterFlush;
        this.onFailure = onFailure;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stop.await(intervalMs, TimeUnit.MILLISECONDS)) {
                flushInTurn();
                afterFlush.run();
            }
        } catch (InterruptedException e) {
            onFailure.accept(new IllegalStateException("index-writer was interrupted", e));
        } catch (Throwable e) {
            // Whatever it is: entries that nobody writes would fill the memory.
            onFailure.accept(e);
        }
    }

    /** One round: those in turn, and those that have much to write. Any thread but an event loop. */
    synchronized void flushInTurn() {
        round++;
        FlushRequests requests = indexes.flushRequests();
        for (QueueIndex index = requests.pollUrgent(); index != null; index = requests.pollUrgent()) {
            index.flushUrgent();
            noteUnforced(index);
        }
        takeRequests();
        visit(Math.min(waiting.size(), Math.max(MIN_TURNS, (waiting.size() + TURN_ROUNDS - 1) / TURN_ROUNDS)));
    }

    private void takeRequests() {
        FlushRequests requests = indexes.flushRequests();
        for (QueueIndex index = requests.poll(); index != null; index = requests.poll()) {
            waiting.add(index);
        }
    }

    private void visit(int count) {
        for (int i = 0; i < count; i++) {
            QueueIndex index = waiting.poll();
            boolean isToComeAgain = index.flush(round);
            noteUnforced(index);
            if (isToComeAgain) {
                waiting.add(index);
            }
        }
    }

    private void noteUnforced(QueueIndex index) {
        if (index.isUnforced()) {
            unforced.add(index);
        }
    }

    /** Writes all that is new; with {@code force} it is on the disk afterwards. Any thread but an event loop. */
    public synchronized void flush(boolean force) {
        takeRequests();
        visit(waiting.size());
        if (force) {
            unforced.forEach(QueueIndex::force);
            unforced.clear();
        }
    }

    /** How many indexes {@link #flush} would have to force: at least so many, and at most twice as many. Any thread. */
    public synchronized long unforcedCount() {
        return Math.max(unforced.size(), waiting.size());
    }

    /** Whether all that was written is on the disk. After {@link #close}. */
    public boolean isForced() {
        return unforced.isEmpty();
    }

    /** Stops the thread and writes the rest, forced unless that is thousands of files: replaying the log is faster then. */
    @Override
    public void close() {
        stop.countDown();
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        flush(false);
        if (unforced.size() <= MAX_FORCED_AT_END) {
            flush(true);
        }
    }
}
