package io.ternmq.broker.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completions that wait for their position, handed over in order, grouped by executor. Engine thread. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private static final int AVERAGED = 16;

    private record Waiting(long position, Completion completion) {
    }

    private final List<Completion> written = new ArrayList<>();
    private final ArrayDeque<Waiting> durable = new ArrayDeque<>();
    private final Map<Executor, List<Completion>> ready = new IdentityHashMap<>();
    private long lastDurablePosition;
    private double averagePerForce = 1;

    void add(Durability level, long position, Completion completion) {
        if (level == Durability.APPENDED) {
            written.add(completion);
        } else {
            durable.addLast(new Waiting(position, completion));
        }
    }

    boolean isWaiting() {
        return !durable.isEmpty();
    }

    /** The durable position of the last {@link #onProgress}. */
    long lastDurablePosition() {
        return lastDurablePosition;
    }

    /** How many have lately waited for one force, on average. */
    double averagePerForce() {
        return averagePerForce;
    }

    /** Hands over what is written, and what is durable up to {@code durablePosition}; whether there was any. */
    boolean onProgress(long durablePosition) {
        lastDurablePosition = durablePosition;
        for (int i = 0; i < written.size(); i++) {
            ready(written.get(i));
        }
        written.clear();
        int waiting = durable.size();
        while (!durable.isEmpty() && durable.peekFirst().position <= durablePosition) {
            ready(durable.pollFirst().completion);
        }
        int forced = waiting - durable.size();
        if (forced > 0) {
            averagePerForce += (forced - averagePerForce) / AVERAGED;
        }
        if (ready.isEmpty()) {
            return false;
        }
        ready.forEach(Replies::handOver);
        ready.clear();
        return true;
    }

    private static void handOver(Executor executor, List<Completion> completions) {
        try {
            executor.execute(() -> completions.forEach(Replies::complete));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} answers are dropped: their connections have ended", completions.size());
        }
    }

    // One that breaks must not take its neighbours' answers with it.
    private static void complete(Completion completion) {
        try {
            completion.onComplete();
        } catch (RuntimeException e) {
            LOG.error("A completed request could not be answered", e);
        }
    }

    private void ready(Completion completion) {
        ready.computeIfAbsent(completion.executor(), executor -> new ArrayList<>()).add(completion);
    }

    /** Tells all that wait that their outcome will not be known. */
    void abort(Throwable cause) {
        List<Completion> left = new ArrayList<>(written);
        durable.forEach(waiting -> left.add(waiting.completion));
        written.clear();
        durable.clear();
        left.forEach(completion -> completion.executor().execute(() -> completion.onAborted(cause)));
    }
}
