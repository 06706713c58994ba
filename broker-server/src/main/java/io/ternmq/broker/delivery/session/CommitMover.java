package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.branch.CommitsUnderWay;
import io.ternmq.broker.delivery.branch.CommitsUnderWay.Owner;
import io.ternmq.broker.delivery.branch.HiddenMessages;
import io.ternmq.broker.delivery.branch.SpilledSends;
import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Completion;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineTask;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.CommitReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the messages of {@link CommitsUnderWay} into their queues, a piece at a time and of each commit in turn: a reader thread reads it,
 * which may wait for the disk, and the engine lays it, which takes a few milliseconds, so that others are served in between. Whoever commits
 * waits for the last piece, since what its session sends next must not overtake it; not for longer than a request may take, so it is told
 * to ask again. While the disk is nearly full, what is to be moved waits. Engine thread, except where said otherwise.
 */
final class CommitMover {

    /** After that a client hears that its commit is under way. */
    static final long ANSWER_AFTER_MS = 500;
    /** Between attempts while there is no room, or something cannot be read. */
    static final long RETRY_MS = 1_000;
    private static final long BUSY_RETRY_MS = 10;
    private static final CommitReply UNDER_WAY = new CommitReply(true);
    private static final Logger LOG = LoggerFactory.getLogger(CommitMover.class);

    private record Waiter(JmsTask task, long answerAtMs) {
    }

    /**
     * What a reader has read.
     *
     * @param messagesOrNull null when it has failed
     */
    private record Piece(Owner owner, SpilledSends from, List<NewMessage> messagesOrNull) {
    }

    private final CommitsUnderWay commits;
    private final HiddenMessages hidden;
    private final CommitOutcomes outcomes;
    private final Executor readers;
    private final Predicate<EngineTask> engine;
    private final Map<Owner, List<Waiter>> waiters = new HashMap<>();
    /** When to try those again that cannot be read. */
    private final Map<Owner, Long> unreadable = new HashMap<>();
    /** Where pieces lie that have been moved, which is not on the disk yet. */
    private final ArrayDeque<Long> settling = new ArrayDeque<>();
    /** What a reader has brought. Any thread. */
    private volatile Piece read;
    private boolean isReading;
    /** Whose turn it was last. */
    private Owner last;
    private boolean isWithoutRoom;
    private long retryAtMs;
    private long nextAnswerMs = Long.MAX_VALUE;

    /**
     * With nothing under way yet.
     *
     * @param readers may wait for the disk, and reject when too much waits already
     * @param engine  submits a task; false when the engine takes no more
     */
    CommitMover(CommitsUnderWay commits, HiddenMessages hidden, CommitOutcomes outcomes, Executor readers, Predicate<EngineTask> engine) {
        this.commits = commits;
        this.hidden = hidden;
        this.outcomes = outcomes;
        this.readers = readers;
        this.engine = engine;
    }

    /** Whether messages of the commit are still to come. */
    boolean isUnderWay(Owner owner) {
        return commits.contains(owner);
    }

    /** Answers when everything of the commit is in its queues and durable, or that it is under way when that takes long. */
    void whenMoved(EngineContext context, Owner owner, JmsTask task) {
        if (commits.contains(owner)) {
            long answerAtMs = context.nowMs() + ANSWER_AFTER_MS;
            waiters.computeIfAbsent(owner, key -> new ArrayList<>()).add(new Waiter(task, answerAtMs));
            nextAnswerMs = Math.min(nextAnswerMs, answerAtMs);
        } else {
            context.whenLogged(Durability.DURABLE, task.whenComplete());
        }
    }

    /** Lays what a reader has brought; to be called before a round is written. */
    void collect(EngineContext context) {
        Piece piece = read;
        if (piece != null) {
            read = null;
            isReading = false;
            move(context, piece);
        }
    }

