package io.ternmq.wire.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.wire.message.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProducerMarkTest {

    @Test
    void keepsProducerAndSequence() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            long producerId = i == 0 ? -1 : random.nextLong();
            long sequence = i == 0 ? ProducerMark.MAX_SEQUENCE : 1 + (random.nextLong() & ProducerMark.MAX_SEQUENCE - 1);
            String text = ProducerMark.of(producerId, sequence);
            byte[] bytes = (text + "a\u0001b\u0002").getBytes(StandardCharsets.UTF_8);

            assertThat(text).hasSize(ProducerMark.LENGTH);
            assertThat(ProducerMark.isClaimed(text)).isTrue();
            assertThat(ProducerMark.isMarked(bytes, bytes.length)).isTrue();
            assertThat(ProducerMark.producerId(bytes)).isEqualTo(producerId);
            assertThat(ProducerMark.sequence(bytes)).isEqualTo(sequence);
            assertThat(MessageProperties.decode(text)).containsOnlyKeys(ProducerMark.PROPERTY);
        }
    }

    @Test
    void knowsWhatIsNoMark() {
        byte[] mark = ProducerMark.of(5, 6).getBytes(StandardCharsets.UTF_8);
        assertThat(ProducerMark.isMarked(mark, mark.length - 1)).isFalse();
        for (int i = 0; i < mark.length; i++) {
            byte[] other = mark.clone();
            other[i] = 3;
            assertThat(ProducerMark.isMarked(other, other.length)).as("byte %d", i).isFalse();
            other[i] = -3;
            assertThat(ProducerMark.isMarked(other, other.length)).as("byte %d", i).isFalse();
        }
        assertThat(ProducerMark.isMarked(new byte[0], 0)).isFalse();
        assertThat(ProducerMark.isClaimed("TERN_PX\u0001b")).isFalse();
        assertThatThrownBy(() -> ProducerMark.of(1, 0)).isInstanceOf(BadBlockException.class);
        assertThatThrownBy(() -> ProducerMark.of(1, ProducerMark.MAX_SEQUENCE + 1)).isInstanceOf(BadBlockException.class);
    }
}
