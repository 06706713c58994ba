package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.peer.PeerKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One table per metric: absolute medians of all servers, and the ratio of TernMQ to each rival; then what scale costs. */
public final class MarkdownReport {

    private static final String MISSING = "-";

    private final List<Comparison> comparisons;
    private final List<PeerKind> rivals;

    /** A report on these samples of TernMQ and its rivals, at least one. */
    public MarkdownReport(Collection<Sample> samples, List<PeerKind> rivals) {
        this.comparisons = Comparison.of(samples);
        this.rivals = List.copyOf(rivals);
    }

    /** The tables; metrics without any value are left out. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Metric metric : Metric.values()) {
            List<String> rows = rows(metric);
            if (!rows.isEmpty()) {
                text.append("### ").append(metric.heading()).append("\n\n")
                    .append("| case | level | size | flush | TernMQ |").append(each(" %s | ratio (median) | min - max |")).append('\n')
                    .append("|---|--:|--:|---|--:|").append(each("--:|--:|--:|")).append('\n');
                rows.forEach(text::append);
                text.append('\n');
            }
        }
        text.append(new ScaleTable(comparisons, rivals.get(0)).text());
        failures().forEach(text::append);
        return text.toString();
    }

    private String each(String format) {
        return rivals.stream().map(rival -> String.format(Locale.ROOT, format, rival.title())).collect(Collectors.joining());
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
        List<String> cells = new ArrayList<>();
        cells.add(name(comparison));
        cells.add(number(comparison.absolute(PeerKind.TERNMQ, metric).median(), metric.decimals()));
        for (PeerKind rival : rivals) {
            Spread ratio = comparison.ratio(rival, metric);
            cells.add(number(comparison.absolute(rival, metric).median(), metric.decimals()));
            cells.add(number(ratio.median(), 2));
            cells.add(range(ratio));
        }
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String name(Comparison comparison) {
        Load load = comparison.load();
        // A persistent JMS message is durable before it is confirmed, whatever the flush mode; with Open Liberty's engine it may be
        String flush = switch (load.work().face()) {
            case NATIVE -> comparison.flushMode().label();
            case JMS -> "durable";
            case EE -> "persistent";
        };
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
