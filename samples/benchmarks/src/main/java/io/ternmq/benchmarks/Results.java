package io.ternmq.benchmarks;

import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.peer.PeerKind;
import io.ternmq.benchmarks.report.CsvReport;
import io.ternmq.benchmarks.report.Failure;
import io.ternmq.benchmarks.report.MarkdownReport;
import io.ternmq.benchmarks.report.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a run has found so far, on disk as well, so that nothing that was measured is lost with what fails later: each sample is
 * appended to {@code samples.csv} when it is made, and {@code report.md} is written anew after each turn. Any thread.
 */
final class Results {

    private final Options options;
    private final Consumer<String> progress;
    private final Path csv;
    private final Path markdown;
    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final List<Failure> failures = new ArrayList<>();

    private Results(Options options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
        this.csv = options.output().resolve("samples.csv");
        this.markdown = options.output().resolve("report.md");
    }

    /** Begins both files in the folder of the options, which is made if need be; {@code progress} gets a line for all that is added. */
    static Results begin(Options options, Consumer<String> progress) throws IOException {
        Files.createDirectories(options.output());
        Results results = new Results(options, progress);
        Files.writeString(results.csv, CsvReport.header());
        Files.deleteIfExists(results.markdown);
        return results;
    }

    synchronized void add(Sample sample) {
        append(CsvReport.line(sample));
        samples.add(sample);
        progress.accept(line(sample));
    }

    /** Something that the report is to say of a server, once. */
    synchronized void note(PeerKind kind, String text) {
        String note = kind.title() + ": " + text;
        progress.accept(note);
        notes.add(note);
    }

    synchronized void add(Failure failure) {
        failures.add(failure);
        progress.accept("FAILED: " + failure.text());
    }

    synchronized boolean hasFailures() {
        return !failures.isEmpty();
    }

    /** The report on everything so far. */
    synchronized String report() {
        StringBuilder report = new StringBuilder(Machine.describe() + "; broker heap " + options.heap() + ", "
            + options.jvmFlags().stream().map(flag -> flag + ", ").collect(Collectors.joining()) + options.rounds()
            + " rounds of " + (options.passes() > 0 ? options.passes() + " passes side by side of " : "") + options.measureMs() / 1000.0 + " s\n\n");
        notes.forEach(note -> report.append("- ").append(note).append('\n'));
        report.append(notes.isEmpty() ? "" : "\n").append(new MarkdownReport(samples, PeerKind.rivals(options.face())).text());
        failures.forEach(failure -> report.append("**").append(failure.text()).append("**\n\n"));
        return report.toString();
    }

    /** Writes the report on everything so far. */
    synchronized void write() {
        try {
            Files.writeString(markdown, report());
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + markdown, e);
        }
    }

    /** Where everything is. */
    String places() {
        return markdown + " and " + csv;
    }

    private void append(String line) {
        try {
            Files.writeString(csv, line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + csv, e);
        }
    }

    private static String line(Sample sample) {
        Measurement measurement = sample.measurement();
        Load load = measurement.load();
        double p99Us = measurement.latencies().p99Us();
        double cpuPerMillion = load.work().face() == Face.EE ? measurement.totalCpuPerMillion() : measurement.brokerCpuPerMillion();
        return String.format(Locale.ROOT, "round %d  %-5s  %-16s  %-18s %7d %-10s %6d B  %,10.0f msg/s  %8.1f CPU s/M  disk %,5.0f us  %s%s",
            sample.round() + 1, sample.flushMode().label(), sample.peer().title(), load.work().label(), load.level(),
            load.work().levelUnit(), load.sizeBytes(), measurement.throughput(), cpuPerMillion, sample.diskForceUs(),
            Double.isNaN(p99Us) ? "" : String.format(Locale.ROOT, "p99 %,9.0f us", p99Us),
            measurement.failures() == 0 ? "" : "  " + measurement.failures() + " FAILED");
    }
}
