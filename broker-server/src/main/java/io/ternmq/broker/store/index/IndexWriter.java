package io.ternmq.broker.store.index;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings index entries to the files. Owns the {@code index-writer} thread, which wakes every {@code intervalMs}; a
 * failure ends it and is reported once.
 */
public final class IndexWriter implements AutoCloseable {
    private static final int MAX_FORCED_AT_END = 1000;

    private final QueueIndexes indexes;
    private final long intervalMs;
    private final Runnable afterFlush;
    private final Consumer<Throwable> onFailure;
    private final Thread thread = new Thread(this::run, "index-writer");
    private final CountDownLatch stop = new CountDownLatch(1);
    // Only queues with something to do are looked at: most of many thousands are idle.
    private final Set<QueueIndex> active = new LinkedHashSet<>();
    private final Set<QueueIndex> unforced = new LinkedHashSet<>();

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
                flush(false);
                afterFlush.run();
            }
        } catch (InterruptedException e) {
            onFailure.accept(new IllegalStateException("index-writer was interrupted", e));
        } catch (Throwable e) {
            // Whatever it is: entries that nobody writes would fill the memory.
            onFailure.accept(e);
        }
    }

    /** Writes what is new; with {@code force} it is on the disk afterwards. Any thread but an event loop. */
    public synchronized void flush(boolean force) {
        for (QueueIndex index = indexes.pollActive(); index != null; index = indexes.pollActive()) {
            active.add(index);
        }
        Iterator<QueueIndex> all = active.iterator();
        while (all.hasNext()) {
            QueueIndex index = all.next();
            boolean isActive = index.flush();
            if (index.isUnforced()) {
                unforced.add(index);
            }
            if (!isActive) {
                all.remove();
            }
        }
        if (force) {
            unforced.forEach(QueueIndex::force);
            unforced.clear();
        }
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
