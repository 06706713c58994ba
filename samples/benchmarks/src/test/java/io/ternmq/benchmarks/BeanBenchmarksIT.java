package io.ternmq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whether beans on Open Liberty can be measured and every message arrives once, with one provider to keep it short; not how fast. */
class BeanBenchmarksIT {

    @Test
    void measuresBeansOnOpenLiberty(@TempDir Path output) throws IOException {
        int exit = Benchmarks.commandLine(Turns::of).execute("--class-paths", System.getProperty("class.paths"), "--output",
            output.toString(), "--cases", "ee-forward,ee-latency", "--levels", "10", "--peers", "ternmq", "--rounds", "1",
            "--seconds", "0.1", "--warm-up", "0", "--heap", "256m");

        assertThat(exit).isEqualTo(CommandLine.ExitCode.OK);
        List<WrittenSample> samples = WrittenSample.in(output);
        assertThat(samples).extracting(sample -> sample.peer() + " " + sample.measurement().load().work().label())
            .containsExactly("ternmq ee-forward", "ternmq ee-latency");
        assertThat(samples)
            .allSatisfy(sample -> assertThat(sample.measurement().failures()).as(sample.measurement().load().text()).isZero())
            .allSatisfy(sample -> assertThat(sample.measurement().messages()).as(sample.measurement().load().text()).isPositive())
            .allSatisfy(sample -> assertThat(sample.diskForceUs()).as("force of the disk in us").isPositive());
        assertThat(output.resolve("report.md")).content()
            .contains("TernMQ: delivery with transactions: XA")
            .doesNotContain("stayed in the queue");
    }
}
