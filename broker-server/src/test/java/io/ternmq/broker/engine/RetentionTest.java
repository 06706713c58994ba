package io.ternmq.broker.engine;

import static io.ternmq.broker.engine.TestEngine.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.store.StorePaths;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.retention.RetentionPolicy;
import io.ternmq.broker.store.retention.RetentionPolicy.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final int SEGMENT = 1 << 20;
    /** Of an index file: few, so that retention deletes some. */
    private static final int ENTRIES = 100;
    private static final Disk ROOMY = new Disk(100, 50);
    private static final Disk CROWDED = new Disk(100, 20);

    @TempDir
    Path folder;

    private final AtomicReference<Disk> disk = new AtomicReference<>(ROOMY);
    private final AtomicLong pinned = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong toCopy = new AtomicLong();

    @Test
    void deletesTheOldestSegmentsWhenTheDiskFillsAndMovesTheQueuesMinimum() {
        try (TestEngine engine = engine()) {
            fill(engine);
            QueueIndex queue = engine.store.indexes().get("T", 0);
            disk.set(CROWDED);

            await("the first segments to go").until(() -> check(engine) && engine.store.log().minPosition() > SEGMENT);
            await("the queue's minimum to move").until(() -> queue.minOffset() > 0);
            assertThat(engine.bodies("T", 0)).hasSize((int) (queue.maxOffset() - queue.minOffset()));
        }
    }

    @Test
    void keepsWhatSomebodyIsOwed() {
        pinned.set(SEGMENT + 10);
        try (TestEngine engine = engine()) {
            fill(engine);
            disk.set(CROWDED);

            await("the unpinned segment to go").until(() -> check(engine) && engine.store.log().minPosition() == SEGMENT);
            check(engine);
            assertThat(engine.store.log().minPosition()).isEqualTo(SEGMENT);
        }
    }

    @Test
    void startsAgainAfterOldSegmentsWereDeleted() {
        List<String> left;
        try (TestEngine engine = engine()) {
            left = deleteTheOldest(engine);
        }

        try (TestEngine engine = engine()) {
            assertThat(engine.bodies("T", 0)).isEqualTo(left);
        }
    }

    @Test
    void startsAgainAfterAKillBehindTheDeletionOfIndexFiles() throws IOException {
        List<String> left;
        Path killed = folder.resolve("killed");
        try (TestEngine engine = engine(folder.resolve("store"), ENTRIES)) {
            left = deleteTheOldest(engine);
            TestEngine.copyOf(folder.resolve("store"), killed);
        }

        try (TestEngine engine = engine(killed, ENTRIES)) {
            assertThat(engine.bodies("T", 0)).isEqualTo(left);
        }
    }

    @Test
    void refusesSendsWhileTheDiskIsFull() {
        try (TestEngine engine = engine()) {
            disk.set(new Disk(100, 0));
            check(engine);

            assertThatThrownBy(() -> engine.append(message("T", 0, "no room", null), Durability.APPENDED))
                    .hasMessageContaining("the disk is full");

            disk.set(ROOMY);
            check(engine);
            engine.append(message("T", 0, "room", null), Durability.APPENDED);
        }
    }

    @Test
    void keepsRoomForWhatIsToBeCopied() {
        try (TestEngine engine = engine()) {
            toCopy.set(49);
            check(engine);
            engine.append(message("T", 0, "room", null), Durability.APPENDED);

            toCopy.set(50);
            check(engine);
            assertThatThrownBy(() -> engine.append(message("T", 0, "no room", null), Durability.APPENDED))
                    .hasMessageContaining("50 bytes left, 1 are kept free, and 50 for what transactions have sent");
            TestEngine.await(engine.engine.call(context -> {
                context.requireRoomToCopy();
                return null;
            }));

            disk.set(new Disk(100, 0));
            check(engine);
            assertThatThrownBy(() -> TestEngine.await(engine.engine.call(context -> {
                context.requireRoomToCopy();
                return null;
            }))).hasMessageContaining("the disk is full");
        }
    }

    @Test
    void deletesByAgeOnlyInItsHours() {
        RetentionPolicy policy = new RetentionPolicy(List.of(4), 1000, 75, 1, ZoneOffset.UTC);
        long fourOClock = 4 * 3_600_000L;

        assertThat(policy.isDeletable(fourOClock - 1001, fourOClock, ROOMY)).isTrue();
        assertThat(policy.isDeletable(fourOClock - 999, fourOClock, ROOMY)).isFalse();
        assertThat(policy.isDeletable(0, fourOClock + 3_600_000, ROOMY)).isFalse();
    }

    private TestEngine engine() {
        return engine(folder.resolve("store"), 300_000);
    }

    private TestEngine engine(Path root, int entriesPerFile) {
        StorePaths paths = StorePaths.below(root, SEGMENT);
        StorePaths withFiles = new StorePaths(root, paths.commitLog(), paths.consumeQueue(), paths.checkpoint(), paths.abort(), SEGMENT,
                entriesPerFile, paths.maxRecordLength());
        RetentionPolicy policy = new RetentionPolicy(List.of(), Long.MAX_VALUE, 75, 1, ZoneOffset.UTC);
        return new TestEngine(withFiles,
                made -> new Retention(made.store, policy, List.of(pinned::get), List.of(), toCopy::get, disk::get));
    }

    /** Fills the disk until segments are deleted, and gives what is left. */
    private List<String> deleteTheOldest(TestEngine engine) {
        fill(engine);
        disk.set(CROWDED);
        await("the first segments to go").until(() -> check(engine) && engine.store.log().minPosition() > SEGMENT);
        disk.set(ROOMY);
        check(engine);
        return engine.bodies("T", 0);
    }

    private static void fill(TestEngine engine) {
        for (int i = 0; i < 5000; i++) {
            engine.engine.call(context -> context.append(message("T", 0, "x".repeat(1000), null), Durability.APPENDED));
            if (i % 1000 == 0) {
                TestEngine.await(engine.engine.call(EngineContext::nowMs));
            }
        }
        engine.append(message("T", 0, "last", null), Durability.DURABLE);
        // Segments before the newest usable snapshot are deletable once the index writer has noted it.
        await("a snapshot to become usable")
                .until(() -> TestEngine.await(engine.engine.call(EngineContext::recoveryPosition)) > 2 * SEGMENT);
    }

    private static boolean check(TestEngine engine) {
        engine.nowMs.addAndGet(20_000);
        for (int i = 0; i < 3; i++) {
            TestEngine.await(engine.engine.call(EngineContext::nowMs));
        }
        return true;
    }
}
