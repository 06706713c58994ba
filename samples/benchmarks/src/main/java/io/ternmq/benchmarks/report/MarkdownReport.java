package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.peer.PeerKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** One table per metric: absolute medians of both servers, and the ratio of TernMQ to its rival; then what scale costs. */
public final class MarkdownReport {

    private static final String MISSING = "-";

    private final List<Comparison> comparisons;
    private final PeerKind rival;

    /** A report on these samples of TernMQ and its rival. */
    public MarkdownReport(Collection<Sample> samples, PeerKind rival) {
        this.comparisons = Comparison.of(samples);
        this.rival = rival;
    }

    /** The tables; metrics without any value are left out. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Metric metric : Metric.values()) {
            List<String> rows = rows(metric);
            if (!rows.isEmpty()) {
                text.append("### ").append(metric.heading()).append("\n\n")
                    .append("| case | level | size | flush | TernMQ | ").append(rival.title()).append(" | ratio (median) | min - max |\n")
                    .append("|---|--:|--:|---|--:|--:|--:|--:|\n");
                rows.forEach(text::append);
                text.append('\n');
            }
        }
        text.append(new ScaleTable(comparisons, rival).text());
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

    private String row(Comparison comparison, Metric metric) {
        Spread ratio = comparison.ratio(rival, metric);
        return "| " + String.join(" | ",
            name(comparison),
            number(comparison.absolute(PeerKind.TERNMQ, metric).median(), metric.decimals()),
            number(comparison.absolute(rival, metric).median(), metric.decimals()),
            number(ratio.median(), 2),
            range(ratio)) + " |\n";
    }

    private static String name(Comparison comparison) {
        Load load = comparison.load();
        // A persistent JMS message is durable before it is confirmed, whatever the flush mode
        String flush = load.work().face() == Face.JMS ? "durable" : comparison.flushMode().label();
        return load.work().label() + " | " + load.level() + " " + load.work().levelUnit() + " | " + load.sizeBytes() + " | " + flush;
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

    static String range(Spread ratio) {
        return Double.isNaN(ratio.median()) ? MISSING : number(ratio.min(), 2) + " - " + number(ratio.max(), 2);
    }

    static String number(double value, int decimals) {
        return Double.isNaN(value) ? MISSING : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
