package io.ternmq.benchmarks.application;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {

    @Test
    void findsNothingWrongWhenEachArrivesOnce() throws InterruptedException {
        Arrivals arrivals = new Arrivals(100, 3, 0);

        arrivals.arrived(102, 0);
        arrivals.arrived(100, 0);
        arrivals.arrived(101, 0);

        assertThat(arrivals.awaitAll(0)).isTrue();
        assertThat(arrivals.distinct()).isEqualTo(3);
        assertThat(arrivals.wrong()).isZero();
    }

    @Test
    void countsWhatIsMissingRepeatedOrOfAnotherRun() {
        Arrivals arrivals = new Arrivals(100, 3, 0);

        arrivals.arrived(100, 0);
        arrivals.arrived(100, 0);
        arrivals.arrived(99, 0);

        assertThat(arrivals.distinct()).isEqualTo(1);
        assertThat(arrivals.wrong()).as("two missing, one repeated, one stray").isEqualTo(4);
    }

    @Test
    void givesUpWhenNothingArrivesAnyMore() throws InterruptedException {
        assertThat(new Arrivals(0, 1, 0).awaitAll(1)).isFalse();
    }

    @Test
    void tellsQuantilesOfWhatArrived() {
        Arrivals arrivals = new Arrivals(0, 10, 0);
        long nowNs = System.nanoTime();
        for (int number = 0; number < 9; number++) {
            arrivals.arrived(number, nowNs);
        }

        arrivals.arrived(9, nowNs - 3_600_000_000_000L);

        assertThat(arrivals.latencyNs(500)).isLessThan(3_600_000_000_000L);
        assertThat(arrivals.latencyNs(1000)).isGreaterThan(3_600_000_000_000L);
    }

    @Test
    void doesNotTimeTheFirstOnes() {
        Arrivals arrivals = new Arrivals(0, 2, 1);

        arrivals.arrived(0, 0);
        arrivals.arrived(1, System.nanoTime() + 1_000_000_000_000L);

        assertThat(arrivals.distinct()).isEqualTo(2);
        assertThat(arrivals.latencyNs(1000)).as("the second one's alone").isNegative();
    }

    @Test
    void hasNoLatencyWithoutMessages() {
        assertThat(new Arrivals(0, 1, 0).latencyNs(500)).isZero();
    }
}
