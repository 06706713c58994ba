package io.ternmq.benchmarks;

import io.ternmq.benchmarks.peer.PeerKind;
import io.ternmq.benchmarks.report.CsvReport;
import io.ternmq.benchmarks.report.MarkdownReport;
import io.ternmq.benchmarks.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command: measures TernMQ beside Apache RocketMQ, Apache Artemis or Open Liberty's engine and prints a comparison. */
@Command(name = "benchmarks", description = "Runs the same work against TernMQ and Apache RocketMQ, Apache Artemis or Open Liberty's engine, in turns.",
    sortOptions = false)
public final class Benchmarks implements Callable<Integer> {

    @Mixin
    private final Options options = new Options();

    /** Options: see {@code --help}. Exit code 0 when every load could be run. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(options.output());
        System.out.println(Machine.describe());
        Alternation alternation = new Alternation(options, System.out::println);
        List<Sample> samples = alternation.run();
        String report = heading(alternation.notes()) + new MarkdownReport(samples, PeerKind.rivals(options.face())).text();
        Path markdown = Files.writeString(options.output().resolve("report.md"), report);
        Path csv = Files.writeString(options.output().resolve("samples.csv"), CsvReport.text(samples));
        System.out.println("\n" + report + "Written to " + markdown + " and " + csv);
        return CommandLine.ExitCode.OK;
    }

    private String heading(Collection<String> notes) {
        StringBuilder heading = new StringBuilder(Machine.describe() + "; broker heap " + options.heap() + ", " + options.rounds()
            + " rounds of " + options.measureMs() / 1000.0 + " s\n\n");
        notes.forEach(note -> heading.append("- ").append(note).append('\n'));
        return heading.append(notes.isEmpty() ? "" : "\n").toString();
    }
}
