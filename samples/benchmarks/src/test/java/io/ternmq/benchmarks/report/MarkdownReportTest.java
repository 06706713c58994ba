package io.ternmq.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.benchmarks.measure.Latencies;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Work;
import io.ternmq.benchmarks.peer.FlushMode;
import io.ternmq.benchmarks.peer.PeerKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {

    private static final Load LOAD = new Load(Work.SYNC, 8, 128);

    @Test
    void comparesRoundByRound() {
        List<Sample> samples = List.of(
            sample(PeerKind.TERNMQ, 0, 2000, 0), sample(PeerKind.ROCKETMQ, 0, 1000, 0),
            sample(PeerKind.ROCKETMQ, 1, 100, 0), sample(PeerKind.TERNMQ, 1, 300, 0),
            sample(PeerKind.TERNMQ, 2, 4000, 0), sample(PeerKind.ROCKETMQ, 2, 1000, 0));

        assertThat(new MarkdownReport(samples, List.of(PeerKind.ROCKETMQ)).text())
            .contains("| sync | 8 threads | 128 | async | 2,000 | 1,000 | 3.00 | 2.00 - 4.00 |");
    }

    @Test
    void comparesWithEachRival() {
        Load load = new Load(Work.EE_XA, 10, 1024);
        List<Sample> samples = List.of(sample(PeerKind.TERNMQ, 0, load, 2000, 0), sample(PeerKind.ARTEMIS, 0, load, 1000, 0),
            sample(PeerKind.LIBERTY, 0, load, 500, 0));

        assertThat(new MarkdownReport(samples, List.of(PeerKind.ARTEMIS, PeerKind.LIBERTY)).text())
            .contains("| TernMQ | Artemis | ratio (median) | min - max | Liberty's engine | ratio (median) | min - max |")
            .contains("| ee-xa | 10 sessions | 1024 | persistent | 2,000 | 1,000 | 2.00 | 2.00 - 2.00 | 500 | 4.00 | 4.00 - 4.00 |");
    }

    @Test
    void showsOneServerAloneWithoutRatio() {
        List<Sample> samples = List.of(sample(PeerKind.ROCKETMQ, 0, 1000, 0));

        assertThat(new MarkdownReport(samples, List.of(PeerKind.ROCKETMQ)).text()).contains("| sync | 8 threads | 128 | async | - | 1,000 | - | - |");
    }

    @Test
    void namesFailures() {
        List<Sample> samples = List.of(sample(PeerKind.ROCKETMQ, 0, 1000, 7), sample(PeerKind.TERNMQ, 0, 1000, 0));

        assertThat(new MarkdownReport(samples, List.of(PeerKind.ROCKETMQ)).text()).contains("RocketMQ failed 7 messages of sync/8/128").doesNotContain("TernMQ failed");
    }

    @Test
    void dividesEachServerByItselfForScale() {
        List<Sample> samples = List.of(
            sample(PeerKind.TERNMQ, Work.JMS_PASS, 1, 1000), sample(PeerKind.TERNMQ, Work.JMS_PASS, 5000, 900),
            sample(PeerKind.ARTEMIS, Work.JMS_PASS, 1, 1000), sample(PeerKind.ARTEMIS, Work.JMS_PASS, 5000, 250));

        assertThat(new MarkdownReport(samples, List.of(PeerKind.ARTEMIS)).text())
            .contains("| jms-pass | 1 | 5000 waiting | 128 | Throughput | 0.90 | 0.90 - 0.90 | 0.25 | 0.25 - 0.25 |");
    }

    @Test
    void comparesNoThroughputOfWhatIsSentAtAFixedRate() {
        List<Sample> samples = List.of(sample(PeerKind.TERNMQ, Work.JMS_QUEUES_LATENCY, 1, 1000),
            sample(PeerKind.TERNMQ, Work.JMS_QUEUES_LATENCY, 5000, 1000));

        assertThat(new MarkdownReport(samples, List.of(PeerKind.ARTEMIS)).text())
            .contains("| jms-queues-latency | 1 | 5000 queues | 128 | Latency, median |").doesNotContain("| 128 | Throughput |");
    }

    @Test
    void showsHowFastTheDiskWasForEachServer() {
        List<Sample> samples = List.of(sample(PeerKind.TERNMQ, 0, 1000, 0), sample(PeerKind.ROCKETMQ, 0, 1000, 0));

        assertThat(new MarkdownReport(samples, List.of(PeerKind.ROCKETMQ)).text()).contains("### A force of the disk beside each load (µs; less is better)")
            .contains("| sync | 8 threads | 128 | async | 180 | 180 | 1.00 | 1.00 - 1.00 |");
    }

    @Test
    void writesASampleAsALineOfCsv() {
        String line = CsvReport.line(sample(PeerKind.TERNMQ, 1, 1000, 0));

        assertThat(CsvReport.header()).startsWith("peer,flush,round,case,level").endsWith(",disk_force_us\n");
        assertThat(line).startsWith("ternmq,async,1,sync,8,128,1000,").endsWith(",181.0\n");
    }

    private static Sample sample(PeerKind peer, Work work, int level, long messages) {
        return sample(peer, 0, new Load(work, level, 128), messages, 0);
    }

    private static Sample sample(PeerKind peer, int round, long messages, long failures) {
        return sample(peer, round, LOAD, messages, failures);
    }

    private static Sample sample(PeerKind peer, int round, Load load, long messages, long failures) {
        return new Sample(peer, FlushMode.ASYNC, round,
            new Measurement(load, messages, 1_000_000_000L, 1_000_000L, 1_000_000L, 1 << 20, 1 << 20, failures, Latencies.NONE), 180 + round);
    }
}
