package io.ternmq.broker.engine;

import static io.ternmq.broker.engine.TestEngine.add;
import static io.ternmq.broker.engine.TestEngine.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.Campaign;
import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.broker.store.log.StoreException;
import io.ternmq.wire.message.MessageLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngineTest {
    private static final int SEGMENT = 1 << 20;
    private static final int LARGE_SEGMENT = 16 << 20;

    @TempDir
    Path folder;

    @Test
    void numbersTheMessagesOfEachQueueFromZeroAndShowsThemInOrder() {
        try (TestEngine engine = new TestEngine(folder.resolve("store"), SEGMENT)) {
            List<Long> offsets = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                offsets.add(engine.append(message("T", 0, "a" + i, null), Durability.APPENDED).queueOffset());
            }
            Appended other = engine.append(message("T", 1, "b", "tag"), Durability.APPENDED);

            assertThat(offsets).containsExactly(0L, 1L, 2L, 3L, 4L);
            assertThat(other.queueOffset()).isZero();
            assertThat(engine.bodies("T", 0)).containsExactly("a0", "a1", "a2", "a3", "a4");
            assertThat(engine.bodies("T", 1)).containsExactly("b");
        }
    }

    @Test
    void answersDurableSendsOnlyWhenTheLogIsForced() {
        try (TestEngine engine = new TestEngine(folder.resolve("store"), SEGMENT)) {
            Appended at = engine.append(message("T", 0, "safe", null), Durability.DURABLE);

            assertThat(engine.engine.durablePosition()).isGreaterThanOrEqualTo(at.position() + at.size());
            assertThat(engine.bodies("T", 0)).containsExactly("safe");
        }
    }

    static LongStream seeds() {
        return Campaign.seeds(6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void replaysTheLogOfAKilledEngineToTheSameState(long seed) throws IOException {
        Path root = folder.resolve("store");
        Random random = new Random(seed);
        try (TestEngine live = new TestEngine(root, SEGMENT)) {
            drive(live, random, 3000);
            byte[] liveState = live.state();
            // The copy is taken between batches: nothing is in flight.
            Path copy = TestEngine.copyOf(root, folder.resolve("copy"));

            try (TestEngine replayed = new TestEngine(copy, SEGMENT)) {
                assertThat(replayed.recovered.wasClean()).isFalse();
                assertThat(replayed.counters.values).isEqualTo(live.counters.values);
                assertThat(withoutEpoch(replayed.state())).as("seed %d", seed).isEqualTo(withoutEpoch(liveState));
                for (int queue = 0; queue < 4; queue++) {
                    assertThat(replayed.bodies("T", queue)).as("seed %d", seed).isEqualTo(live.bodies("T", queue));
                }
            }
        }
    }

    @Test
    void replaysTheWholeLogWhenTheSnapshotHintIsMissing() throws IOException {
        Path root = folder.resolve("store");
        List<String> bodies;
        byte[] state;
        try (TestEngine live = new TestEngine(root, SEGMENT)) {
            drive(live, new Random(7), 4000);
            bodies = live.bodies("T", 1);
            state = live.state();
        }
        Files.delete(root.resolve("snapshot"));
        deleteTree(root.resolve("consumequeue"));

        try (TestEngine replayed = new TestEngine(root, SEGMENT)) {
            assertThat(replayed.recovered.startPosition()).isZero();
            assertThat(replayed.bodies("T", 1)).isEqualTo(bodies);
            assertThat(withoutEpoch(replayed.state())).isEqualTo(withoutEpoch(state));
        }
    }

    @Test
    void startsFromTheNewestSnapshotAfterACleanEnd() {
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            drive(engine, new Random(8), 2000);
        }

        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            assertThat(engine.recovered.wasClean()).isTrue();
            assertThat(engine.recovered.messages()).isZero();
            TestEngine.await(engine.engine.call(EngineContext::nowMs));
            assertThat(engine.engine.epoch()).isEqualTo(2);
        }
    }

    @Test
    void startsFromTheNewestSnapshotThoughItHadNoRoomInItsSegment() {
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            TestEngine.await(engine.engine.call(context -> {
                int shortest = message("T", 0, "", null).encodedLength();
                int closing = MessageLayout.BLANK_LENGTH + 20;
                while (SEGMENT - context.endPosition() >= 2 * shortest + 1000 + closing) {
                    context.append(message("T", 0, "x".repeat(1000 - shortest), null), Durability.APPENDED);
                }
                int left = (int) (SEGMENT - context.endPosition());
                context.append(message("T", 0, "x".repeat(left - closing - shortest), null), Durability.APPENDED);
                return null;
            }));
            assertThat(engine.store.log().segmentPositions()).hasSize(1);
        }

        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            assertThat(engine.recovered.startPosition()).isEqualTo(SEGMENT);
            assertThat(engine.recovered.messages()).isZero();
        }
    }

    @Test
    void cutsATornTailAndAppendsBehindWhatIsSound() throws IOException {
        Path root = folder.resolve("store");
        Appended last;
        Path copy;
        try (TestEngine live = new TestEngine(root, SEGMENT)) {
            live.append(message("T", 0, "sound", null), Durability.APPENDED);
            last = live.append(message("T", 0, "torn-torn-torn", null), Durability.APPENDED);
            copy = TestEngine.copyOf(root, folder.resolve("copy"));
        }
        overwrite(copy.resolve("commitlog").resolve("%020d".formatted(0)), last.position() + 90, new byte[8]);

        try (TestEngine recovered = new TestEngine(copy, SEGMENT)) {
            assertThat(recovered.recovered.cutReason()).contains("CRC");
            assertThat(recovered.bodies("T", 0)).containsExactly("sound");

            recovered.append(message("T", 0, "next", null), Durability.APPENDED);

            assertThat(recovered.bodies("T", 0)).containsExactly("sound", "next");
        }
    }

    @Test
    void keepsACommitGroupAsAWhole() {
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            TestEngine.await(engine.engine.call(context -> context.appendGroup(
                    List.of(message("A", 0, "a", null), message("B", 0, "b", null)), List.of(add("acks", 2)),
                    Durability.DURABLE)));
            TestEngine.await(engine.engine.call(EngineContext::nowMs));
            assertThat(engine.counters.values).containsEntry("acks", 2L);
        }

        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            assertThat(engine.bodies("A", 0)).containsExactly("a");
            assertThat(engine.bodies("B", 0)).containsExactly("b");
            assertThat(engine.counters.values).containsEntry("acks", 2L);
        }
    }

    @Test
    void logsACommitGroupOfChangesAloneAsOneRecord() {
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            long changeBytes = bytesOf(engine, context -> context.change(List.of(add("acks", 1), add("commits", 1))));

            long groupBytes = bytesOf(engine, context -> assertThat(context.appendGroup(List.of(),
                    List.of(add("acks", 1), add("commits", 1)), Durability.DURABLE)).isEmpty());

            assertThat(groupBytes).isEqualTo(changeBytes);
            assertThat(bytesOf(engine, context -> context.appendGroup(List.of(), List.of(), Durability.DURABLE))).isZero();
            assertThat(engine.counters.values).containsEntry("acks", 2L).containsEntry("commits", 2L);
        }

        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            assertThat(engine.counters.values).containsEntry("acks", 2L).containsEntry("commits", 2L);
        }
    }

    /** Six of them are more than a record. */
    private static List<StateChange> longChanges() {
        return IntStream.range(0, 6).mapToObj(i -> add(i + "x".repeat(1 << 20), 1)).toList();
    }

    @Test
    void logsMoreChangesThanARecordHoldsAsOneGroup() {
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, LARGE_SEGMENT)) {
            TestEngine.await(engine.engine.call(context -> context.appendGroup(List.of(), longChanges(), Durability.DURABLE)));
            assertThat(engine.counters.values).hasSize(6);
        }

        try (TestEngine engine = new TestEngine(root, LARGE_SEGMENT)) {
            assertThat(engine.counters.values).hasSize(6).allSatisfy((name, value) -> assertThat(value).isEqualTo(1));
        }
    }

    @Test
    void dropsAGroupOfSeveralRecordsOfWhichTheLastIsMissing() throws IOException {
        Path root = folder.resolve("store");
        Path copy;
        long end;
        try (TestEngine engine = new TestEngine(root, LARGE_SEGMENT)) {
            engine.append(message("A", 0, "before", null), Durability.APPENDED);
            end = TestEngine.await(engine.engine.call(context -> {
                context.appendGroup(List.of(message("A", 0, "in it", null)), longChanges(), Durability.DURABLE);
                return context.endPosition();
            }));
            copy = TestEngine.copyOf(root, folder.resolve("copy"));
        }
        overwrite(copy.resolve("commitlog").resolve("%020d".formatted(0)), end - 64, new byte[64]);

        try (TestEngine recovered = new TestEngine(copy, LARGE_SEGMENT)) {
            assertThat(recovered.recovered.cutReason()).contains("commit group");
            assertThat(recovered.bodies("A", 0)).containsExactly("before");
            assertThat(recovered.counters.values).isEmpty();
        }
    }

    private static long bytesOf(TestEngine engine, Consumer<EngineContext> work) {
        return TestEngine.await(engine.engine.call(context -> {
            long before = context.endPosition();
            work.accept(context);
            return context.endPosition() - before;
        }));
    }

    @Test
    void dropsACommitGroupThatIsNotComplete() throws IOException {
        Path root = folder.resolve("store");
        Path copy;
        List<Appended> group;
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            engine.append(message("A", 0, "before", null), Durability.APPENDED);
            group = TestEngine.await(engine.engine.call(context -> context.appendGroup(
                    List.of(message("A", 0, "first", null), message("A", 0, "second", null)), List.of(add("acks", 1)),
                    Durability.APPENDED)));
            copy = TestEngine.copyOf(root, folder.resolve("copy"));
        }
        Appended second = group.get(1);
        // The commit record behind the messages never reached the disk.
        overwrite(copy.resolve("commitlog").resolve("%020d".formatted(0)), second.position() + second.size(), new byte[64]);

        try (TestEngine recovered = new TestEngine(copy, SEGMENT)) {
            assertThat(recovered.recovered.cutReason()).contains("commit group");
            assertThat(recovered.bodies("A", 0)).containsExactly("before");
            assertThat(recovered.counters.values).doesNotContainKey("acks");
        }
    }

    @Test
    void refusesAMessageThatNoSegmentHoldsAndGoesOn() {
        try (TestEngine engine = new TestEngine(folder.resolve("store"), SEGMENT)) {
            NewMessage tooLarge = message("T", 0, "x".repeat(SEGMENT), null);

            assertThatThrownBy(() -> engine.append(tooLarge, Durability.APPENDED))
                    .hasRootCauseInstanceOf(AppendRefusedException.class).hasMessageContaining("the log takes at most");
            engine.append(message("T", 0, "fits", null), Durability.APPENDED);
            assertThat(engine.bodies("T", 0)).containsExactly("fits");
        }
    }

    @Test
    void keepsTheSegmentLengthOfAnExistingLog() {
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            drive(engine, new Random(9), 3000);
        }

        try (TestEngine engine = new TestEngine(root, SEGMENT * 4)) {
            assertThat(engine.store.log().segmentLength()).isEqualTo(SEGMENT);
            assertThat(engine.store.log().segmentPositions()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void refusesAStoreThatAnotherEngineHolds() {
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            assertThat(engine.failure).hasValue(null);
            assertThatThrownBy(() -> new TestEngine(root, SEGMENT))
                    .isInstanceOf(StoreException.class).hasMessageContaining("in use");
        }
    }

    @Test
    void stopsWhenTheDiskFails() {
        Path root = folder.resolve("store");
        TestEngine engine = new TestEngine(root, SEGMENT);
        engine.append(message("T", 0, "kept", null), Durability.APPENDED);
        CommitLog log = engine.store.log();
        log.close();

        assertThatThrownBy(() -> engine.append(message("T", 0, "lost", null), Durability.APPENDED))
                .hasRootCauseInstanceOf(java.nio.channels.ClosedChannelException.class);
        assertThat(engine.failure.get()).isInstanceOf(StoreException.class);
        assertThat(engine.engine.submit(new EngineCall<>(EngineContext::nowMs, Durability.APPENDED))).isFalse();
        engine.close();
    }

    private static void drive(TestEngine engine, Random random, int steps) {
        IntStream.range(0, steps).forEach(i -> {
            if (random.nextInt(4) == 0) {
                engine.engine.call(context -> {
                    context.change(add("c" + random.nextInt(5), 1));
                    return null;
                });
            } else {
                String body = "m" + i + "-" + "x".repeat(random.nextInt(1500));
                engine.engine.call(context -> context.append(message("T", i % 4, body, "tag" + i % 3), Durability.APPENDED));
            }
            if (i % 200 == 0) {
                TestEngine.await(engine.engine.call(EngineContext::nowMs));
            }
        });
        TestEngine.await(engine.engine.call(EngineContext::nowMs));
    }

    // A start begins a new reign; everything else must be equal.
    private static byte[] withoutEpoch(byte[] state) {
        byte[] copy = state.clone();
        java.util.Arrays.fill(copy, 9, 17, (byte) 0);
        return copy;
    }

    private static void overwrite(Path file, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            access.write(bytes);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
