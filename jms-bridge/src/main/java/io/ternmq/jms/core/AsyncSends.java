package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends that nobody waits for. Callbacks run on the session's executor in the order of sending. State guarded by the session's lock, apart
 * from the first sends.
 */
final class AsyncSends {
    private static final System.Logger LOG = System.getLogger(AsyncSends.class.getName());
    private static final int MAX_PENDING = 1024;
    private static final int MAX_FIRSTS = 1_000;

    private final SessionCore session;
    private final SerialExecutor executor;
    private final Deque<Pending> pending = new ArrayDeque<>();
    // The first to each destination; that of a failed one is forgotten.
    private final Map<TernDestination, CompletableFuture<Void>> firsts = new ConcurrentHashMap<>();
    private boolean isInCallback;

    AsyncSends(SessionCore session, SerialExecutor executor) {
        this.session = session;
        this.executor = executor;
    }

    /** Whether the caller is a completion callback of this session. */
    boolean isInCallback() {
        return executor.isCurrent() && session.locked(() -> isInCallback);
    }

    /**
     * Waits until the first asynchronous send to a destination is answered: while a broker of Apache RocketMQ makes the destination for it,
     * what follows could overtake it. Without the lock.
     */
    void awaitFirst(TernDestination destination) throws JMSException {
        CompletableFuture<Void> first = firsts.get(destination);
        if (first != null && !first.isDone()) {
            session.await(first.handle((none, failure) -> null), "Sending to " + destination);
        }
    }

    private void remember(TernDestination destination, CompletableFuture<Void> sent) {
        if (firsts.size() >= MAX_FIRSTS) {
            firsts.values().removeIf(CompletableFuture::isDone);
        }
        if (firsts.putIfAbsent(destination, sent) == null) {
            sent.exceptionally(failure -> {
                firsts.remove(destination, sent);
                return null;
            });
        }
    }

    void add(TernDestination destination, CompletableFuture<Void> sent, SendCompletion completion) throws JMSException {
        remember(destination, sent);
        Pending entry = new Pending(completion);
        boolean mayWait = !executor.isCurrent();
        session.lock();
        try {
            while (mayWait && pending.size() >= MAX_PENDING) {
                session.awaitChange(Long.MAX_VALUE);
            }
            pending.add(entry);
            session.expectation().addSends(1);
        } finally {
            session.unlock();
        }
        sent.whenComplete((none, failure) -> {
            session.locked(() -> {
                entry.isDone = true;
                entry.failure = failure;
                session.signalChange();
                return null;
            });
            executor.execute(this::completeDone);
        });
    }

    /** Waits until every send is answered and its callback has returned. */
    void awaitIdle() throws JMSException {
        boolean isOwnThread = executor.isCurrent();
        session.lock();
        try {
            while (!pending.isEmpty()) {
                if (isOwnThread && pending.peek().isDone) {
                    // The callbacks' turn comes only after the caller, a listener: so they run here.
                    session.unlock();
                    try {
                        completeDone();
                    } finally {
                        session.lock();
                    }
                } else {
                    session.awaitChange(Long.MAX_VALUE);
                }
            }
        } finally {
            session.unlock();
        }
    }

    private void completeDone() {
        Pending head = headIfDone();
        while (head != null) {
            complete(head);
            session.locked(() -> {
                isInCallback = false;
                pending.poll();
                session.expectation().addSends(-1);
                session.signalChange();
                return null;
            });
            head = headIfDone();
        }
    }

    private Pending headIfDone() {
        return session.locked(() -> {
            Pending head = pending.peek();
            boolean isReady = head != null && head.isDone && !isInCallback;
            isInCallback |= isReady;
            return isReady ? head : null;
        });
    }

    private static void complete(Pending entry) {
        try {
            if (entry.failure == null) {
                entry.completion.onSent();
            } else {
                entry.completion.onFailed(Await.toJms(entry.failure, "Sending"));
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "A CompletionListener failed", e);
        }
    }

    private static final class Pending {
        private final SendCompletion completion;
        private boolean isDone;
        private Throwable failure;

        Pending(SendCompletion completion) {
            this.completion = completion;
        }
    }
}
