package io.ternmq.benchmarks;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command: measures TernMQ beside Apache RocketMQ, Apache Artemis or Open Liberty's engine and prints a comparison. */
@Command(name = "benchmarks", description = "Runs the same work against TernMQ and Apache RocketMQ, Apache Artemis or Open Liberty's engine, in turns.",
    sortOptions = false)
public final class Benchmarks implements Callable<Integer> {

    @Mixin
    private final Options options = new Options();
    private final Function<Options, Turns> turns;

    private Benchmarks(Function<Options, Turns> turns) {
        this.turns = turns;
    }

    /** Options: see {@code --help}. Exit code 0 when every load could be run, 1 when one could not, 2 for wrong options. */
    public static void main(String[] args) {
        System.exit(commandLine(Turns::of).execute(args));
    }

    /** The command with servers of this kind. */
    static CommandLine commandLine(Function<Options, Turns> turns) {
        return new CommandLine(new Benchmarks(turns)).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException {
        Results results = Results.begin(options, System.out::println);
        System.out.println(Machine.describe());
        new Alternation(options, turns.apply(options), results).run();
        System.out.println("\n" + results.report() + "Written to " + results.places());
        return results.hasFailures() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
}
