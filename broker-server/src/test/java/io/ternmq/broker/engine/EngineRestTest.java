package io.ternmq.broker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.store.StorePaths;
import io.ternmq.broker.store.log.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who runs the tasks of an engine that sleeps. */
@Timeout(60)
class EngineRestTest {
    private TestEngine engine;
    /** When the hook has something to do; on the engine's turn. */
    private volatile long timerMs = Long.MAX_VALUE;
    private final CompletableFuture<String> timerThread = new CompletableFuture<>();

    @BeforeEach
    void open(@TempDir Path folder) {
        engine = new TestEngine(StorePaths.below(folder, 1 << 20), made -> new EngineHook() {
            @Override
            public long nextTimerMs() {
                return timerMs;
            }

            @Override
            public void onTimer(EngineContext context) {
                timerMs = Long.MAX_VALUE;
                timerThread.complete(Thread.currentThread().getName());
            }
        });
        TestEngine.await(engine.engine.call(EngineContext::nowMs));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static <T> EngineCall<T> call(Function<EngineContext, T> work) {
        return new EngineCall<>(work, Durability.APPENDED);
    }

    /** Submits when the engine sleeps, and runs what is put off. */
    private <T> CompletableFuture<T> help(Function<EngineContext, T> work) {
        EngineCall<T> call = call(work);
        awaitSleep();
        assertThat(engine.engine.submit(call, Runnable::run)).isTrue();
        return call.result();
    }

    private void awaitSleep() {
        await("the engine sleeps").atMost(10, TimeUnit.SECONDS).until(() -> engine.engine.isSleeping());
    }

    private static String here() {
        return Thread.currentThread().getName();
    }

    @Test
    void whoBringsATaskToASleepingEngineRunsIt() {
        CompletableFuture<String> ran = help(context -> here());

        assertThat(TestEngine.await(ran)).isEqualTo(here());
        assertThat(engine.engine.isSleeping()).isTrue();
    }

    @Test
    void whatIsLoggedByAHelperIsThereAndDurable() {
        EngineCall<Appended> send = new EngineCall<>(context -> context.append(TestEngine.message("T", 0, "hello", ""), Durability.DURABLE),
            Durability.DURABLE);
        awaitSleep();
        engine.engine.submit(send, Runnable::run);

        Appended appended = TestEngine.await(send.result());

        assertThat(engine.engine.durablePosition()).isGreaterThan(appended.position());
    }

    @Test
    void manyTasksAreTheEngines() {
        List<EngineCall<String>> calls = new ArrayList<>();
        List<Runnable> putOff = new ArrayList<>();
        awaitSleep();
        for (int i = 0; i <= EngineRest.MAX_HELPED_TASKS; i++) {
            calls.add(call(context -> here()));
            engine.engine.submit(calls.get(i), putOff::add);
        }

        calls.forEach(call -> assertThat(TestEngine.await(call.result())).isEqualTo("engine"));
        assertThat(putOff).as("put off while they were few").isNotEmpty();
    }

    @Test
    void helperThatIsAskedToHelpInsideItsRoundDoesNot() {
        AtomicReference<CompletableFuture<String>> inner = new AtomicReference<>();
        CompletableFuture<Boolean> ran = help(context -> {
            EngineCall<String> nested = call(inside -> here());
            engine.engine.submit(nested, Runnable::run);
            inner.set(nested.result());
            return nested.result().isDone();
        });

        assertThat(TestEngine.await(ran)).as("a round inside a round").isFalse();
        assertThat(TestEngine.await(inner.get())).isIn("engine", here());
    }

    @Test
    void timerThatAHelperMadeDueIsSeenTo() {
        help(context -> {
            timerMs = context.nowMs();
            return null;
        });

        assertThat(TestEngine.await(timerThread)).isIn("engine", here());
    }

    /** A sleeper that would not wake for an hour. */
    @Test
    void sleeperIsWokenWhenAHelperSetsATimerThatIsSooner() {
        Queue<String> tasks = new ConcurrentLinkedQueue<>();
        AtomicLong timer = new AtomicLong(Long.MAX_VALUE);
        AtomicReference<EngineRest> rest = new AtomicReference<>();
        CountDownLatch isAwake = new CountDownLatch(1);
        Thread sleeper = new Thread(() -> {
            rest.get().round();
            rest.get().sleep(() -> false);
            isAwake.countDown();
        });
        rest.set(new EngineRest(sleeper, tasks, () -> tasks.poll() != null && timer.getAndSet(5_000) == 0, timer::get, () -> 0, 3_600_000));
        sleeper.start();
        await("the sleeper sleeps").atMost(10, TimeUnit.SECONDS).until(() -> sleeper.getState() == Thread.State.TIMED_WAITING);

        tasks.add("sets the timer");
        rest.get().help();

        assertThat(tasks).isEmpty();
        await("the sleeper wakes").atMost(10, TimeUnit.SECONDS).until(() -> isAwake.getCount() == 0);
    }

    @Test
    void sleeperSleepsOnWhenAHelperHasDoneEverything() {
        Queue<String> tasks = new ConcurrentLinkedQueue<>();
        AtomicReference<EngineRest> rest = new AtomicReference<>();
        Thread sleeper = new Thread(() -> {
            rest.get().round();
            rest.get().sleep(() -> false);
        });
        rest.set(new EngineRest(sleeper, tasks, () -> tasks.poll() != null, () -> Long.MAX_VALUE, () -> 0, 3_600_000));
        sleeper.start();
        await("the sleeper sleeps").atMost(10, TimeUnit.SECONDS).until(() -> sleeper.getState() == Thread.State.TIMED_WAITING);

        tasks.add("one");
        rest.get().help();

        assertThat(tasks).isEmpty();
        assertThat(rest.get().isSleeping()).isTrue();
        assertThat(sleeper.getState()).isEqualTo(Thread.State.TIMED_WAITING);
        rest.get().wake();
    }

    @Test
    void roundThatBreaksUnderAHelperEndsTheEngine() {
        CompletableFuture<Object> broken = help(context -> {
            throw new StoreException("the disk is gone");
        });

        assertThatThrownBy(() -> TestEngine.await(broken)).hasMessageContaining("the disk is gone");
        await("the engine has failed").atMost(10, TimeUnit.SECONDS).until(() -> engine.failure.get() != null);
        assertThat(engine.failure.get()).isInstanceOf(StoreException.class).hasMessageContaining("the disk is gone");
        assertThat(engine.engine.submit(call(context -> 0), Runnable::run)).isFalse();
    }

    @Test
    void helpersAndTheEngineShareTheWork() throws Exception {
        List<Thread> threads = new ArrayList<>();
        int[] count = new int[1];
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    EngineCall<Integer> call = call(context -> ++count[0]);
                    while (!engine.engine.submit(call, Runnable::run)) {
                        Thread.onSpinWait();
                    }
                    if (i % 100 == 0) {
                        TestEngine.await(call.result());
                    }
                    if (i == 19_999) {
                        synchronized (results) {
                            results.add(call.result());
                        }
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        results.forEach(TestEngine::await);

        int sum = TestEngine.await(engine.engine.call(context -> count[0]));
        assertThat(sum).isEqualTo(60_000);
    }
}
