package io.ternmq.jca.inbound;

import java.util.concurrent.atomic.LongAdder;

/** What an activation has delivered since it was started. Any thread. */
final class DeliveryCounts {

    /**
     * Something that went wrong.
     *
     * @param text  for people
     * @param timeMs when, ms since the epoch
     */
    record Problem(String text, long timeMs) {
    }

    private static final long NEWS_MS = 60_000;

    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile Problem last;

    void delivered(int count) {
        delivered.add(count);
    }

    void failed(int count, Throwable cause) {
        failed.add(count);
        problem(BeanFailures.text(cause));
    }

    /** Notes what went wrong apart from a delivery. Returns whether that is news: it has not gone on like this until now. */
    boolean problem(String text) {
        Problem before = last;
        Problem now = new Problem(text, System.currentTimeMillis());
        last = now;
        return before == null || !before.text().equals(text) || now.timeMs() - before.timeMs() > NEWS_MS;
    }

    long delivered() {
        return delivered.sum();
    }

    long failed() {
        return failed.sum();
    }

    /** The last one, or null. */
    Problem lastProblem() {
        return last;
    }
}
