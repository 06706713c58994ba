package io.ternmq.wire.connection;

import static io.netty.channel.SelectStrategy.CONTINUE;
import static io.netty.channel.SelectStrategy.SELECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When an event loop looks for more before it sleeps. */
@Timeout(30)
class PatientSelectTest {
    private final AtomicLong nowNs = new AtomicLong(5);
    private final PatientSelect select = new PatientSelect(nowNs::get);

    private int look() throws Exception {
        return select.calculateStrategy(() -> 0, false);
    }

    private int find(int ready) throws Exception {
        return select.calculateStrategy(() -> ready, false);
    }

    /** One answer after which nothing comes in time; whether it looked for more. */
    private boolean looksInVain() throws Exception {
        select.onServed();
        boolean hasLooked = look() == CONTINUE;
        nowNs.addAndGet(PatientSelect.PATIENCE_NS);
        assertThat(look()).isEqualTo(SELECT);
        return hasLooked;
    }

    /** One answer after which the next request comes soon; whether it looked for it. */
    private boolean looksWithSuccess() throws Exception {
        select.onServed();
        boolean hasLooked = look() == CONTINUE;
        assertThat(find(1)).isEqualTo(1);
        return hasLooked;
    }

    @Test
    void sleepsAtOnceWhenItHasAnsweredNobody() throws Exception {
        assertThat(look()).isEqualTo(SELECT);
        assertThat(find(2)).isEqualTo(2);
        assertThat(look()).isEqualTo(SELECT);
    }

    @Test
    void looksForAWhileOnceItHasAnswered() throws Exception {
        select.onServed();
        assertThat(look()).isEqualTo(CONTINUE);
        nowNs.addAndGet(PatientSelect.PATIENCE_NS - 1);
        assertThat(look()).isEqualTo(CONTINUE);
        nowNs.incrementAndGet();
        assertThat(look()).isEqualTo(SELECT);
        assertThat(look()).as("after it has slept").isEqualTo(SELECT);
    }

    @Test
    void stopsLookingForInputAndForTasks() throws Exception {
        select.onServed();
        assertThat(look()).isEqualTo(CONTINUE);
        assertThat(find(3)).isEqualTo(3);
        assertThat(look()).isEqualTo(SELECT);

        select.onServed();
        assertThat(look()).isEqualTo(CONTINUE);
        assertThat(select.calculateStrategy(() -> 0, true)).as("with a task").isZero();
        assertThat(look()).isEqualTo(SELECT);
    }

    @Test
    void looksRarelyWhileThatIsInVain() throws Exception {
        while (looksInVain()) {
            assertThat(nowNs.get()).as("soon").isLessThan(100 * PatientSelect.PATIENCE_NS);
        }
        int looks = 0;
        for (int i = 0; i < 10 * PatientSelect.RARELY; i++) {
            looks += looksInVain() ? 1 : 0;
        }
        assertThat(looks).isEqualTo(10);
    }

    @Test
    void looksAlwaysAgainOnceThatIsWorthwhileAgain() throws Exception {
        for (int i = 0; i < 100; i++) {
            looksInVain();
        }
        for (int i = 0; i < 20 * PatientSelect.RARELY; i++) {
            looksWithSuccess();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(looksWithSuccess()).isTrue();
        }
    }

    @Test
    void anEventLoopLooksForMoreAfterABurstOfReadingThatDidSomethingAtItsEnd() throws Exception {
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var executor = Executors.newSingleThreadExecutor();
        // Its time stands still: once it looks for more, it does so until there is some.
        var loop = new PatientEventLoop(group, executor, select);
        try {
            var burst = new ReadBurst(loop);
            loop.submit(() -> {
                burst.begin();
                burst.end();
                assertThat(look()).as("a burst that left nothing to do").isEqualTo(SELECT);
                burst.begin();
                burst.execute(() -> { });
                burst.end();
                assertThat(look()).as("a burst that put something off").isEqualTo(CONTINUE);
                return null;
            }).get();
        } finally {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
            executor.shutdown();
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }
}
