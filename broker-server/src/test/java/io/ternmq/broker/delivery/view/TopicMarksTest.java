package io.ternmq.broker.delivery.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.delivery.lease.EntryMarks;
import io.ternmq.broker.engine.StateChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopicMarksTest {

    private static final int MAX_CHUNK_BYTES = 256 << 10;

    @Test
    void restoresMarksThatAreLargerThanAChunk() {
        TopicMarks marks = new TopicMarks();
        apply(marks, TopicMarks.trim("a", 2, 5));
        apply(marks, TopicMarks.trim("b", 0, 0));
        Random random = new Random(1);
        for (long offset = 0; offset < 300_000; offset++) {
            marks.of("b", 0).add(offset, random.nextInt(10), random.nextBoolean());
        }

        List<byte[]> chunks = snapshot(marks);
        TopicMarks restored = new TopicMarks();
        chunks.forEach(chunk -> restored.restore(ByteBuffer.wrap(chunk)));

        assertThat(chunks).hasSizeGreaterThan(3).allMatch(chunk -> chunk.length < MAX_CHUNK_BYTES);
        assertThat(restored.of("b", 0)).isEqualTo(marks.of("b", 0)).hasSameHashCodeAs(marks.of("b", 0));
        assertThat(restored.of("a", 2).trimmedBelow()).isEqualTo(5);
        assertThat(restored.of("a", 1)).isSameAs(EntryMarks.NONE);
        assertThat(snapshot(restored)).usingRecursiveComparison().isEqualTo(chunks);
    }

    @Test
    void looksCloselyAtEverythingThatItHasForgotten() {
        TopicMarks marks = new TopicMarks();
        apply(marks, TopicMarks.trim("t", 0, 0));
        marks.of("t", 0).add(3, 9, false);
        marks.of("t", 0).add(4, 4, true);
        marks.of("t", 0).add(7, 0, true);

        apply(marks, TopicMarks.trim("t", 0, 5));

        assertThat(marks.of("t", 0).priority(3)).isEqualTo(4);
        assertThat(marks.of("t", 0).isDetailed(3)).isTrue();
        assertThat(marks.of("t", 0).isDetailed(5)).isFalse();
        assertThat(marks.of("t", 0).isDetailed(7)).isTrue();
        assertThat(marks.of("t", 0).priority(7)).isZero();
        assertThat(marks.of("t", 0).first()).isEqualTo(7);
    }

    private static void apply(TopicMarks marks, StateChange change) {
        marks.apply(change.type(), ByteBuffer.wrap(change.payload()));
    }

    private static List<byte[]> snapshot(TopicMarks marks) {
        List<byte[]> chunks = new ArrayList<>();
        marks.snapshot(chunks::add);
        return chunks;
    }
}
