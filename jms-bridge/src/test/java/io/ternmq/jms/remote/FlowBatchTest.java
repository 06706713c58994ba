package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Flow;
import org.junit.jupiter.api.Test;

class FlowBatchTest {

    @Test
    void gathersEntriesUntilItsFrameIsMade() {
        FlowBatch batch = new FlowBatch(5, new Flow.Entry(1, 1, 10));

        assertThat(batch.tryAdd(new Flow.Entry(2, 3, 0))).isTrue();
        Frame frame = batch.toFrame();

        assertThat(Flow.from(frame.fields())).isEqualTo(new Flow(5, false));
        assertThat(frame.isOneway()).isTrue();
        assertThat(Flow.Entry.decode(frame.body())).containsExactly(new Flow.Entry(1, 1, 10), new Flow.Entry(2, 3, 0));
        assertThat(batch.tryAdd(new Flow.Entry(3, 1, 1))).isFalse();
        frame.release();
    }

    @Test
    void addsUpWhatIsSaidOfAConsumerOneAfterTheOther() {
        FlowBatch batch = new FlowBatch(5, new Flow.Entry(1, 1, 10));

        batch.tryAdd(new Flow.Entry(1, 2, 0));
        batch.tryAdd(new Flow.Entry(1, 4, 12));
        batch.tryAdd(new Flow.Entry(1, Integer.MAX_VALUE, 13));
        Frame frame = batch.toFrame();

        assertThat(Flow.Entry.decode(frame.body())).containsExactly(new Flow.Entry(1, 7, 12), new Flow.Entry(1, Integer.MAX_VALUE, 13));
        frame.release();
    }

    @Test
    void takesNoMoreThanTheBrokerReads() {
        FlowBatch batch = new FlowBatch(5, new Flow.Entry(0, 1, 0));
        for (int id = 1; id < Flow.Entry.MAX_COUNT; id++) {
            assertThat(batch.tryAdd(new Flow.Entry(id, 1, 0))).isTrue();
        }

        assertThat(batch.tryAdd(new Flow.Entry(-1, 1, 0))).isFalse();
        Frame frame = batch.toFrame();

        assertThat(Flow.Entry.decode(frame.body())).hasSize(Flow.Entry.MAX_COUNT);
        frame.release();
    }
}
