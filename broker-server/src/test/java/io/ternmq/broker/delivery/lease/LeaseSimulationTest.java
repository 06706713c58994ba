package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.Campaign;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LeaseSimulationTest {

    static LongStream seeds() {
        return Campaign.seeds(200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void queueKeepsItsPromises(long seed) {
        run(new LeaseSimulation(ViewKind.QUEUE, seed));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void subscriptionKeepsItsPromises(long seed) {
        run(new LeaseSimulation(ViewKind.SUBSCRIPTION, seed));
    }

    private static void run(LeaseSimulation simulation) {
        for (int i = 0; i < 500; i++) {
            simulation.step();
        }
        simulation.drain();

        assertThat(simulation.unfinished()).as(simulation.toString()).isEmpty();
    }
}
