package io.ternmq.jms.core;

/**
 * How many messages a receiver asks for ahead of its next receive(): few at first and for one that works long on each message, since
 * what it holds nobody else can process; more and more for one that comes back at once each time. Used by the receiving thread, read
 * with the session's lock held.
 */
final class ReceivePace {
    private static final long FAST_NS = 10_000_000;

    private final int least;
    private final int most;
    private volatile int ahead;
    private long returnedNs;
    private boolean hasReturned;

    /**
     * A slow start.
     *
     * @param least messages asked for by a slow receiver, at least 1
     * @param most  messages asked for by a fast one; the larger of the two counts
     */
    ReceivePace(int least, int most) {
        this.least = least;
        this.most = Math.max(least, most);
        this.ahead = least;
    }

    /** Messages to be on their way or in the buffer. */
    int ahead() {
        return ahead;
    }

    /** Whether it is to have more than what it asks for when it has none: a slow one holds nothing while it works. */
    boolean isFast() {
        return ahead > least;
    }

    /** receive() is called. */
    void onCalled(long nowNs) {
        boolean isFast = hasReturned && nowNs - returnedNs < FAST_NS;
        ahead = isFast ? Math.min(most, 2 * ahead) : least;
    }

    /** receive() returns a message. */
    void onReturned(long nowNs) {
        returnedNs = nowNs;
        hasReturned = true;
    }

    /** receive() returns without one. */
    void onNothing() {
        hasReturned = false;
        ahead = least;
    }
}
