package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is put off during a burst of reading, and what is not. */
@Timeout(30)
class ReadBurstTest {
    private final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final ReadBurst burst = new ReadBurst(eventLoop);
    private final List<String> done = new ArrayList<>();
    private final Runnable first = () -> done.add("first");
    private final Runnable second = () -> done.add("second");

    @AfterEach
    void close() {
        eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private void onEventLoop(Runnable test) throws Exception {
        eventLoop.submit(test).get();
    }

    @Test
    void runsOneOfEqualActionsAtTheEnd() throws Exception {
        onEventLoop(() -> {
            burst.begin();
            burst.execute(first);
            burst.begin();
            burst.execute(first);
            assertThat(done).isEmpty();

            burst.end();

            assertThat(done).containsExactly("first");
        });
    }

    @Test
    void runsADifferentActionAtOnce() throws Exception {
        onEventLoop(() -> {
            burst.begin();
            burst.execute(first);

            burst.execute(second);

            assertThat(done).containsExactly("second");
            burst.end();
            assertThat(done).containsExactly("second", "first");
        });
    }

    @Test
    void runsAtOnceWhenNothingIsRead() throws Exception {
        onEventLoop(() -> {
            burst.execute(first);
            assertThat(done).containsExactly("first");

            burst.begin();
            burst.end();
            burst.execute(second);

            assertThat(done).containsExactly("first", "second");
        });
    }

    @Test
    void whatIsAskedForByThePutOffActionIsNotPutOffAgain() throws Exception {
        onEventLoop(() -> {
            burst.begin();
            burst.execute(() -> burst.execute(first));

            burst.end();

            assertThat(done).containsExactly("first");
        });
    }

    @Test
    void runsAtOnceOnAnotherThread() throws Exception {
        onEventLoop(burst::begin);

        burst.execute(first);

        assertThat(done).containsExactly("first");
    }
}
