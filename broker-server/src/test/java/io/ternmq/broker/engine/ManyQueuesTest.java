package io.ternmq.broker.engine;

import static io.ternmq.broker.engine.TestEngine.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Idle queues cost next to nothing, however many there are. */
class ManyQueuesTest {
    private static final int QUEUES = 2_000;
    private static final int SEGMENT = 8 << 20;

    @TempDir
    Path folder;

    @Test
    void keepsEveryMessageOverARestartThatForcesNoIndexes() {
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            fill(engine);
        }
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            for (int queue = 0; queue < QUEUES; queue++) {
                assertThat(engine.bodies("T", queue)).containsExactly("m" + queue);
            }
        }
    }

    @Test
    void mapsNoFileWhenRetentionAsksEveryQueue() throws IOException {
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            fill(engine);
        }
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            TestEngine.await(engine.engine.call(context -> {
                engine.store.indexes().forEach(queue -> queue.trimToLog(1));
                return null;
            }));
            assertThat(mappedIndexFiles()).isZero();
            assertThat(engine.bodies("T", QUEUES - 1)).containsExactly("m" + (QUEUES - 1));
        }
    }

    private void fill(TestEngine engine) {
        CompletableFuture<Appended> last = null;
        for (int queue = 0; queue < QUEUES; queue++) {
            int id = queue;
            last = engine.engine.call(context -> context.append(message("T", id, "m" + id, null), Durability.APPENDED));
        }
        TestEngine.await(last);
    }

    // Only where the system tells; elsewhere this test says nothing.
    private long mappedIndexFiles() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.filter(line -> line.contains(folder.resolve("consumequeue").toString())).count();
        }
    }
}
