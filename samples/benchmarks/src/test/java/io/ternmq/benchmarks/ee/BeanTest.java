package io.ternmq.benchmarks.ee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Scale;
import io.ternmq.benchmarks.measure.Work;
import org.junit.jupiter.api.Test;

class BeanTest {

    @Test
    void hasABeanForEachLoad() {
        for (Work work : Work.of(Face.EE)) {
            for (int level : work.levels(1024, Scale.DEFAULT)) {
                assertThat(Bean.sessions()).containsKey(Bean.of(new Load(work, level, 1024)));
            }
        }
    }

    @Test
    void refusesOtherNumbersOfSessions() {
        Load load = new Load(Work.EE_XA, 3, 1024);

        assertThatThrownBy(() -> Bean.of(load)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("ee-xa/3/1024");
    }
}
