package io.ternmq.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * Several values of one thing.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param min smallest
 * @param max largest
 */
record Spread(double median, double min, double max) {

    /** Leaves NaN out; all fields are NaN when nothing is left. */
    static Spread of(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).filter(value -> !Double.isNaN(value)).sorted().toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], Arrays.stream(sorted).max().orElseThrow());
    }
}
