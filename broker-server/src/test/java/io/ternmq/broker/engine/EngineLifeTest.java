package io.ternmq.broker.engine;

import static io.ternmq.broker.engine.TestEngine.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.store.index.IndexWriter;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However an engine ends: everybody is answered, and the store can be opened again. */
class EngineLifeTest {
    private static final int SEGMENT = 1 << 20;
    private static final int MANY_FILES_SEGMENT = 32 << 20;

    @TempDir
    Path folder;

    @Test
    void answersTheTaskInWhichItFailsAndAllThatWaitBehindIt() throws Exception {
        TestEngine engine = new TestEngine(folder, SEGMENT);
        CountDownLatch isFull = new CountDownLatch(1);
        CompletableFuture<Void> failing = engine.engine.call(context -> {
            awaitLatch(isFull);
            throw new StoreException("the disk is gone");
        });
        List<CompletableFuture<Long>> behind = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            behind.add(engine.engine.call(EngineContext::nowMs));
        }
        isFull.countDown();

        assertThatThrownBy(() -> TestEngine.await(failing)).hasMessageContaining("the disk is gone");
        for (CompletableFuture<Long> call : behind) {
            assertThatThrownBy(() -> TestEngine.await(call)).hasMessageContaining("the disk is gone");
        }
        engine.close();
    }

    @Test
    void answersEverybodyWhoSubmitsWhileItIsClosed() throws Exception {
        for (int round = 0; round < 20; round++) {
            TestEngine engine = new TestEngine(folder.resolve("store" + round), SEGMENT);
            List<CompletableFuture<Long>> calls = new ArrayList<>();
            AtomicBoolean isClosed = new AtomicBoolean();
            CountDownLatch isBusy = new CountDownLatch(100);
            Thread submitter = new Thread(() -> {
                while (!isClosed.get()) {
                    calls.add(engine.engine.call(EngineContext::nowMs));
                    isBusy.countDown();
                }
            });
            submitter.start();
            awaitLatch(isBusy);

            engine.close();

            isClosed.set(true);
            submitter.join();
            for (CompletableFuture<Long> call : calls) {
                assertThat(call.handle((value, error) -> true).get(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void leavesTheStoreUnlockedAfterAFailure() {
        TestEngine engine = new TestEngine(folder, SEGMENT);
        engine.append(message("T", 0, "kept", null), Durability.DURABLE);
        engine.store.log().close();
        assertThatThrownBy(() -> engine.append(message("T", 0, "lost", null), Durability.APPENDED))
                .isInstanceOf(Exception.class);

        engine.close();

        try (TestEngine again = new TestEngine(folder, SEGMENT)) {
            assertThat(again.recovered.wasClean()).isFalse();
            assertThat(again.bodies("T", 0)).containsExactly("kept");
        }
    }

    @Test
    void namesASnapshotOnlyWhenTheIndexWriterMayHaveItsEntries() throws Exception {
        QueueIndexes indexes = QueueIndexes.open(folder.resolve("consumequeue"), 1000);
        SnapshotKeeper keeper = new SnapshotKeeper(folder);
        Visibility visibility = new Visibility(false);
        try (CommitLog log = CommitLog.open(folder.resolve("commitlog"), SEGMENT, SEGMENT)) {
            StateMachine state = new StateMachine(indexes, List.of(), DelayedMessages.NONE);
            Journal journal = new Journal(log, indexes, state, visibility, keeper, EngineSettings.defaults());
            IndexWriter writer = new IndexWriter(indexes, 1000, () -> { }, cause -> { });
            journal.send(message("T", 0, "counted", null), Durability.APPENDED);
            journal.snapshot();
            // A full buffer writes in the middle of a batch, and the log may be forced right then.
            log.write();

            keeper.keepIfDurable(log.writtenPosition(), writer);
            assertThat(folder.resolve("snapshot")).doesNotExist();

            visibility.onWritten();
            keeper.onPublished();
            keeper.keepIfDurable(log.writtenPosition(), writer);
            assertThat(folder.resolve("snapshot")).exists();
            assertThat(Files.readAllBytes(folder.resolve("consumequeue/T/0/%020d".formatted(0)))[11]).isNotZero();
        }
    }

    @Test
    void ratherReplaysSomeLogThanForcesManyIndexFiles() throws Exception {
        QueueIndexes indexes = QueueIndexes.open(folder.resolve("consumequeue"), 1000);
        SnapshotKeeper keeper = new SnapshotKeeper(folder);
        Visibility visibility = new Visibility(false);
        try (CommitLog log = CommitLog.open(folder.resolve("commitlog"), MANY_FILES_SEGMENT, SEGMENT)) {
            StateMachine state = new StateMachine(indexes, List.of(), DelayedMessages.NONE);
            Journal journal = new Journal(log, indexes, state, visibility, keeper, EngineSettings.defaults());
            IndexWriter writer = new IndexWriter(indexes, 1000, () -> { }, cause -> { });
            for (int queue = 0; queue < 200; queue++) {
                journal.send(message("T", queue, "waits", null), Durability.APPENDED);
            }
            journal.snapshot();
            log.write();
            visibility.onWritten();
            keeper.onPublished();
            // The writer takes notice of them.
            writer.flush(false);

            keeper.keepIfWorthwhile(log.writtenPosition(), writer);
            assertThat(folder.resolve("snapshot")).doesNotExist();

            String large = "x".repeat(100_000);
            for (int i = 0; i < 140; i++) {
                journal.send(message("T", 0, large, null), Durability.APPENDED);
                log.write();
            }
            journal.snapshot();
            log.write();
            visibility.onWritten();
            keeper.onPublished();
            keeper.keepIfWorthwhile(log.writtenPosition(), writer);

            assertThat(folder.resolve("snapshot")).as("the log has grown by 64 KiB for each file").exists();
            assertThat(writer.isForced()).isTrue();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test did not go on");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
