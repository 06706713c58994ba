package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.delivery.lease.ScanJob;
import io.ternmq.broker.engine.EngineTask;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has selectors evaluated over deep queues by reader threads: a few jobs at a time, in the order of asking, so that no filter keeps
 * another waiting for more than two chunks of each. Engine thread, except where said otherwise.
 */
final class Scanning {

    private static final Logger LOG = LoggerFactory.getLogger(Scanning.class);
    /** Half of the reader threads: the others serve pulls and browsers. */
    private static final int MAX_RUNNING = 2;

    private final Executor readers;
    private final Predicate<EngineTask> engine;
    private final Queue<ScanJob> waiting = new ArrayDeque<>();
    /** Any thread. */
    private final Queue<ScanJob> done = new ConcurrentLinkedQueue<>();
    private int running;

    /**
     * @param readers may wait for the disk, and reject when too much waits already
     * @param engine submits a task; false when the engine takes no more
     */
    Scanning(Executor readers, Predicate<EngineTask> engine) {
        this.readers = readers;
        this.engine = engine;
    }

    void add(ScanJob job) {
        waiting.add(job);
        start();
    }

    /**
     * Takes back what is done, visits the groups that can go on, and starts what waits: to be called in each round, since the readers
     * may have had too much to do before.
     */
    void collect(Consumer<LeasedGroup> visitor) {
        for (ScanJob job = done.poll(); job != null; job = done.poll()) {
            running--;
            if (job.failure() != null) {
                LOG.warn("A scan of {} failed; the engine looks itself", job.group().progress().topic(), job.failure());
            }
            job.finish();
            visitor.accept(job.group());
        }
        start();
    }

    private void start() {
        while (running < MAX_RUNNING && !waiting.isEmpty()) {
            ScanJob job = waiting.peek();
            try {
                running++;
                readers.execute(() -> run(job));
                waiting.remove();
            } catch (RejectedExecutionException e) {
                running--;
                return;
            }
        }
    }

    /** Reader thread. */
    private void run(ScanJob job) {
        job.run();
        done.add(job);
        // When its queue is full the engine is awake, and looks for itself.
        engine.test(new WakeUp());
    }
}
