package io.ternmq.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    @Test
    void survivesItsTextForm() {
        Measurement measurement = measurement(Work.SYNC, new Latencies(1.5, 20, 300.25, 4000));

        assertThat(Measurement.parse(measurement.toCsv())).isEqualTo(measurement);
    }

    @Test
    void survivesItsTextFormWithoutLatencies() {
        Measurement measurement = measurement(Work.DRAIN, Latencies.NONE);

        assertThat(Measurement.parse(measurement.toCsv())).isEqualTo(measurement);
    }

    @Test
    void hasAsManyColumnsAsCells() {
        assertThat(measurement(Work.SYNC, Latencies.NONE).toCsv().split(",")).hasSameSizeAs(Measurement.COLUMNS);
    }

    @Test
    void dividesByTimeAndMessages() {
        Measurement measurement = measurement(Work.SYNC, Latencies.NONE);

        assertThat(measurement.throughput()).isEqualTo(50_000);
        assertThat(measurement.brokerCpuPerMillion()).isEqualTo(15);
        assertThat(measurement.driverCpuPerMillion()).isEqualTo(20);
        assertThat(measurement.residentMib()).isEqualTo(2);
        assertThat(measurement.anonymousMib()).isEqualTo(1);
    }

    @Test
    void refusesALineThatIsNoMeasurement() {
        assertThatThrownBy(() -> Measurement.parse("sync,8")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sync,8");
    }

    @Test
    void readsQuantilesInMicroseconds() {
        Histogram histogram = new Histogram(3);
        for (int ms = 1; ms <= 100; ms++) {
            histogram.recordValue(ms * 1_000_000L);
        }

        Latencies latencies = Latencies.of(histogram);

        assertThat(latencies.p50Us()).isBetween(50_000.0, 50_100.0);
        assertThat(latencies.p99Us()).isBetween(99_000.0, 99_200.0);
        assertThat(latencies.maxUs()).isBetween(100_000.0, 100_200.0);
    }

    private static Measurement measurement(Work work, Latencies latencies) {
        return new Measurement(new Load(work, 8, 1024), 100_000, 2_000_000_000L, 1_500_000_000L, 2_000_000_000L, 2 << 20, 1 << 20, 3,
            latencies);
    }
}
