package io.ternmq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.benchmarks.measure.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whether beans on Open Liberty can be measured and every message arrives once, with one provider to keep it short; not how fast. */
class BeanBenchmarksIT {

    private static final int CELLS_BEFORE_MEASUREMENT = 3;

    @Test
    void measuresBeansOnOpenLiberty(@TempDir Path output) throws IOException {
        int exit = Benchmarks.commandLine(Turns::of).execute("--class-paths", System.getProperty("class.paths"), "--output",
            output.toString(), "--cases", "ee-forward,ee-latency", "--levels", "10", "--peers", "ternmq", "--rounds", "1",
            "--seconds", "0.1", "--warm-up", "0", "--heap", "256m");

        assertThat(exit).isEqualTo(CommandLine.ExitCode.OK);
        List<String> samples = Files.readAllLines(output.resolve("samples.csv"));
        assertThat(samples.stream().skip(1).map(line -> line.split(",")[0] + " " + line.split(",")[3])).containsExactly(
            "ternmq ee-forward", "ternmq ee-latency");
        assertThat(samples.stream().skip(1).map(BeanBenchmarksIT::measurement))
            .allSatisfy(measurement -> assertThat(measurement.failures()).as(measurement.load().text()).isZero())
            .allSatisfy(measurement -> assertThat(measurement.messages()).as(measurement.load().text()).isPositive());
        assertThat(output.resolve("report.md")).content()
            .contains("TernMQ: delivery with transactions: XA")
            .doesNotContain("stayed in the queue");
    }

    private static Measurement measurement(String line) {
        return Measurement.parse(line.split(",", CELLS_BEFORE_MEASUREMENT + 1)[CELLS_BEFORE_MEASUREMENT]);
    }
}
