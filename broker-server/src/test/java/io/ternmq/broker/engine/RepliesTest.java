package io.ternmq.broker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class RepliesTest {
    private final Replies replies = new Replies();
    private final List<Long> answered = new ArrayList<>();

    @Test
    void answersInOrderWhatIsDurable() {
        waitFor(10);
        waitFor(20);
        waitFor(30);

        assertThat(replies.onProgress(20)).isTrue();
        assertThat(answered).containsExactly(10L, 20L);
        assertThat(replies.isWaiting()).isTrue();
        assertThat(replies.onProgress(20)).as("answered with nothing new on the disk").isFalse();
    }

    @Test
    void countsHowManyWaitForOneForce() {
        for (int force = 0; force < 100; force++) {
            for (int client = 0; client < 8; client++) {
                waitFor(force);
            }
            replies.onProgress(force);
        }
        assertThat(replies.averagePerForce()).isCloseTo(8, within(0.1));

        for (int force = 100; force < 200; force++) {
            replies.onProgress(force);
        }
        assertThat(replies.averagePerForce()).as("after forces that nobody waited for").isCloseTo(8, within(0.1));

        for (int force = 200; force < 300; force++) {
            waitFor(force);
            replies.onProgress(force);
        }
        assertThat(replies.averagePerForce()).isCloseTo(1, within(0.1));
    }

    private void waitFor(long position) {
        replies.add(Durability.DURABLE, position, new Completion() {
            @Override
            public void onComplete() {
                answered.add(position);
            }

            @Override
            public void onAborted(Throwable cause) {
                throw new AssertionError(cause);
            }

            @Override
            public Executor executor() {
                return Runnable::run;
            }
        });
    }
}
