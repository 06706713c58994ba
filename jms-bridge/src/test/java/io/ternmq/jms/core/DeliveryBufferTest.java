package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryBufferTest {
    private final DeliveryBuffer buffer = new DeliveryBuffer();

    private static Delivery delivery(long sequence, int priority) {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, true, priority, 0, 0, 0, JmsHeader.Correlation.NONE, null, null, null,
            null);
        return new Delivery(null, 1, sequence, new InboundMessage(new TernQueue("q"), null, header, Map.of(), new byte[0], 1), false);
    }

    private List<Long> poll(int count) {
        List<Long> sequences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sequences.add(buffer.poll().sequence());
        }
        return sequences;
    }

    @Test
    void handsOutHigherPrioritiesFirstAndKeepsTheOrderWithinOne() {
        buffer.add(delivery(1, 4));
        buffer.add(delivery(2, 0));
        buffer.add(delivery(3, 9));
        buffer.add(delivery(4, 4));
        buffer.add(delivery(5, 9));

        assertThat(poll(5)).containsExactly(3L, 5L, 1L, 4L, 2L);
        assertThat(buffer.isEmpty()).isTrue();
        assertThat(buffer.poll()).isNull();
    }

    @Test
    void putsNothingInFrontOfWhatWasPutBack() {
        buffer.add(delivery(1, 4));
        buffer.add(delivery(2, 4));
        Delivery first = buffer.poll();
        Delivery second = buffer.poll();
        buffer.addFirst(second);
        buffer.addFirst(first);

        buffer.add(delivery(3, 9));

        assertThat(poll(3)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void givesUpEverythingBySequence() {
        buffer.add(delivery(1, 4));
        buffer.add(delivery(2, 9));
        buffer.add(delivery(3, 0));
        buffer.addFirst(buffer.poll());

        assertThat(buffer.takeIf(delivery -> true)).extracting(Delivery::sequence).containsExactly(1L, 2L, 3L);
        assertThat(buffer.size()).isZero();
    }

    @Test
    void givesUpSomeAndKeepsTheOrderOfTheRest() {
        for (int sequence = 1; sequence <= 6; sequence++) {
            buffer.add(delivery(sequence, sequence % 2));
        }

        assertThat(buffer.takeIf(delivery -> delivery.sequence() > 4)).extracting(Delivery::sequence).containsExactly(5L, 6L);
        assertThat(buffer.size()).isEqualTo(4);
        assertThat(poll(4)).containsExactly(1L, 3L, 2L, 4L);
    }
}
