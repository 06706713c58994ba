package io.ternmq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.measure.Latencies;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Work;
import io.ternmq.benchmarks.peer.PeerKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a run keeps when some of it fails, with servers and drivers that are none. */
class FailingCasesTest {

    private static final Load SEND = new Load(Work.JMS_SEND, 1, 128);
    private static final Load ASYNC = new Load(Work.JMS_ASYNC, 1, 128);
    private static final Load TX_SEND = new Load(Work.JMS_TX_SEND, 1, 128);

    @TempDir
    private Path output;

    private final List<String> events = new ArrayList<>();
    private PeerKind doesNotStart;
    private PeerKind failsBehindItsCases;
    /** Of TernMQ. */
    private Load fails;

    @Test
    void keepsWhatWasMeasuredAndGoesOnBehindACaseThatFails() {
        fails = ASYNC;

        int exit = run();

        assertThat(exit).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(samples()).containsExactly("ternmq jms-send", "ternmq jms-tx-send", "artemis jms-send", "artemis jms-async",
            "artemis jms-tx-send");
        assertThat(events).containsExactly("ternmq starts", "ternmq jms-send", "ternmq jms-async fails with 1 on disk", "ternmq closes",
            "ternmq starts", "ternmq jms-tx-send", "ternmq closes",
            "artemis starts", "artemis jms-send", "artemis jms-async", "artemis jms-tx-send", "artemis closes");
        assertThat(report())
            .contains("**TernMQ failed in jms-async/1/128, async flush, round 1: io.ternmq.benchmarks.load.DriverException: out of luck**")
            .contains("| jms-async | 1 in flight | 128 | durable | - | 1,000 |")
            .contains("- TernMQ: began to page");
    }

    @Test
    void doesNotStartAServerAgainForEachCaseThatItCannotServe() {
        doesNotStart = PeerKind.TERNMQ;

        int exit = run();

        assertThat(exit).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(events).containsSubsequence("ternmq does not start", "ternmq closes", "artemis starts")
            .filteredOn(event -> event.startsWith("ternmq")).hasSize(2);
        assertThat(samples()).containsExactly("artemis jms-send", "artemis jms-async", "artemis jms-tx-send");
        assertThat(report()).contains("TernMQ failed in jms-send/1/128", "TernMQ failed in jms-async/1/128",
            "TernMQ failed in jms-tx-send/1/128", "no port");
    }

    @Test
    void reportsWhatFailsBehindTheLastCase() {
        failsBehindItsCases = PeerKind.ARTEMIS;

        int exit = run();

        assertThat(exit).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(samples()).hasSize(6);
        assertThat(report()).contains("Artemis failed in what follows its cases").doesNotContain("TernMQ failed");
    }

    @Test
    void reportsNoFailureWhenThereIsNone() {
        int exit = run();

        assertThat(exit).isEqualTo(CommandLine.ExitCode.OK);
        assertThat(samples()).hasSize(6);
        assertThat(report()).contains("| jms-send | 1 sessions | 128 | durable | 1,000 | 1,000 |").doesNotContain("failed");
    }

    private int run() {
        return Benchmarks.commandLine(options -> (kind, settings) -> new Turn(new FakePeer(kind), (loads, pace, measured, noted) -> {
            for (Load load : loads) {
                if (kind == PeerKind.TERNMQ && load.equals(fails)) {
                    events.add(kind.label() + " " + load.work().label() + " fails with " + samples().size() + " on disk");
                    throw new DriverException("out of luck");
                }
                events.add(kind.label() + " " + load.work().label());
                measured.accept(new Measurement(load, 1000, 1_000_000_000L, 1, 1, 1, 1, 0, Latencies.NONE));
            }
            if (kind == failsBehindItsCases) {
                throw new DriverException("messages are left");
            }
        })).execute("--class-paths", "none", "--output", output.toString(), "--rounds", "1", "--sizes", "128", "--levels", "1", "--cases",
            String.join(",", SEND.work().label(), ASYNC.work().label(), TX_SEND.work().label()));
    }

    private List<String> samples() {
        return lines("samples.csv").stream().skip(1).map(line -> line.split(",")[0] + " " + line.split(",")[3]).toList();
    }

    private String report() {
        return String.join("\n", lines("report.md"));
    }

    private List<String> lines(String name) {
        try {
            return Files.readAllLines(output.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class FakePeer extends NoServer {

        private final PeerKind kind;

        FakePeer(PeerKind kind) {
            this.kind = kind;
        }

        @Override
        public void start() {
            if (kind == doesNotStart) {
                events.add(kind.label() + " does not start");
                throw new IllegalStateException("no port");
            }
            events.add(kind.label() + " starts");
        }

        @Override
        public List<String> warnings() {
            return List.of("began to page");
        }

        @Override
        public void close() {
            events.add(kind.label() + " closes");
        }
    }
}
