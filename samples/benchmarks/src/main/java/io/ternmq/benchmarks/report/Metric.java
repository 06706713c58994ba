package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Work;
import java.util.function.ToDoubleFunction;

/** What the tables show of a measurement. */
enum Metric {
    THROUGHPUT("Throughput", "messages/s", true, 0, sample -> sample.measurement().throughput()),
    BROKER_CPU("Broker CPU", "CPU seconds per million messages", false, 1, sample -> sample.measurement().brokerCpuPerMillion()),
    P50("Latency, median", "µs", false, 0, sample -> sample.measurement().latencies().p50Us()),
    P99("Latency, 99 %", "µs", false, 0, sample -> sample.measurement().latencies().p99Us()),
    P999("Latency, 99.9 %", "µs", false, 0, sample -> sample.measurement().latencies().p999Us()),
    ANONYMOUS("Broker memory without mapped files", "MiB", false, 0, sample -> sample.measurement().anonymousMib()),
    RESIDENT("Broker memory with mapped files", "MiB", false, 0, sample -> sample.measurement().residentMib()),
    DRIVER_CPU("Driver CPU", "CPU seconds per million messages", false, 1, sample -> sample.measurement().driverCpuPerMillion()),
    SERVERS_CPU("CPU of Open Liberty and broker", "CPU seconds per million messages", false, 1, sample -> sample.measurement().totalCpuPerMillion()),
    SERVERS_MEMORY("Memory of Open Liberty and broker without mapped files", "MiB", false, 0, sample -> sample.measurement().anonymousMib()),
    DISK_FORCE("A force of the disk beside each load", "µs", false, 0, Sample::diskForceUs);

    private final String title;
    private final String unit;
    private final boolean isMoreBetter;
    private final int decimals;
    private final ToDoubleFunction<Sample> value;

    Metric(String title, String unit, boolean isMoreBetter, int decimals, ToDoubleFunction<Sample> value) {
        this.title = title;
        this.unit = unit;
        this.isMoreBetter = isMoreBetter;
        this.decimals = decimals;
        this.value = value;
    }

    String title() {
        return title;
    }

    String heading() {
        return title + " (" + unit + "; " + (isMoreBetter ? "more" : "less") + " is better)";
    }

    int decimals() {
        return decimals;
    }

    double of(Sample sample) {
        return value.applyAsDouble(sample);
    }

    boolean fits(Work work) {
        return switch (this) {
            case THROUGHPUT -> work.hasThroughput();
            case P50, P99, P999 -> work.hasLatency();
            case BROKER_CPU, DRIVER_CPU, ANONYMOUS, RESIDENT -> work.face() != Face.EE;
            case SERVERS_CPU, SERVERS_MEMORY -> work.face() == Face.EE;
            case DISK_FORCE -> true;
        };
    }
}
