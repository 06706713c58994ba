package io.ternmq.benchmarks.measure;

/**
 * How much the cases have that are about much.
 *
 * @param depth messages waiting in a deep queue; rounded up to a multiple of 1000, since one in 1000 matches a selector
 * @param queues number of queues
 */
public record Scale(int depth, int queues) {

    /** A million messages, ten thousand queues. */
    public static final Scale DEFAULT = new Scale(1_000_000, 10_000);

    private static final int STEP = 1000;

    /** Refuses what is not much at all. */
    public Scale {
        if (depth < 1 || queues < 2) {
            throw new IllegalArgumentException("depth: " + depth + ", queues: " + queues + " (expected: >= 1, >= 2)");
        }
        depth = Math.toIntExact((depth + STEP - 1L) / STEP * STEP);
    }
}
