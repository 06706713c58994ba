package io.ternmq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whether every Jakarta Messaging case runs against both providers and no message is lost or comes twice; not how fast they are. */
class JmsBenchmarksIT {

    @Test
    void runsEveryCaseAgainstBothProviders(@TempDir Path output) throws IOException {
        int exit = Benchmarks.commandLine(Turns::of).execute("--class-paths", System.getProperty("class.paths"), "--output", output.toString(),
            "--cases", "jms", "--together", "--sizes", "128", "--levels", "2", "--depth", "2000", "--queues", "20",
            "--rounds", "1", "--seconds", "0.1", "--warm-up", "0.2", "--heap", "256m");

        assertThat(exit).isEqualTo(CommandLine.ExitCode.OK);
        List<WrittenSample> samples = WrittenSample.in(output);
        assertThat(works(samples, "artemis")).containsExactlyInAnyOrderElementsOf(Work.of(Face.JMS));
        assertThat(works(samples, "ternmq")).containsExactlyInAnyOrderElementsOf(Work.of(Face.JMS));
        assertThat(measurements(samples, "artemis", "ternmq"))
            .allSatisfy(measurement -> assertThat(measurement.failures()).as(measurement.load().text()).isZero())
            .allSatisfy(measurement -> assertThat(measurement.messages()).as(measurement.load().text()).isPositive());
        assertThat(output.resolve("report.md")).content().contains("- Artemis: Artemis").doesNotContain("failed", "lost or repeated");
    }

    @Test
    void runsEveryCaseSideBySideAndAgain(@TempDir Path output) throws IOException {
        int exit = Benchmarks.commandLine(Turns::of).execute("--class-paths", System.getProperty("class.paths"), "--output", output.toString(),
            "--cases", "jms", "--together", "--passes", "2", "--sizes", "128", "--levels", "2", "--depth", "2000", "--queues", "20",
            "--rounds", "1", "--seconds", "0.1", "--warm-up", "0.2", "--heap", "256m");

        assertThat(exit).isEqualTo(CommandLine.ExitCode.OK);
        List<WrittenSample> samples = WrittenSample.in(output);
        assertThat(measurements(samples, "artemis")).hasSameSizeAs(measurements(samples, "ternmq"));
        assertThat(measurements(samples, "artemis", "ternmq"))
            .allSatisfy(measurement -> assertThat(measurement.failures()).as(measurement.load().text()).isZero());
        for (Work work : Work.of(Face.JMS)) {
            assertThat(samples).filteredOn(sample -> sample.peer().equals("ternmq") && sample.measurement().load().work() == work)
                .as(work.label()).extracting(WrittenSample::round).contains(0, 1);
        }
        assertThat(output.resolve("report.md")).content().doesNotContain("failed", "lost or repeated");
    }

    private static List<Work> works(List<WrittenSample> samples, String peer) {
        return measurements(samples, peer).stream().map(measurement -> measurement.load().work()).distinct().toList();
    }

    private static List<Measurement> measurements(List<WrittenSample> samples, String... peers) {
        return samples.stream().filter(sample -> List.of(peers).contains(sample.peer())).map(WrittenSample::measurement).toList();
    }
}
