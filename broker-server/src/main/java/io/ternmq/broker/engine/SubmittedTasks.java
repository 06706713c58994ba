package io.ternmq.broker.engine;

import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.StoreException;
import org.jctools.queues.MpscArrayQueue;

/**
 * What was submitted to the engine and has not run. Any thread puts; one at a time takes: who has the turn, and once the engine has ended
 * whoever finds that something was left, so that every task is either run or failed.
 */
final class SubmittedTasks {
    private static final int MAX_BATCH_TASKS = 4096;

    private final MpscArrayQueue<EngineTask> queue;
    private final CommitLog log;
    private final int maxBatchBytes;
    /** Why tasks are not run any more; null while they are. */
    private volatile Throwable endCause;

    /**
     * @param queue         bounded
     * @param log           to which they append
     * @param maxBatchBytes bytes that one batch may log
     */
    SubmittedTasks(MpscArrayQueue<EngineTask> queue, CommitLog log, int maxBatchBytes) {
        this.queue = queue;
        this.log = log;
        this.maxBatchBytes = maxBatchBytes;
    }

    /** Any thread; false when there is no room. */
    boolean offer(EngineTask task) {
        if (!queue.offer(task)) {
            return false;
        }
        if (endCause != null) {
            failLeft();
        }
        return true;
    }

    int size() {
        return queue.size();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Runs a batch, at most; in turn. Returns how many were run. */
    int run(EngineContext context) {
        int done = 0;
        int weight = 0;
        while (done < MAX_BATCH_TASKS && weight < maxBatchBytes) {
            EngineTask task = queue.relaxedPoll();
            if (task == null) {
                break;
            }
            done++;
            weight += task.weightBytes();
            run(task, context);
        }
        return done;
    }

    // A task that refuses or breaks before it logged anything harms only its sender.
    private void run(EngineTask task, EngineContext context) {
        long before = log.endPosition();
        try {
            task.run(context);
        } catch (RuntimeException e) {
            task.onFailed(e);
            boolean isHarmless = log.endPosition() == before || e instanceof AppendRefusedException;
            if (e instanceof StoreException || !isHarmless) {
                throw e;
            }
        }
    }

    /** From now on none is run; {@link #failLeft} has to follow. Engine thread. */
    void end(Throwable cause) {
        endCause = cause;
    }

    /** After {@link #end}, also by a submitter that comes while the engine ends: the queue has one consumer at a time. */
    synchronized void failLeft() {
        EngineTask left;
        while ((left = queue.poll()) != null) {
            left.onFailed(endCause);
        }
    }
}
