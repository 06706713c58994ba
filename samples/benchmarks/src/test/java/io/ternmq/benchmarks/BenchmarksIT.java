package io.ternmq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whether the harness works; what it measures in a moment on a busy machine means nothing. */
class BenchmarksIT {

    @Test
    void measuresEachServerInItsTurn(@TempDir Path output) throws IOException {
        int exit = Benchmarks.commandLine(Turns::of).execute("--class-paths", System.getProperty("class.paths"), "--output", output.toString(),
            "--peers", "ternmq,rocketmq", "--flush", "async", "--cases", "sync", "--levels", "1", "--sizes", "128",
            "--rounds", "1", "--seconds", "0.3", "--warm-up", "0.3", "--heap", "256m");

        assertThat(exit).isEqualTo(CommandLine.ExitCode.OK);
        List<String> samples = Files.readAllLines(output.resolve("samples.csv"));
        assertThat(samples).hasSize(3);
        assertThat(samples.get(1)).startsWith("ternmq,async,0,sync,1,128,");
        assertThat(samples.get(2)).startsWith("rocketmq,async,0,sync,1,128,");
        assertThat(output.resolve("report.md")).content().contains("| sync | 1 threads | 128 | async |");
        assertThat(output.resolve("rocketmq")).as("store of a server that is gone").doesNotExist();
    }
}
