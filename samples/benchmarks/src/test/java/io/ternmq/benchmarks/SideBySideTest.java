package io.ternmq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.measure.Latencies;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.peer.PeerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Servers that are there at the same time, and take turns load by load; with servers and drivers that are none. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SideBySideTest {

    @TempDir
    private Path output;

    private final List<String> events = new CopyOnWriteArrayList<>();
    /** TernMQ fails in this one of its steps; 0 in none. */
    private int failingStep;

    @Test
    void eachLoadRunsOnOneServerAfterTheOtherAndAsOftenAsThereArePasses() throws IOException {
        int exit = run("--passes", "2");

        assertThat(exit).isEqualTo(CommandLine.ExitCode.OK);
        assertThat(events).containsExactly("ternmq warms up", "artemis warms up",
            "ternmq jms-send", "artemis jms-send", "ternmq jms-async", "artemis jms-async",
            "ternmq jms-send", "artemis jms-send", "ternmq jms-async", "artemis jms-async");
        assertThat(rounds("ternmq")).containsExactly("0 jms-send", "0 jms-async", "1 jms-send", "1 jms-async");
        assertThat(rounds("artemis")).isEqualTo(rounds("ternmq"));
        assertThat(output.resolve("report.md")).content().contains("1 rounds of 2 passes side by side")
            .contains("| jms-async | 1 in flight | 128 | durable | 2,000 | 1,000 | 2.00 | 2.00 - 2.00 |");
    }

    @Test
    void roundsOfPassesAreCountedOn() throws IOException {
        run("--passes", "2", "--rounds", "2");

        assertThat(rounds("ternmq")).filteredOn(sample -> sample.endsWith("jms-send")).containsExactly("0 jms-send", "1 jms-send", "2 jms-send",
            "3 jms-send");
        assertThat(events).as("the other one is first in the second round").containsSubsequence("artemis jms-async", "artemis warms up",
            "ternmq warms up");
    }

    @Test
    void oneThatFailsHoldsNobodyUp() throws IOException {
        failingStep = 2;

        int exit = run("--passes", "2");

        assertThat(exit).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(rounds("ternmq")).containsExactly("0 jms-send");
        assertThat(rounds("artemis")).containsExactly("0 jms-send", "0 jms-async", "1 jms-send", "1 jms-async");
        assertThat(output.resolve("report.md")).content().contains("TernMQ failed in jms-async/1/128");
    }

    private int run(String... passes) {
        List<String> arguments = new CopyOnWriteArrayList<>(List.of("--class-paths", "none", "--output", output.toString(), "--sizes", "128",
            "--levels", "1", "--cases", "jms-send,jms-async"));
        arguments.addAll(List.of(passes));
        if (!arguments.contains("--rounds")) {
            arguments.addAll(List.of("--rounds", "1"));
        }
        return Benchmarks.commandLine(options -> (kind, settings) -> new Turn(new NoServer(), (loads, pace, measured, noted) -> {
            pace.awaitStep();
            events.add(kind.label() + " warms up");
            int step = 0;
            for (Load load : loads) {
                pace.awaitStep();
                if (kind == PeerKind.TERNMQ && ++step == failingStep) {
                    throw new DriverException("out of luck");
                }
                events.add(kind.label() + " " + load.work().label());
                measured.accept(new Measurement(load, kind == PeerKind.TERNMQ ? 2000 : 1000, 1_000_000_000L, 1, 1, 1, 1, 0, Latencies.NONE));
            }
        })).execute(arguments.toArray(String[]::new));
    }

    private List<String> rounds(String peer) throws IOException {
        return Files.readAllLines(output.resolve("samples.csv")).stream().map(line -> line.split(",")).filter(cells -> cells[0].equals(peer))
            .map(cells -> cells[2] + " " + cells[3]).toList();
    }
}
