package io.ternmq.benchmarks.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.benchmarks.measure.Work;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeepQueueTest {

    private final DeepQueue queue = new DeepQueue("deep", 5000, new Ledger(), new DeepQueue.Keys(),
        EnumSet.noneOf(Work.class));

    @Test
    void handsOutEverySelectorOnce() {
        assertThat(Stream.generate(queue::nextSelector).limit(1000)).doesNotHaveDuplicates();
    }

    @Test
    void matchesOneInAThousand() {
        assertThat(queue.matches()).isEqualTo(5);
    }
}
