package io.ternmq.benchmarks.ee;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.benchmarks.load.Window;
import org.junit.jupiter.api.Test;

class BeanDriverTest {

    @Test
    void latencyIsWarmedUpAsLongAsAskedForAndTwoSecondsAtLeast() {
        assertThat(BeanDriver.steadyWarmUp(200, new Window(30_000, 1000))).isEqualTo(6000);
        assertThat(BeanDriver.steadyWarmUp(200, new Window(500, 1000))).isEqualTo(400);
    }
}
