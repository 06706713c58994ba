package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When an event loop looks for more before it sleeps. */
@Timeout(60)
class PatienceTest {
    private static final long PATIENCE_US = 70;
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);

    private final AtomicLong nowNs = new AtomicLong(5);
    private final AtomicLong looks = new AtomicLong();
    private final Executor threads = new ThreadPerTaskExecutor(new DefaultThreadFactory("patience-test", true));
    private final Patience patience = new Patience(PATIENCE_US, () -> {
        looks.incrementAndGet();
        return nowNs.get();
    });

    private void passTime(long ns) {
        nowNs.addAndGet(ns);
    }

    /** One answer after which nothing comes in time; whether it looked for more. */
    private boolean looksInVain() {
        patience.onServed();
        boolean hasLooked = patience.looksAgain();
        passTime(PATIENCE_US * 1000);
        assertThat(patience.looksAgain()).isFalse();
        return hasLooked;
    }

    /** One answer after which the next request comes soon; whether it looked for it. */
    private boolean looksWithSuccess() {
        patience.onServed();
        boolean hasLooked = patience.looksAgain();
        patience.onFound();
        return hasLooked;
    }

    @Test
    void sleepsAtOnceWhenNobodyWasServed() {
        assertThat(patience.looksAgain()).isFalse();
        patience.onFound();
        assertThat(patience.looksAgain()).isFalse();
    }

    @Test
    void looksForAWhileOnceSomebodyWasServed() {
        patience.onServed();
        assertThat(patience.looksAgain()).isTrue();
        passTime(PATIENCE_US * 1000 - 1);
        assertThat(patience.looksAgain()).isTrue();
        passTime(1);
        assertThat(patience.looksAgain()).isFalse();
        assertThat(patience.looksAgain()).as("after it has slept").isFalse();
    }

    @Test
    void doesNotLookOnAfterWhatItHasFound() {
        patience.onServed();
        assertThat(patience.looksAgain()).isTrue();
        patience.onFound();
        assertThat(patience.looksAgain()).isFalse();
    }

    @Test
    void givesWhoIsServedMeanwhileTheWholeTime() {
        patience.onServed();
        assertThat(patience.looksAgain()).isTrue();
        passTime(PATIENCE_US * 1000);
        patience.onServed();
        assertThat(patience.looksAgain()).isTrue();
    }

    @Test
    void looksRarelyWhileThatIsInVain() {
        for (int i = 0; looksInVain(); i++) {
            assertThat(i).as("times in vain").isLessThan(20);
        }
        int count = 0;
        for (int i = 0; i < 10 * Patience.RARELY; i++) {
            count += looksInVain() ? 1 : 0;
        }
        assertThat(count).isEqualTo(10);
    }

    @Test
    void looksAlwaysAgainOnceThatIsWorthwhile() {
        for (int i = 0; i < 100; i++) {
            looksInVain();
        }
        for (int i = 0; i < 20 * Patience.RARELY; i++) {
            looksWithSuccess();
        }
        for (int i = 0; i < 2 * Patience.RARELY; i++) {
            assertThat(looksWithSuccess()).isTrue();
        }
    }

    @Test
    void aServersEventLoopLooksForMoreAfterABurstOfReadingThatDidSomethingAtItsEnd() throws Exception {
        PatientEventLoop loop = new PatientEventLoop(null, threads, patience);
        try {
            var burst = new ReadBurst(loop);
            loop.submit(() -> {
                burst.begin();
                burst.end();
            }).get();
            assertThat(looks).as("looks after a burst that left nothing to do").hasValue(0);

            loop.submit(() -> {
                burst.begin();
                burst.execute(() -> { });
                burst.end();
            }).get();
            awaitLooks();

            // A task ends the search, and the loop sleeps.
            loop.submit(() -> { }).get();
            long before = looks.get();
            loop.submit(() -> { }).get();
            assertThat(looks).as("looks after it was found").hasValue(before);
        } finally {
            end(loop);
        }
    }

    @Test
    void aLeaderLooksForMoreAfterItHasServedAnotherThread() throws Exception {
        SharedEventLoop loop = new SharedEventLoop(null, threads, patience);
        AtomicBoolean isOver = new AtomicBoolean();
        Thread served = new Thread(() -> { });
        try {
            threads.execute(() -> loop.await(isOver::get, LONG_NS));
            // By the driver, which stands back then.
            loop.execute(() -> loop.wake(served));
            awaitLooks();
            assertThat(loop.select().isSleeping()).isFalse();

            passTime(PATIENCE_US * 1000);

            await("the leader sleeps").atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> loop.select().isSleeping());
        } finally {
            isOver.set(true);
            end(loop);
        }
    }

    private void awaitLooks() {
        await("it looks again and again").atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.MILLISECONDS).until(() -> looks.get() > 100);
    }

    private static void end(EventLoop loop) throws InterruptedException {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(20, TimeUnit.SECONDS);
    }
}
