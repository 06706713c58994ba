package io.ternmq.jms.remote;

import io.ternmq.jms.core.ClientThreads;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.transport.Link;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.ConnectionClosedException;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.JmsSend;
import jakarta.jms.JMSException;
import jakarta.jms.ResourceAllocationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The requests of one JMS connection, in their order, over whatever link it has at the time. While it has none they wait here. Any
 * thread; futures are never completed with the lock held.
 *
 * <pre>
 * INTERRUPTED --resume(link)--> OPEN --interrupt(link)--> INTERRUPTED          any --end(cause)--> ENDED (everything fails)
 * </pre>
 */
final class RequestLine {
    private final long timeoutMs;
    private final long sendTimeoutMs;
    private final RemoteConsumers consumers;
    private final Object lock = new Object();
    // Guarded by lock; epochs may be read without.
    private final List<Exchange> waiting = new ArrayList<>();
    private final Congestion congestion = new Congestion();
    private volatile SessionEpochs epochs;
    private Link link;
    /** What is given next may go with it; null when it must not, as it would overtake what was asked meanwhile. */
    private FlowBatch flows;
    private JMSException ended;
    private long count;
    private int expected;

    /**
     * Without a link.
     *
     * @param epochs    the session that the first link will have
     * @param timeoutMs for an answer, counted anew on each link
     * @param sendTimeoutMs how long a message is sent again to a busy broker, 0 for ever
     * @param consumers whose credit is given again on each link
     */
    RequestLine(SessionEpochs epochs, long timeoutMs, long sendTimeoutMs, RemoteConsumers consumers) {
        this.epochs = epochs;
        this.timeoutMs = timeoutMs;
        this.sendTimeoutMs = sendTimeoutMs;
        this.consumers = consumers;
    }

    private record Sent(Exchange exchange, Link over, CompletableFuture<Frame> answer) {
    }

    SessionEpochs epochs() {
        return epochs;
    }

    /** Asks, now or when there is a link again. */
    CompletableFuture<Frame> ask(Exchange exchange) {
        boolean isTaken = false;
        while (!isTaken) {
            SessionEpochs at = epochs;
            if (isFenced(exchange, at)) {
                exchange.sessionEnded(at.epoch());
                return exchange.answer();
            }
            // Encoding a message takes its time: not with the lock held.
            isTaken = tryTake(exchange, exchange.frame(at.of(exchange.transactionId())), at);
        }
        return exchange.answer();
    }

    /** False when the session has changed since the frame was made. */
    private boolean tryTake(Exchange exchange, Frame frame, SessionEpochs at) {
        Sent sent = null;
        JMSException failure;
        synchronized (lock) {
            failure = ended;
            if (failure == null && epochs != at) {
                frame.release();
                return false;
            }
            exchange.number(++count);
            if (failure == null && link == null) {
                waiting.add(exchange);
            } else if (failure == null && exchange.isOrdered() && congestion.isOn()) {
                congestion.hold(exchange);
            } else if (failure == null) {
                sent = request(exchange, frame, false);
            }
        }
        if (sent != null) {
            listen(sent);
            return true;
        }
        frame.release();
        if (failure != null) {
            fail(exchange, failure);
        }
        return true;
    }

    /** Whether it belongs to a transaction that ended with its session. */
    private static boolean isFenced(Exchange exchange, SessionEpochs at) {
        return exchange.inNewSession() == Exchange.InNewSession.ROLLED_BACK && !at.isCurrent(exchange.transactionId());
    }

    private static void fail(Exchange exchange, JMSException cause) {
        exchange.answer().completeExceptionally(JmsErrors.of(JmsErrors.CONNECTION_LOST, exchange.what()
            + ": the connection to the broker is lost: " + cause.getMessage(), cause));
    }

    /** With the lock held and a link. */
    private Sent request(Exchange exchange, Frame frame, boolean resumes) {
        if (exchange.isOrdered()) {
            congestion.sent();
            JmsSend.putOrdered(frame.fields(), resumes);
        }
        if (!exchange.isSend()) {
            flows = null;
        }
        return new Sent(exchange, link, exchange.isLazy() ? link.requestLazily(frame, timeoutMs) : link.request(frame, timeoutMs));
    }

    private void listen(Sent sent) {
        Exchange exchange = sent.exchange;
        sent.answer.whenComplete((frame, failure) -> {
            boolean isBusy = exchange.isOrdered() && failure == null && frame.code() == ResponseCode.SYSTEM_BUSY;
            if (exchange.isOrdered()) {
                onSendAnswered(exchange, isBusy);
            }
            if (isBusy) {
                frame.release();
            } else if (failure instanceof ConnectionClosedException) {
                onBroken(exchange, sent.over);
            } else if (failure != null) {
                exchange.answer().completeExceptionally(failure);
            } else if (!exchange.answer().complete(frame)) {
                frame.release();
            }
        });
    }

    private void onSendAnswered(Exchange exchange, boolean isBusy) {
        long waitMs;
        synchronized (lock) {
            if (isBusy) {
                congestion.hold(exchange);
            }
            waitMs = congestion.answered(isBusy);
        }
        if (waitMs >= 0) {
            ClientThreads.schedule(() -> ClientThreads.workers().execute(this::sendAgain), waitMs);
        }
    }

