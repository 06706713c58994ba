package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Work;
import java.util.function.ToDoubleFunction;

/** What the tables show of a measurement. */
enum Metric {
    THROUGHPUT("Throughput", "messages/s", true, 0, Measurement::throughput),
    BROKER_CPU("Broker CPU", "CPU seconds per million messages", false, 1, Measurement::brokerCpuPerMillion),
    P50("Latency, median", "µs", false, 0, measurement -> measurement.latencies().p50Us()),
    P99("Latency, 99 %", "µs", false, 0, measurement -> measurement.latencies().p99Us()),
    P999("Latency, 99.9 %", "µs", false, 0, measurement -> measurement.latencies().p999Us()),
    ANONYMOUS("Broker memory without mapped files", "MiB", false, 0, Measurement::anonymousMib),
    RESIDENT("Broker memory with mapped files", "MiB", false, 0, Measurement::residentMib),
    DRIVER_CPU("Driver CPU", "CPU seconds per million messages", false, 1, Measurement::driverCpuPerMillion),
    SERVERS_CPU("CPU of Open Liberty and broker", "CPU seconds per million messages", false, 1, Measurement::totalCpuPerMillion),
    SERVERS_MEMORY("Memory of Open Liberty and broker without mapped files", "MiB", false, 0, Measurement::anonymousMib);

    private final String title;
    private final String unit;
    private final boolean isMoreBetter;
    private final int decimals;
    private final ToDoubleFunction<Measurement> value;

    Metric(String title, String unit, boolean isMoreBetter, int decimals, ToDoubleFunction<Measurement> value) {
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

    double of(Measurement measurement) {
        return value.applyAsDouble(measurement);
    }

    boolean fits(Work work) {
        return switch (this) {
            case THROUGHPUT -> work.hasThroughput();
            case P50, P99, P999 -> work.hasLatency();
            case BROKER_CPU, DRIVER_CPU, ANONYMOUS, RESIDENT -> work.face() != Face.EE;
            case SERVERS_CPU, SERVERS_MEMORY -> work.face() == Face.EE;
        };
    }
}