    private void move(EngineContext context, Piece piece) {
        Owner owner = piece.owner;
        if (piece.messagesOrNull == null) {
            unreadable.put(owner, context.nowMs() + RETRY_MS);
            return;
        }
        unreadable.remove(owner);
        List<StateChange> changes = new ArrayList<>(List.of(CommitsUnderWay.moved(owner)));
        if (commits.isLast(owner)) {
            changes.addAll(outcomes.again(owner));
        }
        try {
            context.requireRoomToCopy();
            context.appendGroup(piece.messagesOrNull, changes, Durability.DURABLE);
        } catch (AppendRefusedException e) {
            if (!isWithoutRoom) {
                LOG.warn("Messages of a committed transaction wait until they can be laid into their queues: {}", e.getMessage());
            }
            isWithoutRoom = true;
            retryAtMs = context.nowMs() + RETRY_MS;
            return;
        }
        isWithoutRoom = false;
        settling.addLast(piece.from.firstPosition());
        context.whenLogged(Durability.DURABLE, new Settled());
        if (!commits.contains(owner)) {
            outcomes.onComplete(owner);
        }
        List<Waiter> waiting = commits.contains(owner) ? null : waiters.remove(owner);
        if (waiting != null) {
            waiting.forEach(waiter -> context.whenLogged(Durability.DURABLE, waiter.task.whenComplete()));
        }
    }

    /** Lets a reader read what comes next; to be called when a round is written. */
    void readNext(EngineContext context) {
        if (isReading || commits.owners().isEmpty() || context.nowMs() < retryAtMs) {
            return;
        }
        Owner owner = nextInTurn(context.nowMs());
        if (owner == null) {
            return;
        }
        last = owner;
        SpilledSends next = commits.next(owner);
        isReading = true;
        try {
            readers.execute(() -> read(owner, next));
        } catch (RejectedExecutionException e) {
            isReading = false;
            retryAtMs = context.nowMs() + BUSY_RETRY_MS;
        }
    }

    /** The one behind the last, in the order in which they began; the first behind all. Null when all have to wait. */
    private Owner nextInTurn(long nowMs) {
        Owner first = null;
        boolean isBehind = false;
        for (Owner owner : commits.owners()) {
            boolean isDue = unreadable.getOrDefault(owner, 0L) <= nowMs;
            if (isBehind && isDue) {
                return owner;
            }
            first = first == null && isDue ? owner : first;
            isBehind |= owner.equals(last);
        }
        return first;
    }

    /** The lowest log position of what was moved and would have to be moved again if the machine failed now. */
    long pinnedPosition() {
        long pinned = Long.MAX_VALUE;
        for (long position : settling) {
            pinned = Math.min(pinned, position);
        }
        return pinned;
    }

    /** The oldest of what was moved is on the disk. Engine thread. */
    private final class Settled implements Completion {

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public void onComplete() {
            settling.removeFirst();
        }

        @Override
        public void onAborted(Throwable cause) {
            settling.clear();
        }
    }

    /** Reader thread. */
    private void read(Owner owner, SpilledSends next) {
        List<NewMessage> messages = null;
        try {
            messages = hidden.reveal(next);
        } catch (RuntimeException | InternalError e) {
            // A mapping tells of a disk that fails by an error.
            LOG.error("Messages of a committed transaction, from position {} on, cannot be read: they are tried again", next.firstPosition(), e);
        } finally {
            read = new Piece(owner, next, messages);
            // When its queue is full the engine is awake, and looks for itself.
            engine.test(new WakeUp());
        }
    }

    long nextTimerMs() {
        boolean isRetrying = !isReading && !commits.owners().isEmpty();
        return isRetrying ? Math.min(nextAnswerMs, nextRetryMs()) : nextAnswerMs;
    }

    private long nextRetryMs() {
        if (unreadable.size() < commits.owners().size()) {
            return retryAtMs;
        }
        return Math.max(retryAtMs, unreadable.values().stream().mapToLong(Long::longValue).min().orElse(0));
    }

    /** Answers those who have waited long, and goes on where it could not. */
    void onTimer(EngineContext context) {
        if (context.nowMs() >= nextAnswerMs) {
            nextAnswerMs = Long.MAX_VALUE;
            for (Iterator<List<Waiter>> all = waiters.values().iterator(); all.hasNext();) {
                List<Waiter> waiting = all.next();
                waiting.removeIf(waiter -> answerWhenLate(context, waiter));
                if (waiting.isEmpty()) {
                    all.remove();
                }
            }
        }
        readNext(context);
    }

    private boolean answerWhenLate(EngineContext context, Waiter waiter) {
        boolean isLate = waiter.answerAtMs <= context.nowMs();
        if (isLate) {
            context.whenLogged(Durability.DURABLE, waiter.task.whenComplete(UNDER_WAY::writeTo));
        } else {
            nextAnswerMs = Math.min(nextAnswerMs, waiter.answerAtMs);
        }
        return isLate;
    }
}
