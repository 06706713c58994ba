package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.peer.PeerKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** One table per metric: absolute medians of both servers, and the ratio TernMQ / RocketMQ. */
public final class MarkdownReport {

    private static final String MISSING = "-";

    private final List<Comparison> comparisons;

    /** A report on these samples. */
    public MarkdownReport(Collection<Sample> samples) {
        this.comparisons = Comparison.of(samples);
    }

    /** The tables; metrics without any value are left out. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Metric metric : Metric.values()) {
            List<String> rows = rows(metric);
            if (!rows.isEmpty()) {
                text.append("### ").append(metric.heading()).append("\n\n")
                    .append("| case | level | size | flush | TernMQ | RocketMQ | ratio (median) | min - max |\n")
                    .append("|---|--:|--:|---|--:|--:|--:|--:|\n");
                rows.forEach(text::append);
                text.append('\n');
            }
        }
        failures().forEach(text::append);
        return text.toString();
    }

    private List<String> rows(Metric metric) {
        List<String> rows = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            if (metric.fits(comparison.load().work())) {
                rows.add(row(comparison, metric));
            }
        }
        return rows;
    }

    private static String row(Comparison comparison, Metric metric) {
        Spread ratio = comparison.ratio(metric);
        String range = Double.isNaN(ratio.median()) ? MISSING : number(ratio.min(), 2) + " - " + number(ratio.max(), 2);
        return "| " + String.join(" | ",
            name(comparison),
            number(comparison.absolute(PeerKind.TERNMQ, metric).median(), metric.decimals()),
            number(comparison.absolute(PeerKind.ROCKETMQ, metric).median(), metric.decimals()),
            number(ratio.median(), 2),
            range) + " |\n";
    }

    private static String name(Comparison comparison) {
        Load load = comparison.load();
        return load.work().label() + " | " + load.level() + " " + load.work().levelUnit() + " | " + load.sizeBytes() + " | "
            + comparison.flushMode().label();
    }

    private List<String> failures() {
        List<String> lines = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            for (PeerKind peer : PeerKind.values()) {
                long count = comparison.failures(peer);
                if (count > 0) {
                    lines.add("**" + peer.title() + " failed " + count + " messages of " + comparison.load().text() + ", "
                        + comparison.flushMode().label() + " flush.**\n\n");
                }
            }
        }
        return lines;
    }

    private static String number(double value, int decimals) {
        return Double.isNaN(value) ? MISSING : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
