package io.ternmq.wire.connection;

import io.netty.channel.EventLoop;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.concurrent.ScheduledFuture;
import io.ternmq.wire.frame.Frame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The requests of one connection that wait for an answer, by opaque. Any thread; answers are completed with no lock held. One
 * timer is armed for the earliest deadline: requests that are answered in time never touch it, so it costs nothing per request.
 */
final class PendingRequests {
    private static final long NS_PER_MS = 1_000_000;
    private final IntObjectHashMap<Pending> byOpaque = new IntObjectHashMap<>();
    private final EventLoop eventLoop;
    private final LongSupplier clockNs;
    private final String peer;
    // Guarded by this, and byOpaque
    private boolean isClosed;
    private int lastOpaque;
    private ScheduledFuture<?> timer;
    private long timerDeadlineNs;

    PendingRequests(EventLoop eventLoop, LongSupplier clockNs, String peer) {
        this.eventLoop = eventLoop;
        this.clockNs = clockNs;
        this.peer = peer;
    }

    private record Pending(int code, long startNs, long deadlineNs, CompletableFuture<Frame> answer) {
    }

    /** Gives the request its opaque and begins to wait for its answer; false when the connection is closed, and nothing is done. */
    synchronized boolean add(Frame request, long startNs, long deadlineNs, CompletableFuture<Frame> answer) {
        if (isClosed) {
            return false;
        }
        do {
            lastOpaque++;
        } while (byOpaque.containsKey(lastOpaque));
        request.opaque(lastOpaque);
        byOpaque.put(lastOpaque, new Pending(request.code(), startNs, deadlineNs, answer));
        if (timer == null || deadlineNs - timerDeadlineNs < 0) {
            arm(deadlineNs);
        }
        return true;
    }

    /** Completes the request that this answers; an answer that nobody waits for is released. False in that case. */
    boolean complete(Frame answer) {
        Pending pending = remove(answer.opaque());
        if (pending == null || !pending.answer.complete(answer)) {
            answer.release();
            return false;
        }
        return true;
    }

    /** Fails one request, for one that could not be written. */
    void fail(int opaque, Throwable cause) {
        Pending pending = remove(opaque);
        if (pending != null) {
            pending.answer.completeExceptionally(cause);
        }
    }

    private synchronized Pending remove(int opaque) {
        return byOpaque.remove(opaque);
    }

    /** Fails everything that waits, and takes no more; for a closed connection. */
    void failAll(String reason) {
        for (Pending pending : close()) {
            pending.answer.completeExceptionally(new ConnectionClosedException(
                "request code " + pending.code + " to " + peer + " has no answer: " + reason));
        }
    }

    private synchronized Pending[] close() {
        isClosed = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        Pending[] waiting = byOpaque.values().toArray(new Pending[0]);
        byOpaque.clear();
        return waiting;
    }

    synchronized int size() {
        return byOpaque.size();
    }

    private void arm(long deadlineNs) {
        if (timer != null) {
            timer.cancel(false);
        }
        timerDeadlineNs = deadlineNs;
        try {
            timer = eventLoop.schedule(this::expire, Math.max(0, deadlineNs - clockNs.getAsLong()), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The event loop ends, which closes the connection and so fails all that wait.
            timer = null;
        }
    }

    private void expire() {
        for (Pending pending : removeExpired(clockNs.getAsLong())) {
            long timeoutMs = (pending.deadlineNs - pending.startNs) / NS_PER_MS;
            pending.answer.completeExceptionally(new RequestTimeoutException(
                "request code " + pending.code + " to " + peer + " has no answer after " + timeoutMs + " ms"));
        }
    }

    private synchronized List<Pending> removeExpired(long nowNs) {
        timer = null;
        boolean hasNext = false;
        long nextDeadlineNs = 0;
        var expired = new ArrayList<Pending>();
        for (Iterator<Pending> i = byOpaque.values().iterator(); i.hasNext();) {
            Pending pending = i.next();
            if (pending.deadlineNs - nowNs <= 0) {
                i.remove();
                expired.add(pending);
            } else if (!hasNext || pending.deadlineNs - nextDeadlineNs < 0) {
                hasNext = true;
                nextDeadlineNs = pending.deadlineNs;
            }
        }
        if (hasNext) {
            arm(nextDeadlineNs);
        }
        return expired;
    }
}
