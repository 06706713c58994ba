package io.ternmq.benchmarks.load;

/**
 * How long a load runs.
 *
 * @param warmUpMs time before the measured window
 * @param measureMs the measured window
 */
public record Window(long warmUpMs, long measureMs) {
}
