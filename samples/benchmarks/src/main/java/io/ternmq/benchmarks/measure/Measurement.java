package io.ternmq.benchmarks.measure;

import java.util.Arrays;
import java.util.List;

/**
 * One measured window.
 *
 * @param load what ran
 * @param messages messages done in the window
 * @param elapsedNs its length
 * @param brokerCpuNs CPU time that the broker process used in it; with {@link Face#EE} 0 for a broker inside the application server
 * @param driverCpuNs CPU time that the driver process used in it; with {@link Face#EE} the application server
 * @param residentBytes the broker's resident memory at the end, mapped files included; with {@link Face#EE} of both processes
 * @param anonymousBytes the part of it that is no file
 * @param failures messages that were refused, did not arrive or arrived twice
 * @param latencies of single calls, or end to end for {@link Work#LATENCY}, {@link Work#JMS_QUEUES_TRAFFIC},
 *     {@link Work#JMS_QUEUES_LATENCY}, {@link Work#EE_LATENCY}
 */
public record Measurement(Load load, long messages, long elapsedNs, long brokerCpuNs, long driverCpuNs, long residentBytes,
                          long anonymousBytes, long failures, Latencies latencies) {

    /** Names of the columns of {@link #toCsv()}. */
    public static final List<String> COLUMNS = List.of("case", "level", "size_bytes", "messages", "elapsed_ns", "broker_cpu_ns",
        "driver_cpu_ns", "resident_bytes", "anonymous_bytes", "failures", "p50_us", "p99_us", "p999_us", "max_us");

    private static final double NS_PER_SECOND = 1e9;
    private static final double MIB = 1024.0 * 1024.0;

    /** Messages per second. */
    public double throughput() {
        return messages * NS_PER_SECOND / elapsedNs;
    }

    /** CPU seconds of the broker per million messages. */
    public double brokerCpuPerMillion() {
        return brokerCpuNs / NS_PER_SECOND / messages * 1e6;
    }

    /** CPU seconds of the driver per million messages: what the client side costs. */
    public double driverCpuPerMillion() {
        return driverCpuNs / NS_PER_SECOND / messages * 1e6;
    }

    /** CPU seconds of broker and driver per million messages. */
    public double totalCpuPerMillion() {
        return brokerCpuPerMillion() + driverCpuPerMillion();
    }

    /** Resident memory of the broker in MiB. */
    public double residentMib() {
        return residentBytes / MIB;
    }

    /** Anonymous memory of the broker in MiB. */
    public double anonymousMib() {
        return anonymousBytes / MIB;
    }

    /** The same window with another number of messages, for a driver that knows it exactly. */
    public Measurement withMessages(long count) {
        return new Measurement(load, count, elapsedNs, brokerCpuNs, driverCpuNs, residentBytes, anonymousBytes, failures, latencies);
    }

    /** The same window with more failures, found when it was over. */
    public Measurement withFailures(long more) {
        return new Measurement(load, messages, elapsedNs, brokerCpuNs, driverCpuNs, residentBytes, anonymousBytes, failures + more,
            latencies);
    }

    /** One line, columns as in {@link #COLUMNS}. */
    public String toCsv() {
        return String.join(",", load.work().label(), text(load.level()), text(load.sizeBytes()), text(messages), text(elapsedNs),
            text(brokerCpuNs), text(driverCpuNs), text(residentBytes), text(anonymousBytes), text(failures),
            text(latencies.p50Us()), text(latencies.p99Us()), text(latencies.p999Us()), text(latencies.maxUs()));
    }

    /** The measurement of such a line. */
    public static Measurement parse(String csv) {
        String[] cells = csv.split(",");
        if (cells.length != COLUMNS.size()) {
            throw new IllegalArgumentException("measurement: " + csv + " (expected: " + COLUMNS + ")");
        }
        Load load = new Load(Work.of(cells[0]), Integer.parseInt(cells[1]), Integer.parseInt(cells[2]));
        long[] counts = Arrays.stream(cells, 3, 10).mapToLong(Long::parseLong).toArray();
        double[] quantiles = Arrays.stream(cells, 10, 14).mapToDouble(Double::parseDouble).toArray();
        return new Measurement(load, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6],
            new Latencies(quantiles[0], quantiles[1], quantiles[2], quantiles[3]));
    }

    private static String text(long value) {
        return Long.toString(value);
    }

    private static String text(double value) {
        return Double.toString(value);
    }
}
