package io.ternmq.jms.remote;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderEncoding;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.TransactionRolledBackException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * A request until its answer: when the connection breaks before, it is asked again over the next one. Whatever is asked in this way
 * may be asked twice: the broker recognises it, or doing it twice does no harm.
 */
final class Exchange {
    /** What becomes of a request of a session that has ended, when it was not answered. */
    enum InNewSession {
        /** It means the same in the next session. */
        ASKED_AGAIN,
        /** It was about deliveries that are not this client's any more: code {@link JmsCodes#LEASE_LOST}. */
        LEASE_LOST,
        /** It was part of a transaction, which has ended with the session. */
        ROLLED_BACK,
        /** It has come true by itself. */
        DONE
    }

    /** How it goes with a broker that refuses messages as busy. */
    private enum Order {
        /** It goes at once, and a refusal is an answer. */
        NONE,
        /** The same, but it may go with what is asked next. */
        LAZY,
        /** A message: sent again for a time, in its order. */
        SEND,
        /** It means the messages before it, so it must not overtake them: asked again behind them, as long as they are. */
        BEHIND_SENDS
    }

    private final String what;
    private final InNewSession inNewSession;
    private final long transactionId;
    private final LongFunction<Frame> frames;
    private final Order order;
    private final long startNs = System.nanoTime();
    private final CompletableFuture<Frame> answer = new CompletableFuture<>();
    private long number;
    private volatile boolean isInterrupted;

    private Exchange(String what, InNewSession inNewSession, long transactionId, Order order, LongFunction<Frame> frames) {
        this.what = what;
        this.inNewSession = inNewSession;
        this.transactionId = transactionId;
        this.order = order;
        this.frames = frames;
    }

    /** @param frames makes the request for a session's epoch, each time anew */
    static Exchange of(String what, InNewSession inNewSession, LongFunction<Frame> frames) {
        return new Exchange(what, inNewSession, 0, Order.NONE, frames);
    }

    /** The same for what nobody waits for yet: it may travel with what is asked next. */
    static Exchange lazy(String what, InNewSession inNewSession, LongFunction<Frame> frames) {
        return new Exchange(what, inNewSession, 0, Order.LAZY, frames);
    }

    /** Part of a transaction: it can only be asked in the session in which the transaction began. */
    static Exchange inTransaction(String what, long transactionId, LongFunction<Frame> frames) {
        return inTransaction(what, transactionId, false, frames);
    }

    /**
     * The same for what has to come behind all messages of the transaction.
     *
     * @param isOrdered see {@link #outcome}
     */
    static Exchange inTransaction(String what, long transactionId, boolean isOrdered, LongFunction<Frame> frames) {
        return new Exchange(what, InNewSession.ROLLED_BACK, transactionId, isOrdered ? Order.BEHIND_SENDS : Order.NONE, frames);
    }

    /**
     * About a transaction's outcome: always asked with the epoch of the session in which it began.
     *
     * @param isOrdered whether it waits for the messages before it that a busy broker has refused, and are sent again
     */
    static Exchange outcome(String what, long transactionId, boolean isOrdered, LongFunction<Frame> frames) {
        return new Exchange(what, InNewSession.ASKED_AGAIN, transactionId, isOrdered ? Order.BEHIND_SENDS : Order.NONE, frames);
    }

    /**
     * A message.
     *
     * @param transactionId 0 for none
     * @param isOrdered     whether it is sent again in its order when the broker refuses it as busy
     */
    static Exchange send(String what, long transactionId, boolean isOrdered, LongFunction<Frame> frames) {
        return new Exchange(what, transactionId == 0 ? InNewSession.ASKED_AGAIN : InNewSession.ROLLED_BACK, transactionId,
            isOrdered ? Order.SEND : Order.NONE, frames);
    }

    /** For people. */
    String what() {
        return what;
    }

    InNewSession inNewSession() {
        return inNewSession;
    }

    /** Whether it keeps its place among the messages, and is asked again when the broker is busy. */
    boolean isOrdered() {
        return order == Order.SEND || order == Order.BEHIND_SENDS;
    }

    /** Whether it is a message that keeps its place among the messages. */
    boolean isSend() {
        return order == Order.SEND;
    }

    /** Whether it may travel with what is asked next. */
    boolean isLazy() {
        return order == Order.LAZY;
    }

    /** Whether it is given up when the broker is busy for too long: not when it may have been done before, over a link that broke. */
    boolean isTimeLimited() {
        return order == Order.SEND || order == Order.BEHIND_SENDS && !isInterrupted;
    }

    /** Its link has broken before there was an answer. */
    void interrupted() {
        isInterrupted = true;
    }

    /** Since it was asked for. */
    long elapsedMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }

    /** 0 for none. */
    long transactionId() {
        return transactionId;
    }

    /** The request; whoever gets it sends or releases it. */
    Frame frame(long epoch) {
        // Half as long as JSON, and read without looking for quotes; the broker answers alike.
        return frames.apply(epoch).encoding(HeaderEncoding.BINARY);
    }

    /** The answer, which its receiver releases, or why there will be none. */
    CompletableFuture<Frame> answer() {
        return answer;
    }

    /** Its place among the requests of its connection. */
    long number() {
        return number;
    }

    void number(long place) {
        number = place;
    }

    /** Ends it without asking: its session is over. Not with a lock held. */
    void sessionEnded(long epoch) {
        switch (inNewSession) {
            case LEASE_LOST -> answer.completeExceptionally(JmsErrors.of(JmsErrors.LEASE_LOST, what
                + ": the session with the broker has ended, and its messages will be delivered again", null));
            case ROLLED_BACK -> answer.completeExceptionally(new TransactionRolledBackException(what
                + ": the session with the broker has ended, and the transaction with it", JmsErrors.ROLLED_BACK));
            default -> {
                Frame request = frame(epoch);
                answer.complete(request.response(0, null));
                request.release();
            }
        }
    }
}