    /** Asks for what a busy broker has refused, and what came behind it. */
    private void sendAgain() {
        List<Runnable> next = new ArrayList<>();
        synchronized (lock) {
            if (!congestion.isOn()) {
                return;
            }
            boolean resumes = true;
            for (Exchange exchange : congestion.end()) {
                if (sendTimeoutMs > 0 && exchange.isTimeLimited() && exchange.elapsedMs() >= sendTimeoutMs) {
                    next.add(() -> exchange.answer().completeExceptionally(new ResourceAllocationException(exchange.what()
                        + ": the broker has been busy for " + exchange.elapsedMs() + " ms", JmsErrors.BUSY)));
                } else if (ended != null) {
                    JMSException cause = ended;
                    next.add(() -> fail(exchange, cause));
                } else if (link == null) {
                    waiting.add(exchange);
                } else {
                    next.add(send(exchange, resumes));
                    resumes = false;
                }
            }
        }
        next.forEach(Runnable::run);
    }

    private void onBroken(Exchange exchange, Link over) {
        Runnable next = null;
        exchange.interrupted();
        synchronized (lock) {
            if (ended != null) {
                JMSException cause = ended;
                next = () -> fail(exchange, cause);
            } else if (link == null || link == over) {
                waiting.add(exchange);
            } else {
                next = send(exchange, false);
            }
        }
        if (next != null) {
            next.run();
        }
    }

    /** With the lock held and a link: sends it, and returns what is to be done without the lock. */
    private Runnable send(Exchange exchange, boolean resumes) {
        SessionEpochs at = epochs;
        if (isFenced(exchange, at)) {
            return () -> exchange.sessionEnded(at.epoch());
        }
        try {
            Sent sent = request(exchange, exchange.frame(at.of(exchange.transactionId())), resumes);
            return () -> listen(sent);
        } catch (RuntimeException e) {
            return () -> exchange.answer().completeExceptionally(e);
        }
    }

    /** Gives a consumer credit, and says what its application has seen: with what is said of others, until that is written. */
    void flow(long consumerId, int credit, long deliveredSequence) {
        synchronized (lock) {
            consumers.onFlow(consumerId, credit, deliveredSequence);
            if (link != null) {
                Flow.Entry entry = new Flow.Entry(consumerId, credit, deliveredSequence);
                if (flows == null || !flows.tryAdd(entry)) {
                    flows = new FlowBatch(epochs.epoch(), entry);
                    link.sendLate(flows::toFrame);
                }
            }
        }
    }

    /** See {@link io.ternmq.jms.core.Provider#expect}: on this link, and the next ones. */
    void expect(int more) {
        synchronized (lock) {
            expected += more;
            if (link != null) {
                link.expect(more);
            }
        }
    }

    /** The link is closed: from now on requests wait. Returns false when it was not, or is no longer, the connection's. */
    boolean interrupt(Link closed) {
        synchronized (lock) {
            if (link != closed || ended != null) {
                return false;
            }
            link = null;
            flows = null;
            return true;
        }
    }

    /** Whether requests wait for a link. */
    boolean isInterrupted() {
        synchronized (lock) {
            return link == null && ended == null;
        }
    }

    /** Whether requests fail, see {@link #end}. */
    boolean isEnded() {
        synchronized (lock) {
            return ended != null;
        }
    }

    /** Whether messages wait for a busy broker, or may have to again. */
    boolean isCongested() {
        synchronized (lock) {
            return congestion.isLasting();
        }
    }

    /** How many requests there were: those that come from now on are not about what was before. */
    long mark() {
        synchronized (lock) {
            return count;
        }
    }

    /**
     * The session ended and there is another one; while interrupted.
     *
     * @param epoch             of the new session
     * @param lastTransactionId highest transaction id that the old one may know
     * @param mark              requests up to this one are of the old session
     */
    void renew(long epoch, long lastTransactionId, long mark) {
        List<Exchange> over = new ArrayList<>();
        synchronized (lock) {
            epochs = epochs.next(epoch, lastTransactionId);
            waiting.removeIf(exchange -> {
                boolean isOver = exchange.number() <= mark && exchange.inNewSession() != Exchange.InNewSession.ASKED_AGAIN;
                return isOver && over.add(exchange);
            });
        }
        over.forEach(exchange -> exchange.sessionEnded(epoch));
    }

    /** There is a link: what waits goes out in its order. False when everything has ended meanwhile. */
    boolean resume(Link fresh) {
        List<Runnable> next = new ArrayList<>();
        synchronized (lock) {
            if (ended != null) {
                return false;
            }
            link = fresh;
            fresh.expect(expected);
            fresh.sendAll(flowFrames(consumers.flows()));
            waiting.addAll(congestion.end());
            waiting.sort(Comparator.comparingLong(Exchange::number));
            waiting.forEach(exchange -> next.add(send(exchange, false)));
            waiting.clear();
        }
        next.forEach(Runnable::run);
        return true;
    }

    private List<Frame> flowFrames(List<Flow.Entry> all) {
        List<Frame> frames = new ArrayList<>();
        for (int from = 0; from < all.size(); from += Flow.Entry.MAX_COUNT) {
            frames.add(FlowBatch.frame(epochs.epoch(), all.subList(from, Math.min(all.size(), from + Flow.Entry.MAX_COUNT))));
        }
        return frames;
    }

    /**
     * There will be no link any more, and what is asked from now on fails.
     *
     * @return fails what waits; null when this was called before
     */
    Runnable end(JMSException cause) {
        List<Exchange> failed;
        synchronized (lock) {
            if (ended != null) {
                return null;
            }
            ended = cause;
            failed = new ArrayList<>(waiting);
            failed.addAll(congestion.end());
            waiting.clear();
        }
        return () -> failed.forEach(exchange -> fail(exchange, cause));
    }

    /** The link, or null when there is none at the moment. */
    Link link() {
        synchronized (lock) {
            return link;
        }
    }
}
