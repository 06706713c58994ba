package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.peer.PeerKind;
import java.util.Comparator;
import java.util.List;

/** What depth and number cost: each server at its largest level, divided by itself at its smallest. */
final class ScaleTable {

    private static final List<Metric> METRICS = List.of(Metric.THROUGHPUT, Metric.BROKER_CPU, Metric.P50, Metric.P99);

    private final List<Comparison> comparisons;
    private final PeerKind rival;

    ScaleTable(List<Comparison> comparisons, PeerKind rival) {
        this.comparisons = comparisons;
        this.rival = rival;
    }

    /** The table; empty when nothing is about scale. */
    String text() {
        StringBuilder rows = new StringBuilder();
        comparisons.stream().filter(comparison -> comparison.load().work().isAboutScale()).forEach(large -> addRows(large, rows));
        return rows.isEmpty() ? "" : "### What scale costs (each server divided by itself; 1 is nothing)\n\n"
            + "| case | from | to | size | metric | TernMQ | min - max | " + rival.title() + " | min - max |\n"
            + "|---|--:|--:|--:|---|--:|--:|--:|--:|\n" + rows + "\n";
    }

    private void addRows(Comparison large, StringBuilder rows) {
        Comparison small = comparisons.stream()
            .filter(other -> isSameButLevel(large, other))
            .min(Comparator.comparingInt(other -> other.load().level()))
            .orElse(large);
        if (small.load().level() < large.load().level()) {
            METRICS.stream().filter(metric -> metric.fits(large.load().work())).forEach(metric -> rows.append(row(small, large, metric)));
        }
    }

    private static boolean isSameButLevel(Comparison one, Comparison other) {
        return one.load().work() == other.load().work() && one.load().sizeBytes() == other.load().sizeBytes()
            && one.flushMode() == other.flushMode();
    }

    private String row(Comparison small, Comparison large, Metric metric) {
        Load load = large.load();
        Spread ternMq = large.growth(PeerKind.TERNMQ, metric, small);
        Spread other = large.growth(rival, metric, small);
        return "| " + String.join(" | ", load.work().label(), Integer.toString(small.load().level()),
            load.level() + " " + load.work().levelUnit(), Integer.toString(load.sizeBytes()), metric.title(),
            MarkdownReport.number(ternMq.median(), 2), MarkdownReport.range(ternMq),
            MarkdownReport.number(other.median(), 2), MarkdownReport.range(other)) + " |\n";
    }
}
