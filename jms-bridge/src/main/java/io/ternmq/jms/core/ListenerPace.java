package io.ternmq.jms.core;

/**
 * How many messages a consumer with a listener asks for ahead of its listener: what keeps the listener busy for a while, so many for
 * a quick one and few for a slow one, since what it holds nobody else can process. Measured by the thread of the listener, read by any.
 */
final class ListenerPace {
    private static final long HELD_NS = 25_000_000;
    private static final int START = 16;
    // Of the average, what one message counts for: one that takes long must not make the rest look slow for long.
    private static final int SHARE = 4;

    private final int most;
    private volatile long averageNs = -1;

    /** @param most messages to be held at most, at least 1 */
    ListenerPace(int most) {
        this.most = most;
    }

    /** Messages to be on their way or in the buffer, at least 1. */
    int ahead() {
        long average = averageNs;
        if (average < 0) {
            return Math.min(START, most);
        }
        return average == 0 ? most : (int) Math.max(1, Math.min(most, HELD_NS / average));
    }

    /** The listener has returned after so long. By one thread at a time. */
    void onReturned(long tookNs) {
        long average = averageNs;
        averageNs = average < 0 ? tookNs : average + (tookNs - average) / SHARE;
    }
}
