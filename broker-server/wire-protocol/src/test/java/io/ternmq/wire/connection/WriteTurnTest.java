package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** One writes at a time, and what a caller leaves is the event loop's. */
class WriteTurnTest {
    private final WriteTurn turn = new WriteTurn();

    @Test
    void aCallersTurnIsNobodyElsesUntilItEnds() {
        assertThat(turn.byCaller()).isTrue();

        assertThat(turn.byCaller()).isFalse();
        assertThat(turn.byLoop()).isFalse();
        assertThat(turn.isLoops()).isFalse();
        turn.free();
        assertThat(turn.byLoop()).isTrue();
    }

    @Test
    void theEventLoopKeepsItsTurn() {
        assertThat(turn.byLoop()).isTrue();

        assertThat(turn.byLoop()).isTrue();
        assertThat(turn.isLoops()).isTrue();
        assertThat(turn.byCaller()).isFalse();
        turn.free();
        assertThat(turn.byCaller()).isTrue();
    }

    @Test
    void whatACallerLeavesIsTakenOnce() {
        ByteBuf left = Unpooled.wrappedBuffer(new byte[3]);
        turn.byCaller();
        assertThat(turn.takeLeft()).isNull();

        turn.handOver(left);

        assertThat(turn.isLoops()).isTrue();
        assertThat(turn.byCaller()).isFalse();
        assertThat(turn.hasLeft()).isTrue();
        assertThat(turn.takeLeft()).isSameAs(left);
        assertThat(turn.hasLeft()).isFalse();
        assertThat(turn.takeLeft()).isNull();
    }
}
