package io.ternmq.broker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.store.log.CommitLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jctools.queues.MpscArrayQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every task that was taken in is run or failed, and one that breaks harms nobody else. */
class SubmittedTasksTest {
    private static final int CAPACITY = 8;
    private static final int MAX_BATCH_BYTES = 100;

    @TempDir
    private Path folder;
    private CommitLog log;
    private SubmittedTasks tasks;
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void open() {
        log = CommitLog.open(folder, 1 << 16, 1 << 12);
        log.roll();
        tasks = new SubmittedTasks(new MpscArrayQueue<>(CAPACITY), log, MAX_BATCH_BYTES);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private EngineTask task(String name, int weightBytes, Runnable work) {
        return new EngineTask() {
            @Override
            public void run(EngineContext engine) {
                events.add(name);
                work.run();
            }

            @Override
            public void onFailed(Throwable cause) {
                events.add(name + ": " + cause.getMessage());
            }

            @Override
            public int weightBytes() {
                return weightBytes;
            }
        };
    }

    private EngineTask task(String name, int weightBytes) {
        return task(name, weightBytes, () -> { });
    }

    @Test
    void runsABatchInOrderUntilItWeighsEnough() {
        tasks.offer(task("1", 60));
        tasks.offer(task("2", 60));
        tasks.offer(task("3", 60));

        assertThat(tasks.run(null)).isEqualTo(2);

        assertThat(events).containsExactly("1", "2");
        assertThat(tasks.size()).isEqualTo(1);
        assertThat(tasks.run(null)).isEqualTo(1);
        assertThat(tasks.isEmpty()).isTrue();
        assertThat(tasks.run(null)).isZero();
    }

    @Test
    void refusesMoreThanThereIsRoomFor() {
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(tasks.offer(task("" + i, 0))).isTrue();
        }

        assertThat(tasks.offer(task("more", 0))).isFalse();
        assertThat(tasks.run(null)).isEqualTo(CAPACITY);
        assertThat(events).doesNotContain("more");
    }

    @Test
    void aTaskThatBreaksBeforeItLogsHarmsOnlyItsSender() {
        tasks.offer(task("1", 0, () -> {
            throw new IllegalArgumentException("broken");
        }));
        tasks.offer(task("2", 0));

        tasks.run(null);

        assertThat(events).containsExactly("1", "1: broken", "2");
    }

    @Test
    void aTaskThatBreaksAfterItLoggedEndsTheBatch() {
        tasks.offer(task("1", 0, () -> {
            log.reserve(64);
            throw new IllegalArgumentException("broken");
        }));
        tasks.offer(task("2", 0));

        assertThatThrownBy(() -> tasks.run(null)).hasMessage("broken");

        assertThat(events).containsExactly("1", "1: broken");
    }

    @Test
    void failsWhatIsLeftAndWhatComesAfterTheEnd() {
        tasks.offer(task("left", 0));

        tasks.end(new IllegalStateException("ended"));
        tasks.failLeft();

        assertThat(tasks.offer(task("late", 0))).isTrue();
        assertThat(events).containsExactly("left: ended", "late: ended");
        assertThat(tasks.isEmpty()).isTrue();
    }
}
