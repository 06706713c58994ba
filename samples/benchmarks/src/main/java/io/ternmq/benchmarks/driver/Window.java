package io.ternmq.benchmarks.driver;

/**
 * How long a load runs.
 *
 * @param warmUpMs time before the measured window
 * @param measureMs the measured window
 */
record Window(long warmUpMs, long measureMs) {
}
