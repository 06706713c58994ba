package io.ternmq.broker.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.engine.Appended;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineHook;
import io.ternmq.broker.engine.Movable;
import io.ternmq.broker.engine.Retention;
import io.ternmq.broker.engine.TestEngine;
import io.ternmq.broker.store.StorePaths;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.broker.store.retention.RetentionPolicy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleTest {
    private static final int SEGMENT = 1 << 20;
    private static final long FAR_MS = 365L * 86_400_000;

    @TempDir
    Path folder;

    private static Appended delay(TestEngine engine, String topic, String body, long delayMs) {
        NewMessage message = TestEngine.message(topic, 1, body, "UNIQ_KEY\u0001id-" + body + "\u0002TAGS\u0001t\u0002", "t", 0);
        return engine.append(DelayedMessage.waiting(message, engine.nowMs.get() + delayMs), Durability.APPENDED);
    }

    /** Moves the clock and makes the engine notice. */
    private static void advance(TestEngine engine, long ms) {
        engine.nowMs.addAndGet(ms);
        for (int i = 0; i < 3; i++) {
            ask(engine, EngineContext::nowMs);
        }
    }

    private static <T> T ask(TestEngine engine, Function<EngineContext, T> question) {
        return TestEngine.await(engine.engine.call(question));
    }

    private static int waiting(TestEngine engine) {
        return ask(engine, context -> engine.schedule.count());
    }

    @Test
    void deliversToTheMsInTheOrderOfTheTimes() {
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            delay(engine, "T", "third", 1001);
            delay(engine, "T", "first", 1000);
            delay(engine, "T", "second", 1000);
            delay(engine, "T", "far", FAR_MS);

            advance(engine, 999);
            assertThat(engine.bodies("T", 1)).isEmpty();
            advance(engine, 1);
            assertThat(engine.bodies("T", 1)).containsExactly("first", "second");
            advance(engine, 1);

            assertThat(engine.bodies("T", 1)).containsExactly("first", "second", "third");
            assertThat(waiting(engine)).isEqualTo(1);
            advance(engine, FAR_MS);
            assertThat(engine.bodies("T", 1)).endsWith("far");
        }
    }

    @Test
    void deliversManyInBatches() {
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            List<String> bodies = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                bodies.add("m" + i);
                delay(engine, "T", "m" + i, 1000);
            }

            engine.nowMs.addAndGet(1000);
            ask(engine, EngineContext::nowMs);

            await("all of them").untilAsserted(() -> assertThat(engine.bodies("T", 1)).isEqualTo(bodies));
        }
    }

    @Test
    void readsWhatIsNotInMemoryOffTheEngine() {
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            for (int i = 0; i < 600; i++) {
                delay(engine, "T", "m" + i, 1000);
            }
            engine.coldBefore.set(Long.MAX_VALUE);

            engine.nowMs.addAndGet(1000);
            ask(engine, EngineContext::nowMs);

            await("all of them").until(() -> engine.bodies("T", 1).size() == 600);
            assertThat(engine.bodies("T", 1)).startsWith("m0", "m1").endsWith("m599");
        }
    }

    @Test
    void namesThePositionOfTheSendingInTheCopy() {
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            Appended sent = delay(engine, "T", "late", 10);
            advance(engine, 10);

            assertThat(preparedOffset(engine)).isEqualTo(sent.position());
        }
    }

    private static long preparedOffset(TestEngine engine) {
        AtomicLong found = new AtomicLong(-1);
        engine.store.indexes().get("T", 1).read(0, 1, (offset, position, size, tagsCode) -> {
            ByteBuffer stored = engine.store.log().read(position, size);
            found.set(DelayedMessage.view(stored).preparedTransactionOffset());
            return true;
        });
        return found.get();
    }

    @Test
    void survivesAKillAtAnyTimeWithoutLossOrDouble() throws Exception {
        List<String> expected = new ArrayList<>();
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            for (int i = 0; i < 40; i++) {
                expected.add("m" + i);
                delay(engine, "T", "m" + i, 10 * i);
            }
            for (int kill = 0; kill < 4; kill++) {
                advance(engine, 100);
                byte[] state = engine.state();
                Path copy = TestEngine.copyOf(root, folder.resolve("kill" + kill));
                if (kill % 2 == 0) {
                    Files.deleteIfExists(copy.resolve("snapshot"));
                }
                try (TestEngine recovered = new TestEngine(copy, SEGMENT)) {
                    recovered.nowMs.set(engine.nowMs.get());
                    assertThat(recovered.bodies("T", 1)).isEqualTo(engine.bodies("T", 1));
                    assertThat(withoutEpoch(recovered.state())).isEqualTo(withoutEpoch(state));
                    advance(recovered, 1000);
                    assertThat(recovered.bodies("T", 1)).isEqualTo(expected);
                }
            }
        }
    }

    /** The first chunk of the state is the number of the reign, which each start counts up. */
    private static List<Byte> withoutEpoch(byte[] state) {
        List<Byte> rest = new ArrayList<>();
        for (int i = 17; i < state.length; i++) {
            rest.add(state[i]);
        }
        return rest;
    }

    @Test
    void cancelsOnceAndForAll() {
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            delay(engine, "T", "cancelled", 100);
            delay(engine, "T", "kept", 100);
            Scheduled found = ask(engine, context -> engine.schedule.candidates("T", "id-cancelled")).get(0);

            boolean isCancelled = ask(engine, context -> engine.schedule.cancel(context, found.origin()));
            boolean isCancelledAgain = ask(engine, context -> engine.schedule.cancel(context, found.origin()));

            assertThat(isCancelled).isTrue();
            assertThat(isCancelledAgain).isFalse();
        }
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            advance(engine, 1000);

            assertThat(engine.bodies("T", 1)).containsExactly("kept");
            List<Scheduled> left = ask(engine, context -> engine.schedule.candidates("T", "id-kept"));
            assertThat(left).isEmpty();
        }
    }

    @Test
    void dropsWhatWaitsForATopicThatIsGone() {
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            delay(engine, "Gone", "nowhere to go", 100);
            delay(engine, "Deleted", "deleted", 100);
            engine.missingTopics.add("Gone");
            ask(engine, context -> {
                engine.schedule.dropTopic("Deleted").forEach(context::change);
                return null;
            });
            assertThat(waiting(engine)).isEqualTo(1);

            advance(engine, 100);

            assertThat(waiting(engine)).isZero();
            assertThat(engine.bodies("Gone", 1)).isEmpty();
            assertThat(engine.failure.get()).isNull();
        }
    }

    @Test
    void copiesWaitingMessagesForwardWhenTheirSegmentGoes() {
        AtomicReference<RetentionPolicy.Disk> disk = new AtomicReference<>(new RetentionPolicy.Disk(100, 50));
        RetentionPolicy policy = new RetentionPolicy(List.of(), Long.MAX_VALUE, 75, 1, ZoneOffset.UTC);
        StorePaths paths = StorePaths.below(folder.resolve("store"), SEGMENT);
        long origin;
        try (TestEngine engine = new TestEngine(paths,
                made -> new Retention(made.store, policy, List.of(), List.of(made.schedule.movable()), () -> 0, disk::get))) {
            origin = delay(engine, "T", "next year", FAR_MS).position();
            delay(engine, "T", "cancelled", FAR_MS);
            fill(engine);
            Scheduled second = ask(engine, context -> engine.schedule.page("T", origin, 1)).get(0);
            ask(engine, context -> engine.schedule.cancel(context, second.origin()));
            engine.coldBefore.set(Long.MAX_VALUE);

            disk.set(new RetentionPolicy.Disk(100, 10));
            await("the first segments to go").until(() -> {
                advance(engine, 20_000);
                return engine.store.log().minPosition() > SEGMENT;
            });
            disk.set(new RetentionPolicy.Disk(100, 50));

            assertThat(waiting(engine)).isEqualTo(1);
            assertThat(ask(engine, context -> engine.schedule.page("T", 0, 9)).get(0).position()).isGreaterThan(SEGMENT);
        }
        try (TestEngine engine = new TestEngine(paths, made -> new EngineHook() { })) {
            advance(engine, 2 * FAR_MS);

            await("the message").until(() -> engine.bodies("T", 1).contains("next year"));
            assertThat(preparedOffset(engine)).isEqualTo(origin);
            assertThat(waiting(engine)).isZero();
        }
    }

    private static void fill(TestEngine engine) {
        for (int i = 0; i < 5000; i++) {
            engine.engine.call(context -> context.append(TestEngine.message("Other", 0, "x".repeat(1000), null), Durability.APPENDED));
            if (i % 1000 == 0) {
                ask(engine, EngineContext::nowMs);
            }
        }
        engine.append(TestEngine.message("Other", 0, "last", null), Durability.DURABLE);
        // Segments before the newest usable snapshot are deletable once the index writer has noted it.
        await("a snapshot to become usable").until(() -> ask(engine, EngineContext::recoveryPosition) > 2 * SEGMENT);
    }

    @Test
    void keepsASegmentWhenWaitingMessagesAreMostOfTheLog() {
        try (TestEngine engine = new TestEngine(folder, SEGMENT)) {
            for (int i = 0; i < 1000; i++) {
                delay(engine, "T", "x".repeat(2000) + i, FAR_MS);
            }

            Movable.Clearance clearance = ask(engine, context -> engine.schedule.movable().clear(context, SEGMENT));
            assertThat(clearance).isEqualTo(Movable.Clearance.PINNED);
        }
    }
}
