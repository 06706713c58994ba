package io.ternmq.benchmarks.measure;

import org.HdrHistogram.Histogram;

/**
 * Quantiles of one measurement in microseconds.
 *
 * @param p50Us median
 * @param p99Us 99th percentile
 * @param p999Us 99.9th percentile
 * @param maxUs largest
 */
public record Latencies(double p50Us, double p99Us, double p999Us, double maxUs) {

    /** For work that has no latency of a single message. */
    public static final Latencies NONE = new Latencies(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private static final double NS_PER_US = 1000.0;

    /** Quantiles of a histogram of nanoseconds; {@link #NONE} when it is empty. */
    public static Latencies of(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return NONE;
        }
        return new Latencies(
            histogram.getValueAtPercentile(50) / NS_PER_US,
            histogram.getValueAtPercentile(99) / NS_PER_US,
            histogram.getValueAtPercentile(99.9) / NS_PER_US,
            histogram.getMaxValue() / NS_PER_US);
    }
}
