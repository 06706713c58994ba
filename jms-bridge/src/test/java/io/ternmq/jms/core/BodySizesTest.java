package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

/** How much may wait for the application by its size. */
class BodySizesTest {
    private final BodySizes sizes = new BodySizes(1000);

    private void deliver(int count, int bytes) {
        sizes.onDelivered(Collections.nCopies(count, new InboundMessage(null, "ID", null, null, new byte[bytes], 1)));
    }

    @Test
    void leavesTheNumberToOthersUntilSomethingHasCome() {
        assertThat(sizes.atMost(256)).isEqualTo(256);
        deliver(3, 0);
        assertThat(sizes.atMost(256)).isEqualTo(256);
    }

    @Test
    void leavesRoomForSoManyOfThatSize() {
        deliver(2, 100);
        assertThat(sizes.atMost(256)).isEqualTo(10);
        assertThat(sizes.atMost(4)).isEqualTo(4);
    }

    @Test
    void oneThatIsLargerThanAllMayCome() {
        deliver(1, 5000);
        assertThat(sizes.atMost(256)).isEqualTo(1);
    }

    @Test
    void heedsALargeOneAtOnceAndForgetsItSlowly() {
        deliver(100, 1);
        deliver(1, 500);
        assertThat(sizes.atMost(256)).isEqualTo(2);
        deliver(1, 1);
        assertThat(sizes.atMost(256)).isEqualTo(2);
        deliver(30, 1);
        assertThat(sizes.atMost(256)).isGreaterThan(100);
    }
}
